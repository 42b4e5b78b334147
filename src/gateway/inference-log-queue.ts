import type { Clock } from '../domain/clock.ts'
import type { Exposition } from '../telemetry/exposition.ts'
import type { Log } from '../telemetry/logger.ts'
import { type Delivery, type Destination, type Driver, driverFor, type LogSinks, type Waiting } from './inference-log-lanes.ts'

export type LogQueueDeps = {
  /** Those with connections are closed with the queue. */
  readonly sinks: LogSinks
  readonly clock: Clock
  readonly log: Log
  /** Resolves in a later turn of the event loop: calls go first. */
  readonly turn: () => Promise<unknown>
  /** How long brokers of Kafka may be away before what they did not take is lost. */
  readonly holdMs?: number
}

export type LogQueue = AsyncDisposable & {
  /** Never waits, never throws. `done` is called once nothing of it is needed any more. */
  add(deliveries: readonly Delivery[], done: () => void): void
  render(text: Exposition): void
}

/** Waiting for each sink: all files together, and each collector, topic and so on. */
const longest = 1_000
/** Of their bodies: the room for all must not go to one sink that is away. */
const longestBytes = 16 * 1024 * 1024
/** Sinks elsewhere that there can be at a time. */
const mostLanes = 1_000
const sayAgainMs = 60_000
const lastWaitMs = 2_000

type Lane = { readonly driver: Driver; readonly waiting: Waiting[]; bytes: number; working: number }

/** Sinks have a bounded line each: a slow one, or one that is gone, takes no room from the others. */
export function makeLogQueue({ sinks, clock, log, turn, holdMs = 30_000 }: LogQueueDeps): LogQueue {
  const lanes = new Map<string, Lane>()
  const counts = { file: 0, store: 0, http: 0, kafka: 0 }
  const dropped = { queue: 0, sink: 0 }
  const ended = new AbortController()
  let saidAt = Number.NEGATIVE_INFINITY
  let wake = (): void => {}

  const lost = (why: keyof typeof dropped, count: number, error?: unknown): void => {
    dropped[why] += count
    if (clock.now() - saidAt < sayAgainMs) return
    saidAt = clock.now()
    log.warn({ ...dropped, err: error }, 'records of the inference log are dropped')
  }

  const driverDeps = {
    sinks,
    turn,
    clock,
    holdMs,
    pause: (ms: number) =>
      clock.sleep(ms, ended.signal).then(
        () => true,
        () => false,
      ),
    kept: (kind: keyof typeof counts, count: number) => {
      counts[kind] += count
    },
    lost: (count: number, error: unknown) => lost('sink', count, error),
  }

  const keyOf = makeKeyOf()

  const enter = (delivery: Delivery, done: () => void): void => {
    const key = keyOf(delivery.to)
    const bytes = bytesOf(delivery)
    const lane = lanes.get(key) ?? { driver: driverFor(driverDeps, key, delivery.to), waiting: [], bytes: 0, working: 0 }
    const full = lane.waiting.length >= longest || lane.bytes + bytes > longestBytes
    if (full || (lanes.size >= mostLanes && !lanes.has(key))) {
      done()
      lost('queue', 1)
      return
    }
    lanes.set(key, lane)
    lane.bytes += bytes
    lane.waiting.push({
      delivery,
      done: () => {
        lane.bytes -= bytes
        done()
      },
    })
    if (lane.working >= lane.driver.workers) return
    lane.working += 1
    void work(key, lane)
  }

  const work = async (key: string, lane: Lane): Promise<void> => {
    await turn()
    while (lane.waiting.length > 0) await lane.driver.some(lane.waiting)
    // In the same turn as the look at the line: what is added from now on finds somebody else to do it.
    lane.working -= 1
    if (lane.working === 0) lanes.delete(key)
    if (lanes.size === 0) wake()
  }

  return {
    add(deliveries, done) {
      let left = deliveries.length
      const one = (): void => {
        left -= 1
        if (left === 0) done()
      }
      for (const delivery of deliveries) enter(delivery, one)
    },
    render(text) {
      text.family(
        'counter',
        'lectern_inference_log_records_total',
        'Calls that were kept, by where.',
        Object.entries(counts).map(([sink, count]) => [{ sink }, count] as const),
      )
      text.family(
        'counter',
        'lectern_inference_log_dropped_total',
        'Calls that should have been kept: their sink had too many waiting, or did not take them.',
        Object.entries(dropped).map(([reason, count]) => [{ reason }, count] as const),
      )
    },
    async [Symbol.asyncDispose]() {
      const empty = new Promise<void>((resolve) => {
        wake = resolve
        if (lanes.size === 0) resolve()
      })
      await Promise.race([empty, clock.sleep(lastWaitMs)])
      ended.abort()
      for (const lane of lanes.values()) {
        const left = lane.waiting.splice(0)
        if (left.length > 0) lost('sink', left.length)
      }
      await Promise.all([sinks.http.close(), sinks.kafka.close()])
    },
  }
}

/** Where it goes: sinks elsewhere that are told the same way, by who may, are one. They stay the same objects from call to call. */
function makeKeyOf(): (to: Destination) => string {
  const keys = new WeakMap<Destination, string>()
  return (to) => {
    if (to.kind === 'file' || to.kind === 'store') return to.kind
    const known = keys.get(to)
    if (known !== undefined) return known
    const key = JSON.stringify(to)
    keys.set(to, key)
    return key
  }
}

const bytesOf = ({ call: { request, response } }: Delivery): number =>
  (request?.bytes.length ?? 0) + (response?.bytes.length ?? 0)
