import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { Strain } from '../decide/shed.ts'

/** What this process accepts before it begins to refuse. */
export type StrainBounds = {
  /** Of the event loop, at the 90th percentile between two looks. */
  readonly delayMs: number
  /** Of the heap's own limit. */
  readonly heapShare: number
  /** Resident memory; null: no bound. */
  readonly residentBytes: number | null
}

export const defaultStrainBounds: StrainBounds = { delayMs: 250, heapShare: 0.85, residentBytes: null }

/** A timer ticks so often, and its own period is no delay. */
const resolutionMs = 10

/** Measures from one call of `read` to the next. */
export function measureStrain(bounds: StrainBounds): { read(): Strain } & Disposable {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  return {
    read() {
      const late = delay.count > 0 ? Math.max(0, delay.percentile(90) / 1e6 - resolutionMs) : 0
      delay.reset()
      const heap = getHeapStatistics()
      const resident = bounds.residentBytes === null ? 0 : process.memoryUsage.rss() / bounds.residentBytes
      return {
        delay: late / bounds.delayMs,
        memory: Math.max(resident, heap.used_heap_size / heap.heap_size_limit / bounds.heapShare),
      }
    },
    [Symbol.dispose]: () => void delay.disable(),
  }
}
