import type { Buffer } from 'node:buffer'
import type { TensorSchema } from '../../domain/tensor-schema.ts'

/**
 * What answers calls behind the host: a script in a child process, an ONNX session, … Protocols, batching and validation are the
 * host's; a backend is handed one call at a time or several, and never sees HTTP.
 */
export type Backend = {
  /** Resolves once it can answer; rejects with `BackendFault` where it never will. */
  readonly ready: Promise<BackendFacts>
  /** Never throws; what goes wrong is in the promise: `CallFault`. */
  call(call: BackendCall): Running
  /** Calls that it has in its hands or waiting: 0 = idle. */
  busy(): number
  /** Finishes what it has in its hands, then ends. */
  stop(): Promise<void>
  /** Resolves when it has ended by itself or by `stop`; what it says is for people. */
  readonly ended: Promise<Ending>
}

export type BackendFacts = {
  /** `predict`, `explain`, `generate`, `preprocess`, `postprocess` */
  readonly methods: readonly string[]
  /** Whether several calls may be in its hands at once. */
  readonly concurrent: boolean
  /** As in OIP metadata: `python`, `onnx_onnxv1`. */
  readonly platform: string
  /** What the model itself says of its inputs and outputs; null where it does not. */
  readonly schema: TensorSchema | null
  /** Whether V1 bodies go to the backend as they are; otherwise the host makes tensors of them, which takes a schema. */
  readonly takesV1: boolean
}

/** `open` and `close`: of a process that has several models. */
export type Op = 'predict' | 'explain' | 'generate' | 'preprocess' | 'postprocess' | 'open' | 'close'

export type BackendCall = {
  readonly op: Op
  /** Which one, of a process that has several models. */
  readonly model?: string
  readonly protocol: 'v1' | 'oip'
  /** V1 and generate: the JSON text as the caller sent it. OIP: the tensors' raw bytes one after the other. */
  readonly payload: Buffer
  /** OIP: where in the payload each tensor lies. */
  readonly inputs?: readonly TensorAt[]
  /** OIP: the outputs that are asked for, or known; empty: all. */
  readonly outputNames?: readonly string[]
  readonly parameters?: Readonly<Record<string, unknown>>
  /** Never to be put together with other calls. */
  readonly alone?: boolean
  /** Where given, the answer may come in pieces; then the reply's payload is empty. */
  readonly onPiece?: (contentType: string, piece: Buffer) => void
}

export type TensorAt = {
  readonly name: string
  readonly datatype: string
  readonly shape: readonly number[]
  readonly offset: number
  readonly bytes: number
}

export type Running = {
  readonly reply: Promise<Reply>
  /** Nobody waits for it any more: it is not begun, or called off where that can be. */
  cancel(): void
}

export type Reply = {
  /** V1, generate: the whole body. OIP: the tensors' raw bytes. */
  readonly payload: Buffer
  /** null: JSON. */
  readonly contentType: string | null
  /** OIP only. */
  readonly outputs: readonly TensorAt[]
  /** Nanoseconds it waited for the backend, and that the backend had it. */
  readonly queueNs: number
  readonly computeNs: number
  /** Of the batch that it was in, where answers are to tell. */
  readonly batchId?: string
}

export type Ending = { readonly asked: boolean; readonly words: string }

/** A model that cannot be served: one line with file, line and what is expected. */
export class BackendFault extends Error {}

/** A call that ended without an answer. `type` is the exception's, as far as it came from a script. */
export class CallFault extends Error {
  readonly status: number
  readonly type: string | null

  constructor(status: number, type: string | null, message: string) {
    super(message)
    this.status = status
    this.type = type
  }
}
