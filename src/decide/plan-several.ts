import type { TargetStatus } from '../domain/deployment.ts'
import type { Instance } from '../domain/instance.ts'
import { type Plan, plan, type Wanted } from './plan.ts'

/** `takesCalls` false: it is kept running, but no call goes there. */
export type WantedTarget = { readonly wanted: Wanted; readonly takesCalls: boolean }

/** What to do about a deployment of several targets; `targets` has each one's own plan, in the order of what is wanted. */
export type SeveralPlan = Plan & { readonly targets: readonly Plan[] }

/**
 * Each target comes up, is restarted and dies by itself; the deployment runs while one of them does. What ran before (instances
 * of no target's revision) goes once a target serves, and serves on until then.
 */
export function planSeveral(
  target: TargetStatus,
  wants: readonly WantedTarget[],
  instances: readonly Instance[],
  now: number,
): SeveralPlan {
  if (target !== 'RUNNING') {
    const down = plan(target, { kind: 'later', message: '' }, instances, now)
    return { ...down, targets: wants.map(() => ({ ...down, actions: [] })) }
  }
  const wanted = wants.map((each) => each.wanted)
  const revisions = wanted.map((each) => (each.kind === 'launch' ? each.revision : null))
  const targets = wanted.map((each, at) => plan(target, each, instancesOf(revisions[at], instances), now))
  const others = instances.filter(({ revision }) => !revisions.includes(revision))
  const runs = targets.some(({ phase }, at) => phase === 'running' && wants[at]?.takesCalls)
  // Files on their way may be those of an instance that runs already: it is not given up for that.
  const mayLeave = (runs && wanted.every(({ kind }) => kind !== 'later')) || wanted.every(({ kind }) => kind === 'retired')
  const leaving = mayLeave ? plan('STOPPED', { kind: 'later', message: '' }, others, now) : null
  return {
    // Two configurations that come to the same share their instances: what one says of them is enough.
    actions: [
      ...targets.flatMap(({ actions }, at) => (revisions.indexOf(revisions[at] ?? null) < at && revisions[at] ? [] : actions)),
      ...(leaving?.actions ?? []),
    ],
    phase: runs ? 'running' : targets.some(({ phase }) => phase === 'pending') ? 'pending' : 'dead',
    message: targets
      .flatMap(({ phase, message }, at) => (phase === 'running' ? [] : [`target ${at + 1}: ${message}`]))
      .join('; '),
    serving: targets.flatMap(({ serving }) => serving),
    againMs: soonest([...targets.map(({ againMs }) => againMs), leaving?.againMs ?? null]),
    targets,
  }
}

const instancesOf = (revision: string | null | undefined, instances: readonly Instance[]): readonly Instance[] =>
  revision ? instances.filter((each) => each.revision === revision) : []

const soonest = (waits: readonly (number | null)[]): number | null => {
  const known = waits.filter((ms) => ms !== null)
  return known.length === 0 ? null : Math.min(...known)
}
