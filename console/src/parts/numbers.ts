import type { Language } from '../words/words.ts'

/** What a number is the number of. `percent` is 0 to 100; `compact` is a count where room is short. */
export type Unit = 'count' | 'compact' | 'tokens' | 'ms' | 'bytes' | 'percent' | 'perSecond' | { readonly currency: string }

/** As people read it; null is a dash. `digits`: most after the point; absent: as is usual for the unit. */
export function formatValue(value: number | null | undefined, unit: Unit, language: Language, digits?: number): string {
  if (value === null || value === undefined) return '–'
  if (typeof unit === 'object') return formatMoney(value, unit.currency, language)
  switch (unit) {
    case 'ms':
      return formatDuration(value, language)
    case 'bytes':
      return formatBytes(value, language)
    case 'percent':
      return `${formatNumber(value, language, digits ?? 1)} %`
    case 'perSecond':
      return `${formatNumber(value, language, digits ?? 2)}/s`
    case 'compact':
      return formatCompact(value, language)
    case 'tokens':
    case 'count':
      return formatNumber(value, language, digits ?? 2)
  }
}

/** What an exact number is in; empty where it counts things. */
export const unitName = (unit: Unit): string => (typeof unit === 'object' ? unit.currency : (unitNames[unit] ?? ''))

const unitNames: Readonly<Partial<Record<Extract<Unit, string>, string>>> = {
  ms: 'ms',
  bytes: 'B',
  percent: '%',
  perSecond: '/s',
}

export const formatNumber = (value: number, language: Language, digits = 0): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)

/** 12,345,678 → 12.3M: where room is short; the exact number belongs beside it, or in a tooltip. */
export const formatCompact = (value: number, language: Language): string =>
  new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(value)

/** `amount`: decimal text or number in `currency`. Small amounts keep their digits: a call costs thousandths of a cent. */
export function formatMoney(amount: string | number, currency: string, language: Language): string {
  const value = Number(amount)
  const digits = value !== 0 && Math.abs(value) < 1 ? 6 : 2
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(value)
}

/** 1,536 → 1.5 KiB. */
export function formatBytes(bytes: number, language: Language): string {
  let value = bytes
  let unit = 0
  for (; value >= 1024 && unit < byteUnits.length - 1; unit += 1) value /= 1024
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 }).format(value)} ${byteUnits[unit]}`
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

export function formatDuration(ms: number, language: Language): string {
  if (ms < 1_000) return `${formatNumber(ms, language, ms < 10 ? 1 : 0)} ms`
  if (ms < 60_000) return `${formatNumber(ms / 1_000, language, 1)} s`
  if (ms < 3_600_000) {
    const seconds = Math.round(ms / 1_000)
    return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`
  }
  return `${formatNumber(ms / 3_600_000, language, 1)} h`
}
