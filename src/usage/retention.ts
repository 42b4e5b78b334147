import { seriesMinutesMs } from '../domain/call-series.ts'
import type { Clock } from '../domain/clock.ts'
import { type Hourly, makeHourly } from '../domain/hourly.ts'
import { minuteSumsFrom } from '../domain/usage-sums.ts'
import type { Store } from '../store/store.ts'

export type RetentionDeps = {
  readonly store: Pick<Store, 'retention' | 'settings' | 'callSeries' | 'instanceSpans'>
  readonly clock: Clock
  /** How long single calls are kept. At least two days: limits count the last minute's, and a late word on a call may come for one. */
  readonly ledgerMs: number
  /** How long sums by the minute are kept; those by hour and day stay for ever. At least `leastMinuteSumsDays`. */
  readonly minuteSumsMs: number
  readonly log: { info(fields: object, event: string): void; error(fields: object, event: string): void }
}

const hour = 3_600_000
const firstMs = 60_000
/** Rows of one transaction: the store answers nobody meanwhile. */
const atOnce = 2_000
const pauseMs = 25
/** Of what instances were, and when. */
const spansMs = 90 * 86_400_000

/** Lets go of what has been kept for long enough, a little at a time. */
export function makeRetention({ store, clock, ledgerMs, minuteSumsMs, log }: RetentionDeps): Hourly {
  const byParts = async (remove: (limit: number) => Promise<number>, ended: AbortSignal): Promise<number> => {
    for (let all = 0; ; ) {
      const gone = await remove(atOnce)
      all += gone
      if (gone < atOnce || ended.aborted) return all
      await clock.sleep(pauseMs, ended).catch(() => {}) // aborted: the next part is the last
    }
  }

  const run = async (ended: AbortSignal): Promise<void> => {
    const now = clock.now()
    const calls = await byParts((limit) => store.retention.deleteCalls(now - ledgerMs, limit), ended)
    // A whole hour, so that what hours and minutes tell fits together. Said first: who reads meanwhile must not miss minutes.
    const before = Number((await store.settings.get(minuteSumsFrom)) ?? 0)
    const from = Math.max(before, now - minuteSumsMs - ((now - minuteSumsMs) % hour))
    if (from > before) await store.settings.set(minuteSumsFrom, String(from))
    const minuteSums = await byParts((limit) => store.retention.deleteMinuteSums(from, limit), ended)
    await byParts((limit) => store.callSeries.deleteBefore('minute', now - seriesMinutesMs, limit), ended)
    await byParts((limit) => store.callSeries.deleteBefore('hour', now - ledgerMs, limit), ended)
    await byParts((limit) => store.instanceSpans.deleteBefore(now - spansMs, limit), ended)
    if (calls + minuteSums > 0) log.info({ calls, minuteSums }, 'usage that was kept for long enough is gone')
  }

  return makeHourly(clock, firstMs, run, (error) =>
    log.error({ err: error }, 'old usage could not be deleted; trying again in an hour'),
  )
}
