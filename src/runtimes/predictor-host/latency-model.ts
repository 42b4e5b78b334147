/** How long a batch takes by its rows: a·n + b, by least squares over the last batches. */
export type LatencyModel = {
  add(rows: number, ms: number): void
  /** null: no batch was seen yet. */
  estimate(rows: number): number | null
}

export function makeLatencyModel(keep = 50): LatencyModel {
  const samples: { readonly rows: number; readonly ms: number }[] = []
  let line: { readonly perRow: number; readonly fixed: number } | null = null
  return {
    add(rows, ms) {
      samples.push({ rows, ms })
      if (samples.length > keep) samples.shift()
      line = fit(samples)
    },
    estimate: (rows) => line && line.fixed + line.perRow * rows,
  }
}

function fit(samples: readonly { readonly rows: number; readonly ms: number }[]) {
  const count = samples.length
  let n = 0
  let t = 0
  let nn = 0
  let nt = 0
  for (const { rows, ms } of samples) {
    n += rows
    t += ms
    nn += rows * rows
    nt += rows * ms
  }
  const spread = count * nn - n * n
  // Of one size only it is not known what belongs to the rows: all of it, until larger ones have shown otherwise.
  if (spread === 0) return { perRow: nt / nn, fixed: 0 }
  const perRow = (count * nt - n * t) / spread
  const fixed = (t - perRow * n) / count
  if (perRow < 0) return { perRow: 0, fixed: t / count }
  return fixed < 0 ? { perRow: nt / nn, fixed: 0 } : { perRow, fixed }
}
