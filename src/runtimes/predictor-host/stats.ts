/** Counts as Triton's statistics extension tells them. Times in nanoseconds. */
export type Stats = {
  /** `inferences`: rows, where the first dimension tells them. */
  succeeded(inferences: number, queueNs: number, computeNs: number): void
  failed(ns: number): void
  /** Several calls at once, as so many rows. */
  batched(rows: number, computeNs: number): void
  render(name: string, version: string): object
}

type Counter = { count: number; ns: number }

export function makeStats(nowMs: () => number): Stats {
  const success: Counter = { count: 0, ns: 0 }
  const fail: Counter = { count: 0, ns: 0 }
  const queue: Counter = { count: 0, ns: 0 }
  const infer: Counter = { count: 0, ns: 0 }
  const none: Counter = { count: 0, ns: 0 }
  /** By rows. */
  const batches = new Map<number, Counter>()
  let executions = 0
  let inferences = 0
  let lastAt = 0
  return {
    succeeded(rows, queueNs, computeNs) {
      inferences += rows
      lastAt = nowMs()
      add(success, queueNs + computeNs)
      add(queue, queueNs)
      add(infer, computeNs)
    },
    failed(ns) {
      lastAt = nowMs()
      add(fail, ns)
    },
    batched(rows, computeNs) {
      executions += 1
      const counter = batches.get(rows) ?? { count: 0, ns: 0 }
      batches.set(rows, counter)
      add(counter, computeNs)
    },
    render: (name, version) => ({
      name,
      version,
      last_inference: lastAt,
      inference_count: inferences,
      execution_count: executions > 0 ? executions : success.count,
      inference_stats: {
        success,
        fail,
        queue,
        compute_input: none,
        compute_infer: infer,
        compute_output: none,
        cache_hit: none,
        cache_miss: none,
      },
      batch_stats: [...batches]
        .sort(([a], [b]) => a - b)
        .map(([batch_size, counter]) => ({
          batch_size,
          compute_input: none,
          compute_infer: counter,
          compute_output: none,
        })),
    }),
  }
}

function add(counter: Counter, ns: number): void {
  counter.count += 1
  counter.ns += ns
}
