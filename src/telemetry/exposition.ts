import type { Histogram } from './histogram.ts'

export type Labels = Readonly<Record<string, string>>

/** Prometheus text format 0.0.4, built line by line on scrape. */
export class Exposition {
  readonly #lines: string[] = []

  /** Values that are 0 or more; a family without samples is left out. */
  family(type: 'counter' | 'gauge', name: string, help: string, samples: Iterable<readonly [Labels, number]>): void {
    const lines = [...samples].map(([labels, value]) => `${name}${braced(labels)} ${value}`)
    if (lines.length > 0) this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines)
  }

  histogram(name: string, help: string, samples: Iterable<readonly [Labels, Histogram]>): void {
    const lines: string[] = []
    for (const [labels, histogram] of samples) {
      let count = 0
      histogram.counts.forEach((each, at) => {
        count += each
        const bound = histogram.bounds[at]
        lines.push(`${name}_bucket${braced({ ...labels, le: bound === undefined ? '+Inf' : String(bound) })} ${count}`)
      })
      lines.push(`${name}_sum${braced(labels)} ${histogram.sum}`, `${name}_count${braced(labels)} ${count}`)
    }
    if (lines.length > 0) this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...lines)
  }

  toString(): string {
    return this.#lines.length === 0 ? '' : `${this.#lines.join('\n')}\n`
  }
}

const braced = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escaped = (value: string): string => value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"')
