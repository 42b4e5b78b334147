import type { Retirement } from '../../../control/platform/retirements.ts'

/** RFC 5545: an all-day event for each day on which something becomes of a deployment. */
export const toCalendar = (retirements: readonly Retirement[], now: number): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Lectern//Retirements//EN',
    ...retirements.flatMap((each) => eventOf(each, now)),
    'END:VCALENDAR',
    '',
  ].join('\r\n')

function eventOf({ deployment, configurationId, model, modelVersion, next }: Retirement, now: number): string[] {
  if (!next) return []
  const what = `${model} ${modelVersion}`
  const summary =
    next.action === 'upgrade' ? `${deployment.name}: ${what} goes on to ${next.to}` : `${deployment.name}: ${what} is retired`
  return [
    'BEGIN:VEVENT',
    `UID:${deployment.id}-${configurationId}@lectern`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART;VALUE=DATE:${stamp(next.at).slice(0, 8)}`,
    ...folded(`SUMMARY:${escaped(summary)}`),
    'END:VEVENT',
  ]
}

/** `20261120T120000Z` */
const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`

const escaped = (text: string): string => text.replaceAll(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll(/\r?\n/g, '\\n')

/** A line has at most 75 bytes; the names in it are ASCII but for what users called a model. */
function folded(line: string): string[] {
  const parts: string[] = []
  let part = ''
  for (const sign of line) {
    if (Buffer.byteLength(part + sign) > 74) {
      parts.push(part)
      part = ' '
    }
    part += sign
  }
  return [...parts, part]
}
