import type { Clock } from '../domain/clock.ts'
import type { LogSink } from '../domain/inference-log.ts'
import type { Exposition } from '../telemetry/exposition.ts'
import type { LogFiles } from '../telemetry/inference-log-files.ts'
import { type LoggedCall, toEvents, toLine } from '../telemetry/inference-log-record.ts'
import type { Log } from '../telemetry/logger.ts'
import type { EventSender } from './inference-log-http.ts'

export type LogQueueDeps = {
  readonly files: LogFiles
  /** Closed with the queue. */
  readonly sender: EventSender
  readonly clock: Clock
  readonly log: Log
  /** Resolves in a later turn of the event loop: calls go first. */
  readonly turn: () => Promise<unknown>
}

export type Delivery = {
  readonly call: LoggedCall
  readonly to: { readonly kind: 'file'; readonly below: readonly string[] } | Extract<LogSink, { kind: 'http' }>
}

export type LogQueue = AsyncDisposable & {
  /** Never waits, never throws. `done` is called once nothing of it is needed any more. */
  add(deliveries: readonly Delivery[], done: () => void): void
  render(text: Exposition): void
}

/** Waiting for each sink: all files together, and each collector. */
const longest = 1_000
/** Calls that are being told to one collector at a time, as KServe's logger has workers. */
const workers = 5
/** Collectors there can be at a time. */
const mostLanes = 1_000
const batchBytes = 1024 * 1024
const sayAgainMs = 60_000
const lastWaitMs = 2_000

type Waiting = { readonly delivery: Delivery; readonly done: () => void }
type Lane = { readonly waiting: Waiting[]; working: number }

/** Sinks have a bounded line each: a slow one, or one that is gone, takes no room from the others. */
export function makeLogQueue({ files, sender, clock, log, turn }: LogQueueDeps): LogQueue {
  const lanes = new Map<string, Lane>()
  const counts = { file: 0, http: 0 }
  const dropped = { queue: 0, sink: 0 }
  let saidAt = Number.NEGATIVE_INFINITY
  let wake = (): void => {}

  const lost = (why: keyof typeof dropped, count: number, error?: unknown): void => {
    dropped[why] += count
    if (clock.now() - saidAt < sayAgainMs) return
    saidAt = clock.now()
    log.warn({ ...dropped, err: error }, 'records of the inference log are dropped')
  }

  const enter = (waiting: Waiting): void => {
    const { to } = waiting.delivery
    const key = to.kind === 'file' ? '' : to.url
    const lane = lanes.get(key) ?? { waiting: [], working: 0 }
    if (lane.waiting.length >= longest || (lanes.size >= mostLanes && !lanes.has(key))) {
      waiting.done()
      lost('queue', 1)
      return
    }
    lanes.set(key, lane)
    lane.waiting.push(waiting)
    if (lane.working >= (to.kind === 'file' ? 1 : workers)) return
    lane.working += 1
    void work(key, lane, to.kind === 'file' ? writeSome : sendOne)
  }

  const work = async (key: string, lane: Lane, some: (lane: Lane) => Promise<void>): Promise<void> => {
    await turn()
    while (lane.waiting.length > 0) await some(lane)
    // In the same turn as the look at the line: what is added from now on finds somebody else to do it.
    lane.working -= 1
    if (lane.working === 0) lanes.delete(key)
    if (lanes.size === 0) wake()
  }

  const sendOne = async ({ waiting }: Lane): Promise<void> => {
    const next = waiting.shift()
    if (!next) return
    try {
      const { call, to } = next.delivery
      if (to.kind === 'http') for (const event of toEvents(call, to.format)) await sender.send(to.url, event)
      counts.http += 1
    } catch (error) {
      lost('sink', 1, error)
    } finally {
      next.done()
      await turn()
    }
  }

  /** One write for many calls of a folder. */
  const writeSome = async ({ waiting }: Lane): Promise<void> => {
    const batch = new Map<string, { readonly below: readonly string[]; lines: string; calls: number }>()
    let bytes = 0
    while (waiting.length > 0 && bytes < batchBytes) {
      const next = waiting.shift()
      if (!next) break
      const { call, to } = next.delivery
      try {
        if (to.kind !== 'file') continue
        const line = toLine(call)
        const key = to.below.join('/')
        const each = batch.get(key) ?? { below: to.below, lines: '', calls: 0 }
        batch.set(key, { ...each, lines: each.lines + line, calls: each.calls + 1 })
        bytes += line.length
      } catch (error) {
        lost('sink', 1, error)
      } finally {
        next.done()
      }
      await turn()
    }
    for (const { below, lines, calls } of batch.values()) {
      try {
        await files.append(below, lines)
        counts.file += calls
      } catch (error) {
        lost('sink', calls, error)
      }
    }
  }

  return {
    add(deliveries, done) {
      let left = deliveries.length
      const one = (): void => {
        left -= 1
        if (left === 0) done()
      }
      for (const delivery of deliveries) enter({ delivery, done: one })
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
      for (const lane of lanes.values()) lost('sink', lane.waiting.splice(0).length)
      await sender.close()
    },
  }
}
