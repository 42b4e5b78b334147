import type { ServedModel } from './served-model.ts'
import type { EventStream } from './sse.ts'

/** One call: how to answer it, and a signal that fires when the caller leaves. */
export type Exchange = {
  readonly signal: AbortSignal
  readonly json: (body: object) => void
  readonly events: () => EventStream
}

export type Ids = {
  readonly newId: (prefix: string) => string
  readonly newSeed: () => number
  readonly nowSeconds: () => number
}

export type Handle = (
  body: unknown,
  call: { readonly model: ServedModel; readonly exchange: Exchange; readonly ids: Ids },
) => Promise<void>
