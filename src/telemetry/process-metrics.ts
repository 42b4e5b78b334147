import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Exposition } from './exposition.ts'

/** Memory, CPU and event-loop delay of this process, under names of the process: `lectern_gateway_…`. */
export function makeProcessMetrics(prefix: string): { render(text: Exposition): void; [Symbol.dispose](): void } {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  return {
    render(text) {
      const { rss, heapUsed } = process.memoryUsage()
      const { user, system } = process.cpuUsage()
      text.family('gauge', `${prefix}_resident_memory_bytes`, 'Resident memory.', [[{}, rss]])
      text.family('gauge', `${prefix}_heap_used_bytes`, 'JavaScript heap in use.', [[{}, heapUsed]])
      text.family('counter', `${prefix}_cpu_seconds_total`, 'Processor time used.', [[{}, (user + system) / 1e6]])
      text.family('gauge', `${prefix}_uptime_seconds`, 'Time since the process started.', [[{}, process.uptime()]])
      text.family('gauge', `${prefix}_event_loop_delay_seconds`, 'Event-loop delay since the last scrape.', [
        [{ quantile: '0.5' }, delay.percentile(50) / 1e9],
        [{ quantile: '0.99' }, delay.percentile(99) / 1e9],
        [{ quantile: '1' }, delay.max / 1e9],
      ])
      delay.reset()
    },
    [Symbol.dispose]: () => void delay.disable(),
  }
}
