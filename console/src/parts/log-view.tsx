import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useCommonWords } from '../words/common.ts'

export const logLevels = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

export type LogLine = {
  /** May hold ANSI colours; is shown as text, whatever it holds. */
  readonly text: string
  /** ISO 8601 or epoch ms. */
  readonly at?: string | number
  /** Absent: read from the text. */
  readonly level?: LogLevel
  /** Instance or component that wrote it; each gets a chip to filter by. */
  readonly source?: string
}

/**
 * Follows a log until `signal`, handing on what comes. Resolves when the log ends, rejects with what is to be shown. A new
 * function starts anew: keep it with `useCallback`.
 */
export type LogStream = (append: (lines: readonly LogLine[]) => void, signal: AbortSignal) => Promise<void>

export type LogViewProps = {
  readonly label: string
  readonly lines: readonly LogLine[]
  /** What comes after `lines`. */
  readonly stream?: LogStream
  /** Where filters are in the address; absent: kept here. */
  readonly filter?: string
  readonly onFilter?: (filter: string) => void
  readonly source?: string | null
  readonly onSource?: (source: string | null) => void
  /** Of the file that is downloaded, without its ending. */
  readonly fileName?: string
  /** CSS height of the lines. */
  readonly height?: string
}

const LogFrame = lazy(() => import('./log-frame.tsx').then(({ LogFrame }) => ({ default: LogFrame })))

/** A log of any length: follows its end, is filtered, coloured, copied and downloaded. */
export function LogView(props: LogViewProps) {
  const words = useCommonWords()
  const height = props.height ?? '60vh'
  return (
    <Suspense fallback={<Skeleton height={`calc(${height} + 84px)`} role="status" aria-label={words.loading} />}>
      <LogFrame {...props} />
    </Suspense>
  )
}
