import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from './domain/clock.ts'
import type { NewIds } from './domain/ids.ts'
import { type LineWriter, openLines } from './telemetry/line-writer.ts'

/** The real clock. Only composition roots hand it out; everything else takes a `Clock`. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { ref: false, ...(signal ? { signal } : {}) }),
}

export const systemIds: NewIds = {
  deployment: () => `d${randomBytes(8).toString('hex').slice(0, 15)}`,
  instance: (deploymentId, component) =>
    `${deploymentId}-${component === 'transformer' ? 'transformer-' : ''}${randomBytes(4).toString('hex')}`,
  uuid: () => randomUUID(),
}

/** The log of this process. */
export const systemLines = (file: number): LineWriter =>
  openLines({ file, clock: systemClock, atExit: (act) => void process.once('exit', act) })

/** Whether a process of this machine lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // there, and another user's
  }
}
