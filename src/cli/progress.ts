import { clockTime } from './duration.ts'
import { plain, size } from './output.ts'
import type { Session } from './session.ts'

/** How far something is. `done` and `total` in `unit`; null and absent: not known. */
export type Progress = {
  readonly phase: string
  readonly done?: number | undefined
  readonly total?: number | null | undefined
  readonly unit?: 'bytes' | 'calls' | 'files' | undefined
  /** A second; absent: found out from what was seen. */
  readonly rate?: number | null | undefined
  /** Ids and the like, for programs. */
  readonly more?: Readonly<Record<string, unknown>> | undefined
}

export type ShowProgress = { show(progress: Progress): void; end(): void }

const lineEveryMs = 5_000

/**
 * How far `name` is, on standard error: a line that changes for a person at a terminal, one JSON object a line with `-o json`, else a line
 * at each new phase and every five seconds. `--quiet`: nothing.
 */
export function makeProgress({ world, output, quiet }: Pick<Session, 'world' | 'output' | 'quiet'>, name: string): ShowProgress {
  const startedAt = world.now()
  let phase = ''
  let first: { readonly done: number; readonly at: number } | null = null
  let said = { text: '', at: Number.NEGATIVE_INFINITY }
  let open = false

  /** Of this phase, since we watch. */
  const withRate = (progress: Progress): Progress => {
    if (progress.phase !== phase) first = null
    phase = progress.phase
    const { done } = progress
    if (done === undefined || progress.rate !== undefined) return progress
    first ??= { done, at: world.now() }
    const seconds = (world.now() - first.at) / 1_000
    return { ...progress, rate: seconds > 0 ? (done - first.done) / seconds : null }
  }

  function show(given: Progress): void {
    if (quiet) return
    const isNew = given.phase !== phase
    const progress = withRate(given)
    const now = world.now()
    if (output.format === 'json') {
      const text = `${JSON.stringify(eventOf(name, progress))}\n`
      // The rate alone is no news.
      const news = JSON.stringify({ ...progress, rate: null })
      if (news !== said.text) world.stderr.write(text)
      said = { text: news, at: now }
    } else if (world.stderr.isTTY) {
      world.stderr.write(`\r\u001b[K${barLine(name, progress, world.stderr.columns ?? 80, now - startedAt)}`)
      open = true
    } else if (isNew || now - said.at >= lineEveryMs) {
      world.stderr.write(`${barLine(name, progress, 80, now - startedAt)}\n`)
      said = { text: '', at: now }
    }
  }

  return {
    show,
    /** The last line stays; what comes next begins below it. */
    end: () => {
      if (open) world.stderr.write('\n')
      open = false
    },
  }
}

const eventOf = (name: string, { phase, done, total, unit, rate, more }: Progress) => ({
  name,
  phase,
  ...(done === undefined ? {} : { done, total: total ?? null, unit: unit ?? 'bytes' }),
  ...(rate ? { ratePerSecond: Math.round(rate) } : {}),
  ...(rate && total && done !== undefined ? { etaMs: Math.round(((total - done) / rate) * 1_000) } : {}),
  ...more,
})

/** `tiny.gguf  42 % ████▌      1.2 GB of 2.9 GB  35 MB/s  0:48`; where nothing can be counted, the phase and how long it takes. */
export function barLine(name: string, progress: Progress, columns: number, elapsedMs = 0): string {
  const { phase, done, total, unit = 'bytes', rate } = progress
  const title = plain(name).slice(0, 40)
  const amount = (value: number): string => (unit === 'bytes' ? size(value) : `${Math.round(value)}`)
  const speed = rate ? `  ${amount(rate)}${unit === 'bytes' ? '' : ` ${unit}`}/s` : ''
  if (done === undefined) return `${title}  ${plain(phase)}  ${clockTime(elapsedMs / 1_000)}`.slice(0, columns - 1)
  if (total === null || total === undefined) return `${title}  ${plain(phase)}  ${amount(done)}${speed}`
  const share = total === 0 ? 1 : done / total
  const left = rate ? `  ${clockTime((total - done) / rate)}` : ''
  const before = `${title}  ${String(Math.floor(share * 100)).padStart(3)} % `
  const after = `  ${amount(done)} of ${amount(total)}${unit === 'bytes' ? '' : ` ${unit}`}${speed}${left}`
  const room = Math.max(0, Math.min(30, columns - before.length - after.length - 1))
  const full = Math.round(share * room)
  return `${before}${'█'.repeat(full)}${'░'.repeat(room - full)}${after}`
}
