import { toTimestamp } from '../../../domain/clock.ts'

/** Scenarios, versions and executables write UTC as an offset; everything else writes `Z`. */
export const toOffsetTimestamp = (ms: number): string => toTimestamp(ms).replace('Z', '+00:00')

/** Nanosecond digits, as log lines carry; what is not a time stays as it is. */
export const toNanoTimestamp = (timestamp: string): string => {
  const [, seconds, fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(timestamp) ?? []
  return seconds === undefined ? timestamp : `${seconds}.${fraction.padEnd(9, '0')}+00:00`
}
