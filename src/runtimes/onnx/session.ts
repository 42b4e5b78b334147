import { Buffer } from 'node:buffer'
import { createRequire } from 'node:module'
import type { InferenceSession } from 'onnxruntime-node'
import type { TensorSchema, TensorSpec } from '../../domain/tensor-schema.ts'
import type { TensorAt } from '../predictor-host/backend.ts'
import { datatypeOf, readTensor, writeTensor } from './datatypes.ts'

export type Session = {
  readonly schema: Pick<TensorSchema, 'inputs' | 'outputs'>
  run(inputs: readonly TensorAt[], payload: Buffer): Promise<{ readonly outputs: readonly TensorAt[]; readonly payload: Buffer }>
  /** Gives its memory back. */
  close(): Promise<void>
}

/** What the caller sent is not what the model takes. */
export class BadTensors extends Error {}

/**
 * Opens a model file. Throws an `Error` with one line for people. The thread count is for one operation: operations go one after the
 * other, as a second call in parallel costs more than it gains.
 */
export async function openSession(path: string, threads: number): Promise<Session> {
  const ort = load()
  const session = await ort.InferenceSession.create(path, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 4,
  }).catch((cause: unknown) => {
    throw new Error(`ONNX Runtime cannot open the model: ${lineOf(cause)}`)
  })
  const schema = { inputs: specsOf('input', session.inputMetadata), outputs: specsOf('output', session.outputMetadata) }

  return {
    schema,
    close: () => session.release(),
    async run(inputs, payload) {
      const results = await session.run(feedsOf(inputs, payload)).catch((cause: unknown) => {
        throw new Error(lineOf(cause))
      })
      const outputs: TensorAt[] = []
      const parts: Buffer[] = []
      let offset = 0
      for (const name of session.outputNames) {
        const tensor = results[name]
        if (!tensor) continue
        const { datatype, raw } = writeTensor(name, tensor)
        outputs.push({ name, datatype, shape: tensor.dims, offset, bytes: raw.length })
        parts.push(raw)
        offset += raw.length
      }
      return { outputs, payload: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts) }
    },
  }

  function feedsOf(inputs: readonly TensorAt[], payload: Buffer): InferenceSession.FeedsType {
    try {
      const feeds = inputs.map((each) => {
        const { type, data, shape } = readTensor(each, payload)
        return [each.name, new ort.Tensor(type as 'float32', data as Float32Array, shape)]
      })
      return Object.fromEntries(feeds)
    } catch (cause) {
      throw new BadTensors(lineOf(cause))
    }
  }
}

/**
 * Where JavaScript has an array type of its own for 16-bit floats, the library insists on it, but its native part takes none (1.30):
 * without that type it takes the bits as they are.
 */
function load(): typeof import('onnxruntime-node') {
  Reflect.deleteProperty(globalThis, 'Float16Array')
  return createRequire(import.meta.url)('onnxruntime-node')
}

function specsOf(side: 'input' | 'output', metadata: readonly InferenceSession.ValueMetadata[]): TensorSpec[] {
  return metadata.map((each) => {
    const datatype = each.isTensor ? datatypeOf(each.type) : null
    if (!each.isTensor || datatype === null) {
      const kind = each.isTensor ? `of type ${each.type}` : 'no tensor (a sequence, a map or an optional value)'
      throw new Error(`${side} "${each.name}" of the model is ${kind}, which the Open Inference Protocol cannot carry`)
    }
    return { name: each.name, datatype, shape: each.shape.map((size) => (typeof size === 'number' ? size : -1)) }
  })
}

/** ONNX Runtime's messages have several lines, and where in its sources they come from. */
const lineOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause))
    .replace(/\/onnxruntime_src\/\S+:\d+ [^\n]*?\) /g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 500)
