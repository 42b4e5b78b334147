import type { Clock } from './clock.ts'
import { repeatedly } from './repeatedly.ts'

export type Hourly = AsyncDisposable & {
  /** Once, now. */
  run(): Promise<void>
  /** Every hour from now on, the first time after `firstMs`: a start has enough to do. */
  start(): void
}

const hour = 3_600_000

/** What is done every hour, until it is disposed of; a turn that fails is told, and tried again in an hour. */
export function makeHourly(
  clock: Clock,
  firstMs: number,
  run: (ended: AbortSignal) => Promise<void>,
  failed: (error: unknown) => void,
): Hourly {
  const ended = new AbortController()
  let running: Promise<void> | null = null

  const forever = async (): Promise<void> => {
    await clock.sleep(firstMs, ended.signal).catch(() => {}) // aborted: nothing is repeated then
    await repeatedly(clock, hour, ended.signal, () => run(ended.signal).catch(failed))
  }

  return {
    run: () => run(ended.signal),
    start() {
      running = forever()
    },
    async [Symbol.asyncDispose]() {
      ended.abort()
      await running
    },
  }
}
