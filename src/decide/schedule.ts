import { Cron } from 'croner'
import { Failure } from '../domain/failure.ts'
import type { ScalingPolicy } from '../domain/scaling.ts'
import { isTimezone } from './period.ts'

type Schedule = ScalingPolicy['schedules'][number]

/** The policy with the bounds that are in force now. */
export function policyAt(policy: ScalingPolicy, now: number): ScalingPolicy {
  let last = Number.NEGATIVE_INFINITY
  let inForce: Schedule | null = null
  for (const schedule of policy.schedules) {
    // It looks at whole seconds, and before the one it is given.
    const [began] = cronOf(schedule).previousRuns(1, new Date(now + 1_000))
    if (!began || began.getTime() < last) continue
    last = began.getTime()
    inForce = schedule
  }
  if (!inForce) return policy
  const { minInstances } = inForce
  return { ...policy, minInstances, maxInstances: Math.max(minInstances, inForce.maxInstances ?? policy.maxInstances) }
}

/** Throws `Failure('invalid')` naming the schedule at fault; `field` is where the list stands. */
export function mustBeSchedules(schedules: ScalingPolicy['schedules'], field: string): void {
  for (const [at, schedule] of schedules.entries()) {
    const refuse = (name: keyof Schedule, trouble: string): never => {
      const target = `${field}[${at}].${name}`
      throw new Failure('invalid', `${target}: ${trouble}`, { target })
    }
    const { cron, timezone, minInstances, maxInstances } = schedule
    if (maxInstances !== undefined && minInstances > maxInstances) refuse('minInstances', 'must be at most maxInstances')
    if (!isTimezone(timezone)) refuse('timezone', `"${timezone}" is not known; give a name such as UTC or Europe/Berlin`)
    try {
      if (!cronOf(schedule).nextRun(new Date(0))) throw new Error('no such day')
    } catch {
      refuse(
        'cron',
        `"${cron}" names no time; give minute, hour, day of month, month and day of week, such as "0 7 * * 1-5" for seven o'clock from Monday to Friday`,
      )
    }
  }
}

const crons = new Map<string, Cron>()
const mostCrons = 1_000

/** Paused: it only tells times. */
function cronOf({ cron, timezone }: Schedule): Cron {
  const key = `${timezone} ${cron}`
  const known = crons.get(key)
  if (known) return known
  if (crons.size >= mostCrons) crons.clear()
  const made = new Cron(cron, { timezone, paused: true, mode: '5-part' })
  crons.set(key, made)
  return made
}
