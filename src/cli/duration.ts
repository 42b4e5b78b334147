import { UsageError } from './world.ts'

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `90s`, `10m`, `24h`, `7d` in milliseconds. */
export function parseDuration(text: string, option: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (!count || !unit) throw new UsageError(`${option} ${text}: must be a whole number and a unit, such as 90s, 10m, 24h or 7d`)
  return Number(count) * units[unit as keyof typeof units]
}

/** How long ago, in the largest unit that fits: `3d`. */
export function age(timestamp: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(timestamp))
  const [unit, length] = Object.entries(units).findLast(([, length]) => ms >= length) ?? ['s', 1000]
  return `${Math.floor(ms / length)}${unit}`
}

/** `1:05` or `2:03:00` */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const tail = String(rest).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`
}
