import { styleText } from 'node:util'
import type { Out, World } from './world.ts'

export type Tone = 'good' | 'bad' | 'wait' | 'dim' | 'strong'
export type Paint = (tone: Tone, text: string) => string

const styles = { good: 'green', bad: 'red', wait: 'yellow', dim: 'dim', strong: 'bold' } as const

/** Colours for people at a terminal: `--no-color` and NO_COLOR take them away, FORCE_COLOR gives them to anyone. */
export function makePaint(out: Out, env: World['env'], wanted: boolean): Paint {
  return isColoured(out, env, wanted)
    ? (tone, text) => styleText(styles[tone], text, { validateStream: false })
    : (_, text) => text
}

function isColoured(out: Out, env: World['env'], wanted: boolean): boolean {
  if (!wanted) return false
  // A variable that is empty counts as absent: no-color.org.
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0'
  return !env['NO_COLOR'] && out.isTTY === true && env['TERM'] !== 'dumb'
}

const tones: Readonly<Record<string, Tone>> = {
  ...Object.fromEntries(
    ['RUNNING', 'COMPLETED', 'DONE', 'OK', 'YES', 'HEALTHY', 'SYNCED', 'PROVISIONED'].map((word) => [word, 'good']),
  ),
  ...Object.fromEntries(
    ['PENDING', 'UNKNOWN', 'STARTING', 'STOPPING', 'DOWNLOADING', 'VERIFYING', 'WARNING', 'IN_PROGRESS', 'VALIDATING'].map(
      (word) => [word, 'wait'],
    ),
  ),
  ...Object.fromEntries(['DEAD', 'FAILED', 'ERROR', 'NO', 'DEGRADED', 'EXPIRED'].map((word) => [word, 'bad'])),
  ...Object.fromEntries(['STOPPED', 'CANCELLED', 'DELETED', 'DELETING'].map((word) => [word, 'dim'])),
}

/** Of a cell that says how something is: by its first word. */
export const toneOf = (status: string): Tone | null => tones[/^\w+/.exec(status)?.[0].toUpperCase() ?? ''] ?? null
