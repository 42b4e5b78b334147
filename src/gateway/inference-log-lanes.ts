import type { Clock } from '../domain/clock.ts'
import type { RoutedSink } from '../domain/inference-log.ts'
import { toRequests } from '../telemetry/inference-log-events.ts'
import type { LogFiles } from '../telemetry/inference-log-files.ts'
import { type LogMessage, toMessages } from '../telemetry/inference-log-messages.ts'
import { type LoggedCall, toLine } from '../telemetry/inference-log-record.ts'
import type { LogSpool } from '../telemetry/inference-log-spool.ts'
import type { EventSender } from './inference-log-http.ts'
import { type KafkaRoute, type KafkaSender, NotTaken } from './inference-log-kafka.ts'

export type LogSinks = {
  readonly files: LogFiles
  readonly spool: LogSpool
  readonly http: EventSender
  readonly kafka: KafkaSender
}

export type Destination = { readonly kind: 'file'; readonly below: readonly string[] } | { readonly kind: 'store' } | RoutedSink
export type Delivery = { readonly call: LoggedCall; readonly to: Destination }
export type SinkKind = Destination['kind']

export type Waiting = {
  readonly delivery: Delivery
  /** Its bodies are needed no more. */
  readonly done: () => void
}

/** How a lane is emptied. */
export type Driver = {
  /** At a time; KServe's logger has as many. */
  readonly workers: number
  /** Takes some of what waits, and tells what became of each. Never throws. */
  some(waiting: Waiting[]): Promise<void>
}

export type DriverDeps = {
  readonly sinks: LogSinks
  /** Resolves in a later turn of the event loop: calls go first. */
  readonly turn: () => Promise<unknown>
  readonly clock: Pick<Clock, 'now'>
  /** How long brokers may be away before what they did not take is lost. */
  readonly holdMs: number
  /** Resolves `true` after a while, `false` when there is no time left for another try. */
  readonly pause: (ms: number) => Promise<boolean>
  readonly kept: (kind: SinkKind, count: number) => void
  readonly lost: (count: number, error: unknown) => void
}

const batchBytes = 1024 * 1024
/** Brokers take a megabyte at a time by default, framing and all. */
const messageBytes = 512 * 1024
const longestPauseMs = 5_000

/** Lanes of equal `key` are one. */
export function driverFor(deps: DriverDeps, key: string, to: Destination): Driver {
  switch (to.kind) {
    case 'file':
      return { workers: 1, some: (waiting) => writeSome(deps, waiting) }
    case 'store':
      return { workers: 1, some: (waiting) => spoolSome(deps, waiting) }
    case 'http':
      return { workers: 5, some: (waiting) => sendOne(deps, waiting) }
    case 'kafka':
      return { workers: 1, some: (waiting) => produceSome(deps, key, waiting) }
  }
}

async function sendOne({ sinks, turn, kept, lost }: DriverDeps, waiting: Waiting[]): Promise<void> {
  const next = waiting.shift()
  if (!next) return
  const { call, to } = next.delivery
  try {
    if (to.kind === 'http') for (const event of toRequests(call, to.format)) await sinks.http.send(to, event)
    kept('http', 1)
  } catch (error) {
    lost(1, error)
  } finally {
    next.done()
    await turn()
  }
}

/** Takes calls one in each turn, until `size` of them are enough; their bodies are given back as they are written down. */
async function take<T>(
  { turn, lost }: DriverDeps,
  waiting: Waiting[],
  most: number,
  encode: (delivery: Delivery) => { readonly made: T; readonly size: number },
): Promise<T[]> {
  const taken: T[] = []
  let bytes = 0
  while (waiting.length > 0 && bytes < most) {
    const next = waiting.shift()
    if (!next) break
    try {
      const { made, size } = encode(next.delivery)
      taken.push(made)
      bytes += size
    } catch (error) {
      lost(1, error)
    } finally {
      next.done()
    }
    await turn()
  }
  return taken
}

/** One write for many calls of a folder. */
async function writeSome(deps: DriverDeps, waiting: Waiting[]): Promise<void> {
  const lines = await take(deps, waiting, batchBytes, ({ call, to }) => {
    const line = toLine(call)
    return { made: { below: to.kind === 'file' ? to.below : [], line }, size: line.length }
  })
  for (const [, some] of Map.groupBy(lines, ({ below }) => below.join('/'))) {
    const text = some.map(({ line }) => line).join('')
    await settle(deps, 'file', some.length, deps.sinks.files.append(some[0]?.below ?? [], text))
  }
}

async function spoolSome(deps: DriverDeps, waiting: Waiting[]): Promise<void> {
  const lines = await take(deps, waiting, batchBytes, ({ call }) => {
    const line = toLine(call)
    return { made: line, size: line.length }
  })
  if (lines.length > 0) await settle(deps, 'store', lines.length, deps.sinks.spool.add(lines.join('')))
}

const settle = ({ kept, lost }: DriverDeps, kind: SinkKind, count: number, written: Promise<void>): Promise<void> =>
  written.then(
    () => kept(kind, count),
    (error) => lost(count, error),
  )

/** Brokers go and come back: what they did not take is held for a while, and what comes meanwhile waits behind it. */
async function produceSome(deps: DriverDeps, key: string, waiting: Waiting[]): Promise<void> {
  const to = waiting[0]?.delivery.to
  if (to?.kind !== 'kafka') return
  const calls = await take(deps, waiting, messageBytes, ({ call }) => {
    const made = toMessages(call, to.format)
    const size = made.reduce((sum, { value }) => sum + value.length, 0)
    return { made, size }
  })
  // The one that made it much may be too much for the brokers, and must not take the others with it.
  const last = calls.length > 1 ? calls.splice(-1) : []
  for (const some of [calls, last]) await produce(deps, key, to, some)
}

async function produce(deps: DriverDeps, key: string, to: KafkaRoute, calls: readonly LogMessage[][]): Promise<void> {
  const messages = calls.flat()
  if (messages.length === 0) return
  const until = deps.clock.now() + deps.holdMs
  for (let pauseMs = 250; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      await deps.sinks.kafka.send(key, to, messages)
      return deps.kept('kafka', calls.length)
    } catch (error) {
      const worth = error instanceof NotTaken && error.worthAnotherTry && deps.clock.now() + pauseMs < until
      if (!worth || !(await deps.pause(pauseMs))) return deps.lost(calls.length, error)
    }
  }
}
