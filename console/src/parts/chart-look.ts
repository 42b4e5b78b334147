import type { Language } from '../words/words.ts'
import type { ChartUnit } from './chart.tsx'
import { formatCompact, formatValue } from './numbers.ts'

/** Colours of series: each at least 3 to 1 against its ground, told apart with colour-blind eyes as far as eight can be. */
export const palettes = {
  light: ['#0b6e75', '#c2410c', '#4263eb', '#9c36b5', '#8a6100', '#2b8a3e', '#c2255c', '#495057'],
  dark: ['#4cc9d0', '#ffa94d', '#91a7ff', '#e599f7', '#ffd43b', '#69db7c', '#faa2c1', '#ced4da'],
} as const

export type Scheme = keyof typeof palettes

export const colorOf = (scheme: Scheme, index: number, own: string | undefined): string =>
  own ?? palettes[scheme][index % palettes[scheme].length] ?? palettes[scheme][0]

/** What is not data: axes, grid, ground. A canvas knows no CSS variables. */
export const inks = {
  light: { text: '#5a636c', grid: '#e9ecef', ground: '#ffffff', mark: '#8a5300' },
  dark: { text: '#a6adb4', grid: '#33383d', ground: '#242424', mark: '#ffc078' },
} as const

/** A value where room is short: the axis. */
export function formatTick(value: number, unit: ChartUnit, language: Language): string {
  if (unit === 'tokens' || unit === 'count') return formatCompact(value, language)
  if (typeof unit === 'object')
    return new Intl.NumberFormat(language, {
      style: 'currency',
      currency: unit.currency,
      notation: 'compact',
      ...(value !== 0 && Math.abs(value) < 0.01
        ? { maximumSignificantDigits: 2 }
        : { maximumFractionDigits: Math.abs(value) < 1 ? 4 : 1 }),
    }).format(value)
  return formatValue(value, unit, language)
}

/** Labels of the time axis. A tick says its day where that changes; `stepMs`: between two ticks. */
export function formatTimes(times: readonly number[], stepMs: number, language: Language): string[] {
  const time = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    ...(stepMs < 60_000 ? { second: '2-digit' as const } : {}),
    hourCycle: 'h23',
  })
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' })
  let last = ''
  return times.map((at) => {
    const today = day.format(at)
    const turned = today !== last
    last = today
    if (stepMs >= 86_400_000) return today
    return turned ? `${time.format(at)}\n${today}` : time.format(at)
  })
}

/** `share` of `color` on `ground`, both `#rrggbb`: opaque, so that stacked areas do not shine through each other. */
export function blend(color: string, ground: string, share: number): string {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return color
  const part = (at: number): string => {
    const [over, under] = [color, ground].map((each) => Number.parseInt(each.slice(at, at + 2), 16)) as [number, number]
    return Math.round(over * share + under * (1 - share))
      .toString(16)
      .padStart(2, '0')
  }
  return `#${part(1)}${part(3)}${part(5)}`
}
