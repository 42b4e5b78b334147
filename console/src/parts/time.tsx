import { Text, Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { type Language, useLanguage } from '../words/words.ts'

/** "3 minutes ago", with the exact time when it is pointed at. `at`: ISO 8601 or epoch ms. */
export function RelativeTime({ at }: { readonly at: string | number }) {
  const language = useLanguage()
  const now = useNow()
  const time = typeof at === 'number' ? at : Date.parse(at)
  return (
    <Tooltip label={absoluteTime(time, language)}>
      <Text span inherit component="time" dateTime={new Date(time).toISOString()} tabIndex={0} style={{ whiteSpace: 'nowrap' }}>
        {relativeTime(time, now, language)}
      </Text>
    </Tooltip>
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
