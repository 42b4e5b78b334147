import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { withoutAnsi } from './ansi.ts'
import type { LogLevel, LogLine, LogStream } from './log-view.tsx'

/** A line as it is searched and shown. */
export type ReadLine = {
  readonly raw: string
  readonly plain: string
  readonly at: number | null
  readonly level: LogLevel | null
  readonly source: string | null
}

export type LogEnd = { readonly kind: 'none' | 'following' | 'ended' } | { readonly kind: 'broken'; readonly message: string }

/** More would take more memory than a page should. */
const mostLines = 250_000

/** `lines` and what the stream adds, at most once a frame. `dropped`: how many of the oldest are gone. */
export function useLogLines(
  lines: readonly LogLine[],
  stream: LogStream | undefined,
): { readonly all: readonly ReadLine[]; readonly dropped: number; readonly end: LogEnd } {
  const given = useMemo(() => lines.map(readLine), [lines])
  const [added, setAdded] = useState<readonly ReadLine[]>([])
  const [dropped, setDropped] = useState(0)
  const [end, setEnd] = useState<LogEnd>({ kind: 'none' })
  useEffect(() => {
    if (!stream) return
    const stop = new AbortController()
    let waiting: ReadLine[] = []
    let frame = 0
    const flush = (): void => {
      frame = 0
      const come = waiting
      waiting = []
      setAdded((before) => {
        const next = [...before, ...come]
        if (next.length <= mostLines) return next
        setDropped((gone) => gone + next.length - mostLines)
        return next.slice(-mostLines)
      })
    }
    setAdded([])
    setDropped(0)
    setEnd({ kind: 'following' })
    stream((more) => {
      if (stop.signal.aborted) return
      for (const line of more) waiting.push(readLine(line))
      frame ||= requestAnimationFrame(flush)
    }, stop.signal).then(
      () => !stop.signal.aborted && setEnd({ kind: 'ended' }),
      (error: Error) => !stop.signal.aborted && setEnd({ kind: 'broken', message: error.message }),
    )
    return () => {
      stop.abort()
      cancelAnimationFrame(frame)
    }
  }, [stream])
  const all = useMemo(() => (added.length === 0 ? given : [...given, ...added]), [given, added])
  return { all, dropped, end }
}

export function readLine(line: LogLine): ReadLine {
  const plain = withoutAnsi(line.text)
  const at = line.at === undefined ? null : typeof line.at === 'number' ? line.at : Date.parse(line.at)
  return {
    raw: line.text,
    plain,
    at: Number.isNaN(at) ? null : at,
    level: line.level ?? levelOf(plain),
    source: line.source ?? null,
  }
}

/** The first word of a line that is a level's name; only its beginning is looked at. */
function levelOf(plain: string): LogLevel | null {
  const found = /\b(error|fatal|critical|panic|traceback|warn|warning|info|notice|debug|trace)\b/i.exec(plain.slice(0, 100))
  return found ? (levelWords[found[1]?.toLowerCase() ?? ''] ?? null) : null
}

const levelWords: Readonly<Record<string, LogLevel>> = {
  error: 'error',
  fatal: 'error',
  critical: 'error',
  panic: 'error',
  traceback: 'error',
  warn: 'warn',
  warning: 'warn',
  info: 'info',
  notice: 'info',
  debug: 'debug',
  trace: 'debug',
}

export type LogFilter = {
  readonly text: string
  readonly regex: boolean
  readonly levels: ReadonlySet<LogLevel>
  readonly source: string | null
}

/** What a filter's text finds, or null where it is no regular expression. */
export function patternOf({ text, regex }: Pick<LogFilter, 'text' | 'regex'>): RegExp | null {
  if (text === '') return /(?:)/
  try {
    return new RegExp(regex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i')
  } catch {
    return null
  }
}

/** The lines that fit, worked out beside what somebody types. `levels` empty: all. */
export function useFiltered(all: readonly ReadLine[], filter: LogFilter): readonly ReadLine[] {
  const later = useDeferredValue(filter)
  // What comes to a filtered log is looked at, not all of it again.
  const last = useRef<{ filter: LogFilter; all: readonly ReadLine[]; found: readonly ReadLine[] } | null>(null)
  return useMemo(() => {
    const pattern = patternOf(later)
    const fits = (line: ReadLine): boolean =>
      (later.levels.size === 0 || (line.level !== null && later.levels.has(line.level))) &&
      (later.source === null || line.source === later.source) &&
      (later.text === '' || pattern === null || pattern.test(line.plain))
    const free = later.levels.size === 0 && later.source === null && (later.text === '' || pattern === null)
    const before = last.current
    const grown =
      before?.filter === later &&
      before.all.length > 0 &&
      before.all[0] === all[0] &&
      before.all.at(-1) === all[before.all.length - 1]
    const found = free
      ? all
      : before && grown
        ? [...before.found, ...all.slice(before.all.length).filter(fits)]
        : all.filter(fits)
    last.current = { filter: later, all, found }
    return found
  }, [all, later])
}
