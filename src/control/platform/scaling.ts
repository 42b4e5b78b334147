import { mustBeSchedules } from '../../decide/schedule.ts'
import type { Configuration } from '../../domain/configuration.ts'
import { Failure } from '../../domain/failure.ts'
import { parseAs } from '../../domain/issues.ts'
import {
  oneInstance,
  policyOf,
  type ScaledComponent,
  type Scaling,
  type ScalingChange,
  ScalingPolicy,
  scaledComponents,
} from '../../domain/scaling.ts'
import type { ExecutableRegistry, Placed } from '../deps.ts'
import { readParameters } from './parameters.ts'

/** What is absent stays as it is; null: one instance, always. */
export type ScalingAsked = { readonly [component in ScaledComponent]?: ScalingChange | null }

/** Throws `Failure('invalid')` naming the field at fault. */
export function scalingAfter(before: Scaling | null, asked: ScalingAsked): Scaling | null {
  const next: Scaling = {}
  for (const component of scaledComponents) {
    const policy = policyAfter(policyOf(before, component), asked[component], `scaling.${component}`)
    if (JSON.stringify(policy) !== JSON.stringify(oneInstance)) next[component] = policy
  }
  return Object.keys(next).length === 0 ? null : next
}

function policyAfter(before: ScalingPolicy, change: ScalingChange | null | undefined, field: string): ScalingPolicy {
  if (change === undefined) return before
  if (change === null) return oneInstance
  const { target, queueDepth, ...rest } = { ...before, ...change }
  const said = { ...rest, ...(target == null ? {} : { target }), ...(queueDepth == null ? {} : { queueDepth }) }
  const policy = parseAs(ScalingPolicy, said, { at: `${field}.` })
  mustBeSchedules(policy.schedules, `${field}.schedules`)
  return policy
}

/** What a configuration's executable asks for by itself: a serving template says how many instances it is meant to have. */
export function usualScaling(executables: ExecutableRegistry, configuration: Configuration): Scaling | null {
  const executable = executables.find(configuration.executableId, configuration.id)
  return executable?.scaling?.(readParameters(executable, configuration.parameterBindings)) ?? null
}

/** A deployment whose scaling nobody has changed follows its configuration's executable; what was set by hand stays. */
export function scalingOfNext(
  executables: ExecutableRegistry,
  before: Configuration | undefined,
  next: Configuration,
  scaling: Scaling | null,
): Scaling | null {
  const untouched = before && JSON.stringify(usualScaling(executables, before)) === JSON.stringify(scaling)
  return untouched ? usualScaling(executables, next) : scaling
}

/**
 * A provider elsewhere has as many as it likes, and nobody has instances of a transformer that there is not. `placed` null: that is
 * not known yet. `hasTargets`: it has several configurations, of which others may have instances here.
 */
export function mustHaveInstances(placed: Placed | null, asked: ScalingAsked, hasTargets: boolean): void {
  if (!placed) return
  if (placed.placement.kind === 'remote' && !hasTargets)
    throw new Failure('invalid', `scaling: ${placed.executable.title} answers elsewhere and has no instances here`, {
      target: 'scaling',
    })
  if (asked.transformer && !placed.transformer)
    throw new Failure(
      'invalid',
      'scaling.transformer: the deployment has no transformer; leave it out, or send null, or use a configuration that has one',
      { target: 'scaling.transformer' },
    )
}
