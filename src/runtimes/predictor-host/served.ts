import { faultInInstances, type TensorSchema } from '../../domain/tensor-schema.ts'
import type { Backend, BackendCall, BackendFacts, Running } from './backend.ts'
import { Refusal } from './refusal.ts'
import { makeRequestSeconds, type RequestSeconds } from './request-seconds.ts'
import { makeStats, type Stats } from './stats.ts'

/** The one model of this host, whatever state it is in. */
export type Served = {
  /** What callers may call it; the first is its own. */
  readonly names: readonly string[]
  /** As paths and answers say it; null: it has none. */
  readonly version: string | null
  readonly stats: Stats
  readonly seconds: RequestSeconds
  /** What may be sent, as registered; any JSON, null: none. */
  readonly example: unknown
  state(): 'loading' | 'ready' | 'unloaded'
  facts(): BackendFacts | null
  schema(): TensorSchema | null
  /** Throws 503 while there is no model, and 501 where it cannot do this. */
  call(call: BackendCall): Running
  load(): Promise<void>
  unload(): Promise<void>
}

export type ServedOptions = {
  readonly names: readonly string[]
  readonly version: string | null
  /** Of the registry; beats what the model says of itself. */
  readonly schema: TensorSchema | null
  readonly example?: unknown
  readonly startBackend: () => Backend
  /** The backend ended without being asked to. */
  readonly onEnded: (words: string) => void
  readonly nowMs: () => number
  /** What stands between callers and the backend: a batcher. */
  readonly between?: (backend: Backend, facts: BackendFacts, stats: Stats, schema: () => TensorSchema | null) => Backend['call']
}

export function makeServed(options: ServedOptions): Served {
  const stats = makeStats(options.nowMs)
  let backend: Backend | null = null
  let facts: BackendFacts | null = null
  let callBackend: Backend['call'] | null = null
  const schema = (): TensorSchema | null => options.schema ?? facts?.schema ?? null

  return {
    names: options.names,
    version: options.version,
    stats,
    seconds: makeRequestSeconds(),
    example: options.example ?? null,
    state: () => (facts ? 'ready' : backend ? 'loading' : 'unloaded'),
    facts: () => facts,
    schema,
    call(call) {
      if (!callBackend || !facts) throw notReady(options.names[0] ?? '')
      if (!facts.methods.includes(call.op))
        throw new Refusal(501, `the model of this deployment has no ${call.op}; it has ${facts.methods.join(', ')}`)
      return callBackend(call)
    },
    async load() {
      if (backend) {
        await backend.ready
        return
      }
      const started = options.startBackend()
      backend = started
      void started.ended.then(({ asked, words }) => {
        if (backend !== started) return
        backend = null
        facts = null
        if (!asked) options.onEnded(words)
      })
      const said = await started.ready.catch((cause: unknown) => {
        if (backend === started) backend = null
        throw cause
      })
      // It may have been unloaded meanwhile.
      if (backend !== started) return
      facts = said
      callBackend = options.between ? options.between(started, said, stats, schema) : started.call
    },
    async unload() {
      const stopping = backend
      facts = null
      backend = null
      await stopping?.stop()
    },
  }
}

export const notReady = (name: string): Refusal =>
  new Refusal(503, `Model with name ${name} is not ready.`, { 'retry-after': '1' })

/** V1 instances against the model's schema, where it has one. */
export function requireInstances(served: Served, instances: readonly unknown[], key: string): void {
  const schema = served.schema()
  const fault = schema && faultInInstances(schema, instances, key)
  if (fault) throw new Refusal(400, fault)
}
