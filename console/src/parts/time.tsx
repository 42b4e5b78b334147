import { Tooltip } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { type Language, useLanguage } from '../words/words.ts'
import { useCopying } from './figure.tsx'

/** "3 minutes ago", with the exact time when it is pointed at; a click copies that. `at`: ISO 8601 or epoch ms. */
export function RelativeTime({ at }: { readonly at: string | number }) {
  const language = useLanguage()
  const now = useNow()
  const time = typeof at === 'number' ? at : Date.parse(at)
  const iso = new Date(time).toISOString()
  const { title: _, ...copying } = useCopying(iso)
  return (
    <Tooltip label={absoluteTime(time, language)}>
      <time dateTime={iso} {...copying}>
        {relativeTime(time, now, language)}
      </time>
    </Tooltip>
  )
}

/**
 * A point in time, or a `day` alone, with all of it behind what is shown. `at`: ISO 8601, also a date alone, or epoch ms;
 * `children`: what is shown in place of the usual.
 */
export function Moment({
  at,
  day = false,
  children,
}: {
  readonly at: string | number
  readonly day?: boolean
  readonly children?: ReactNode
}) {
  const language = useLanguage()
  const date = typeof at === 'string' && at.length === 10
  const time = new Date(date ? `${at}T12:00:00Z` : at)
  const iso = date ? at : time.toISOString()
  return (
    <time dateTime={iso} {...useCopying(iso)}>
      {children ?? (day || date ? absoluteDate : absoluteTime)(time.getTime(), language)}
    </time>
  )
}

export const absoluteTime = (time: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(time)

export const absoluteDate = (time: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(time)

export function relativeTime(time: number, now: number, language: Language): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const seconds = (time - now) / 1000
  const [unit, size] = units.find(([, least]) => Math.abs(seconds) >= least) ?? ['second', 1]
  return format.format(Math.round(seconds / size), unit)
}

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

/** The time, anew every half minute. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
