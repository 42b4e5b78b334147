import type { DeploymentId } from '../domain/ids.ts'
import type { Engine } from './engine.ts'

/** Two ends of a message pipe between processes: Node's IPC channel. */
export type Channel = {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
}

const verbs = ['observe', 'start', 'stop', 'remove', 'limitedBy'] as const
type Verb = (typeof verbs)[number]

type Call = { readonly engine: 'call'; readonly id: number; readonly verb: Verb; readonly args: readonly unknown[] }
type Answer = { readonly engine: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: string }
type Changed = { readonly engine: 'changed'; readonly deploymentId: DeploymentId }

/** Lets the other end of the channel use this engine. Returns the function that ends it. */
export function serveEngine(engine: Engine, channel: Channel): () => void {
  channel.onMessage(async (message) => {
    if (!isCall(message)) return
    try {
      const run = engine[message.verb] as (...args: readonly unknown[]) => Promise<unknown>
      channel.send({ engine: 'answer', id: message.id, value: await run(...message.args) } satisfies Answer)
    } catch (error) {
      channel.send({
        engine: 'answer',
        id: message.id,
        error: error instanceof Error ? error.message : String(error),
      } satisfies Answer)
    }
  })
  return engine.onChange((deploymentId) => channel.send({ engine: 'changed', deploymentId } satisfies Changed))
}

/** An engine that lives at the other end of the channel: instances there outlive this process. */
export function connectEngine(id: string, channel: Channel): Engine {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const listeners = new Set<(deploymentId: DeploymentId) => void>()
  let lastId = 0

  channel.onMessage((message) => {
    const { engine: kind, ...rest } = message as Answer | Changed
    if (kind === 'changed') for (const listener of listeners) listener((rest as Changed).deploymentId)
    if (kind !== 'answer') return
    const { id: callId, value, error } = rest as Answer
    const caller = waiting.get(callId)
    waiting.delete(callId)
    if (error === undefined) caller?.resolve(value)
    else caller?.reject(new Error(error))
  })

  const call = (verb: Verb, ...args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1
      waiting.set(lastId, { resolve, reject })
      channel.send({ engine: 'call', id: lastId, verb, args } satisfies Call)
    })

  return {
    id,
    observe: () => call('observe') as ReturnType<Engine['observe']>,
    start: (spec) => call('start', spec) as Promise<void>,
    stop: (instanceId, graceMs) => call('stop', instanceId, graceMs) as Promise<void>,
    remove: (instanceId) => call('remove', instanceId) as Promise<void>,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    limitedBy: () => call('limitedBy') as ReturnType<Engine['limitedBy']>,
  }
}

function isCall(message: unknown): message is Call {
  const call = message as Partial<Call> | null
  return call?.engine === 'call' && verbs.some((verb) => verb === call.verb)
}
