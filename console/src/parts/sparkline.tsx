/** A course in the size of a word. `label` says in words what it shows: the drawing alone tells nobody who cannot see it. */
export function Sparkline({
  values,
  label,
  width = 96,
  height = 24,
}: {
  /** Null is a gap. */
  readonly values: readonly (number | null)[]
  readonly label: string
  readonly width?: number
  readonly height?: number
}) {
  const most = Math.max(0, ...values.map((value) => value ?? 0))
  const x = (at: number): number => (values.length < 2 ? width / 2 : (at / (values.length - 1)) * (width - 4) + 2)
  const y = (value: number): number => height - 2 - (most === 0 ? 0 : (value / most) * (height - 4))
  let path = ''
  let broken = true
  values.forEach((value, at) => {
    if (value === null) {
      broken = true
      return
    }
    path += `${broken ? 'M' : 'L'}${x(at).toFixed(1)},${y(value).toFixed(1)}`
    broken = false
  })
  const end = values.length - 1
  const last = values[end]
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={label}
      style={{ display: 'block', color: 'var(--mantine-color-anchor)' }}
    >
      <line x1="2" x2={width - 2} y1={height - 1.5} y2={height - 1.5} stroke="var(--lectern-line)" />
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round" />
      {last !== null && last !== undefined && <circle cx={x(end)} cy={y(last)} r="2" fill="currentColor" />}
    </svg>
  )
}
