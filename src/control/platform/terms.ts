import { fixesInstances, instancesFor, settleTerms, type TermsAsked, type TermsFacts } from '../../decide/settle-terms.ts'
import { parseTtl } from '../../decide/ttl.ts'
import type { Configuration } from '../../domain/configuration.ts'
import type { Deployment, DeploymentWant } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import type { CapacityOf } from '../../domain/model-capacity.ts'
import { type PoolTaking, pooledTypes } from '../../domain/pool.ts'
import { policyOf, type Scaling } from '../../domain/scaling.ts'
import type { Terms } from '../../domain/terms.ts'
import type { ControlDeps, Placed } from '../deps.ts'
import { modelOf } from './parameters.ts'
import { type ScalingAsked, scalingAfter } from './scaling.ts'

export type TermsDeps = Pick<ControlDeps, 'executables'> & { readonly capacityOf: CapacityOf }

/** `placed` null: something is still on its way, as it only is for what has instances here. */
export function termsFacts(deps: TermsDeps, configuration: Configuration, placed: Placed | null): TermsFacts {
  const executable = deps.executables.find(configuration.executableId, configuration.id)
  return {
    hasInstances: placed === null || placed.placement.kind === 'launch',
    model: placed?.model?.name ?? modelOf(executable, configuration)?.name ?? null,
    unitsPerInstance: executable?.unitsPerInstance ?? 1,
    capacityOf: deps.capacityOf,
  }
}

/** What is asked for, and what follows from it for instances. Throws `Failure('invalid')` naming the field. */
export function applyTerms(
  before: Pick<Deployment, 'terms' | 'scaling'>,
  asked: TermsAsked,
  facts: TermsFacts,
  scalingAsked: ScalingAsked | undefined,
): { readonly terms: Terms; readonly scaling: Scaling | null } {
  const terms = settleTerms(before.terms, asked, facts)
  const instances = instancesFor(terms, facts)
  if (instances === null) return { terms, scaling: before.scaling }
  if (scalingAsked?.predictor)
    throw new Failure(
      'invalid',
      `scaling.predictor: capacity ${terms.capacity} of ${terms.type} is ${instances} instances; send one of the two`,
      { target: 'scaling.predictor' },
    )
  const predictor = { minInstances: instances, maxInstances: instances, schedules: [] }
  return { terms, scaling: scalingAfter(before.scaling, { predictor }) }
}

/** A developer deployment is for trying out: it goes after a day, or sooner. */
export function ttlOn({ type }: Pick<Terms, 'type'>, ttl: string | null): string | null {
  if (type !== 'developer') return ttl
  if (ttl === null || parseTtl(ttl) <= longestDeveloperMs) return ttl ?? '24h'
  throw new Failure('invalid', `ttl "${ttl}" is too long: a developer deployment lives for 24h at most`, { target: 'ttl' })
}
const longestDeveloperMs = 24 * 3_600_000

/** What a deployment takes of which pool; null: nothing of any. */
export function takingOf(
  terms: Terms | null,
  { resourceGroup }: Pick<Deployment, 'resourceGroup'>,
  model: string | null,
): PoolTaking | null {
  const type = pooledTypes.find((each) => each === terms?.type)
  if (!terms || type === undefined || terms.capacity === null) return null
  const { residency, capacity: units } = terms
  return { resourceGroup, type, residency, model: type === 'provisioned' ? null : model, units }
}

/** Whether another configuration suits what was agreed on. Throws `Failure('invalid')` naming the term that stands in its way. */
export function mustKeepTerms(
  deps: TermsDeps,
  { terms }: Pick<Deployment, 'terms'>,
  next: Configuration,
  placed: Placed | null,
): void {
  if (terms) settleTerms(terms, {}, termsFacts(deps, next, placed))
}

/** The number of instances that capacity fixes is changed by changing the capacity. */
export function mustKeepCapacity(before: Pick<Deployment, 'terms' | 'scaling'>, want: DeploymentWant): void {
  if (!fixesInstances(want.terms) || JSON.stringify(want.terms) !== JSON.stringify(before.terms)) return
  const [was, is] = [before.scaling, want.scaling].map((scaling) => JSON.stringify(policyOf(scaling, 'predictor')))
  if (was === is) return
  const message = `scaling.predictor: this ${want.terms?.type} deployment has as many instances as its capacity of ${want.terms?.capacity} says; change capacity instead`
  throw new Failure('invalid', message, { target: 'scaling.predictor' })
}
