/** One measurement: figures by name, whatever the scene measures. */
export type Row = { readonly name: string; readonly scene: string; readonly figures: Readonly<Record<string, number>> }

type Line = {
  readonly scene: string
  readonly figure: string
  readonly title: string
  readonly digits: number
  readonly added?: boolean
}

const lines: readonly Line[] = [
  { scene: '1 connection', figure: 'perSecond', title: 'calls/s, 1 connection', digits: 0 },
  { scene: '1 connection', figure: 'p50', title: 'p50 µs, 1 connection', digits: 0, added: true },
  { scene: '1 connection', figure: 'p99', title: 'p99 µs, 1 connection', digits: 0, added: true },
  { scene: '32 connections', figure: 'perSecond', title: 'calls/s, 32 connections', digits: 0 },
  { scene: '32 connections', figure: 'cpu', title: 'CPU µs per call, 32 connections', digits: 1 },
  { scene: '500 calls/s', figure: 'p50', title: 'p50 µs at 500 calls/s', digits: 0, added: true },
  { scene: '500 calls/s', figure: 'p99', title: 'p99 µs at 500 calls/s', digits: 0, added: true },
  { scene: '4 streams', figure: 'first50', title: 'first chunk p50 µs, 4 streams', digits: 0, added: true },
  { scene: '40 streams, 8,000 chunks/s', figure: 'cpu', title: 'CPU µs per chunk, 8,000 chunks/s', digits: 1 },
  { scene: '40 streams, 8,000 chunks/s', figure: 'p50', title: 'chunk on its way p50 µs', digits: 0, added: true },
  { scene: '40 streams, 8,000 chunks/s', figure: 'p99', title: 'chunk on its way p99 µs', digits: 0, added: true },
  { scene: 'abort', figure: 'ms', title: 'abort seen upstream, ms', digits: 2 },
  { scene: 'abort of all', figure: 'ms', title: 'abort of all held streams, ms', digits: 0 },
  { scene: 'RSS at rest', figure: 'mb', title: 'memory at rest, MB', digits: 0 },
  { scene: 'streams held', figure: 'mbPerThousand', title: 'memory per 1,000 open streams, MB', digits: 1 },
]

/** A markdown table: a line for each figure, a column for each competitor, and what lectern is to direct, to nginx and to Portkey. */
export function table(rows: readonly Row[]): string {
  const names = [...new Set(rows.map((row) => row.name))]
  const withNginx = names.includes('nginx')
  const withPortkey = names.includes('portkey')
  const head = [
    '',
    ...names,
    'lectern : direct',
    ...(withNginx ? ['lectern : nginx'] : []),
    ...(withPortkey ? ['lectern : portkey'] : []),
  ]
  const body = lines.map(({ scene, figure, title, digits, added }) => {
    const of = (name: string): number | null =>
      median(rows.filter((row) => row.name === name && row.scene === scene).map((row) => row.figures[figure]))
    const [direct, lectern, nginx] = [of('direct'), of('lectern'), of('nginx')]
    const ratio = (base: number | null): string => (lectern === null || !base ? '–' : `${(lectern / base).toFixed(2)}×`)
    const toDirect = added && lectern !== null && direct !== null ? `+${(lectern - direct).toFixed(digits)}` : ratio(direct)
    const toNginx =
      added && lectern !== null && nginx !== null && direct !== null
        ? `${((lectern - direct) / Math.max(1, nginx - direct)).toFixed(2)}× added`
        : ratio(nginx)
    const columns = [toDirect, ...(withNginx ? [toNginx] : []), ...(withPortkey ? [ratio(of('portkey'))] : [])]
    return [title, ...names.map((name) => of(name)?.toFixed(digits) ?? '–'), ...columns]
  })
  const errors = rows.reduce((sum, row) => sum + (row.figures['errors'] ?? 0), 0)
  const text = [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  return errors === 0 ? text : `${text}\n\n${errors} calls or streams failed: the figures are not to be trusted.`
}

function median(values: readonly (number | undefined)[]): number | null {
  const sorted = values.filter((value) => value !== undefined).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
