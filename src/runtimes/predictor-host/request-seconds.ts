/** How long the steps of calls took, as KServe's histograms of these names tell it. */
export type Step = 'preprocess' | 'predict' | 'postprocess' | 'explain'

export type RequestSeconds = {
  /** A stopwatch for one call: each step lasts from the one before. Times in nanoseconds. */
  begin(ticks: () => bigint): (step: Step) => void
  of(step: Step): Readings | undefined
}
export type Readings = { readonly buckets: Float64Array; sum: number }

/** Upper bounds in seconds: those of Prometheus' clients. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const

export function makeRequestSeconds(): RequestSeconds {
  const readings = new Map<Step, Readings>()
  const observe = (step: Step, seconds: number): void => {
    let of = readings.get(step)
    if (!of) {
      of = { buckets: new Float64Array(bounds.length + 1), sum: 0 }
      readings.set(step, of)
    }
    let at = 0
    while (at < bounds.length && seconds > (bounds[at] as number)) at += 1
    of.buckets[at] = (of.buckets[at] as number) + 1
    of.sum += seconds
  }
  return {
    begin(ticks) {
      let last = ticks()
      return (step) => {
        const now = ticks()
        observe(step, Number(now - last) / 1e9)
        last = now
      }
    },
    of: (step) => readings.get(step),
  }
}

const help: Readonly<Record<Step, string>> = {
  preprocess: 'pre-process request latency',
  predict: 'predict request latency',
  postprocess: 'post-process request latency',
  explain: 'explain request latency',
}
const steps = ['preprocess', 'predict', 'postprocess', 'explain'] as const satisfies readonly Step[]

/** In Prometheus' text format. */
export function renderRequestSeconds(models: readonly { readonly name: string; readonly seconds: RequestSeconds }[]): string {
  const lines: string[] = []
  for (const step of steps) {
    const metric = `request_${step}_seconds`
    lines.push(`# HELP ${metric} ${help[step]}`, `# TYPE ${metric} histogram`)
    for (const { name, seconds } of models) {
      const readings = seconds.of(step)
      if (!readings) continue
      const label = `model_name="${name.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`
      let count = 0
      for (const [at, inBucket] of readings.buckets.entries()) {
        count += inBucket
        lines.push(`${metric}_bucket{${label},le="${bounds[at] ?? '+Inf'}"} ${count}`)
      }
      lines.push(`${metric}_count{${label}} ${count}`, `${metric}_sum{${label}} ${readings.sum}`)
    }
  }
  return `${lines.join('\n')}\n`
}
