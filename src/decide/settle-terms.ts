import { Failure } from '../domain/failure.ts'
import type { CapacityOf } from '../domain/model-capacity.ts'
import type { ParameterRules } from '../domain/parameter-rules.ts'
import { type DeploymentType, type Residency, type Terms, termsOf } from '../domain/terms.ts'
import { settleParameterRules } from './settle-parameter-rules.ts'

/** What is absent stays as it is, or is as usual. `capacity` null: as is usual for its type. `spilloverTo` is taken as it is. */
export type TermsAsked = {
  readonly type?: DeploymentType
  readonly residency?: Residency
  readonly capacity?: number | null
  readonly upgradePolicy?: Terms['upgradePolicy']
  readonly spilloverTo?: Terms['spilloverTo']
  readonly serviceTier?: Terms['serviceTier']
  /** All of them; null: none any more. */
  readonly parameterRules?: ParameterRules | null
}

/** What a deployment is, as far as its terms must suit it. */
export type TermsFacts = {
  /** Of its own, here; otherwise a provider elsewhere answers. */
  readonly hasInstances: boolean
  readonly model: string | null
  readonly unitsPerInstance: number
  readonly capacityOf: CapacityOf
}

/** From `minimum` on, in steps. `usual`: where nothing is said; null: none then. */
export type CapacityRule = {
  readonly minimum: number
  readonly maximum: number
  readonly step: number
  readonly usual: number | null
}

/** Throws `Failure('invalid')` naming the field at fault and what is allowed. */
export function settleTerms(before: Terms | null, asked: TermsAsked, facts: TermsFacts): Terms {
  const usual = termsOf({ terms: before }, facts.hasInstances)
  const { type = usual.type, residency = usual.residency, upgradePolicy, spilloverTo, serviceTier = usual.serviceTier } = asked
  mustSuit(type, facts)
  if (before && type !== before.type && (type === 'developer' || before.type === 'developer'))
    refuse('deploymentType', `${before.type} cannot become ${type}: a developer deployment is one from its beginning to its end`)
  if (serviceTier === 'priority' && facts.hasInstances)
    refuse('serviceTier', 'priority is what providers elsewhere sell; this model answers here: leave it out, or send default')
  const stays = asked.capacity === undefined && type === usual.type
  const capacity = stays && usual.capacity !== null ? usual.capacity : (asked.capacity ?? null)
  const { parameterRules: known, ...others } = usual
  const rules = asked.parameterRules === undefined ? known : settleParameterRules(asked.parameterRules ?? {})
  return {
    ...others,
    ...(rules ? { parameterRules: rules } : {}),
    type,
    residency,
    capacity: settleCapacity(type, residency, capacity, facts),
    upgradePolicy: upgradePolicy === undefined ? usual.upgradePolicy : upgradePolicy,
    spilloverTo: spilloverTo === undefined ? usual.spilloverTo : spilloverTo,
    serviceTier,
  }
}

/** Types that a deployment may have. */
export const suits = (type: DeploymentType, { hasInstances, model }: Pick<TermsFacts, 'hasInstances' | 'model'>): boolean =>
  (type !== 'managed-compute' || hasInstances) && (model !== null || (type !== 'standard' && type !== 'batch'))

/** null: a deployment of this type has no capacity. */
export function capacityRule(type: DeploymentType, residency: Residency, facts: TermsFacts): CapacityRule | null {
  switch (type) {
    case 'standard':
      return { minimum: 1, maximum: 1_000_000, step: 1, usual: 10 }
    case 'batch':
      return { minimum: 1, maximum: 1_000_000_000, step: 1, usual: 1_000 }
    case 'managed-compute':
      return { minimum: 1, maximum: 1_000, step: 1, usual: null }
    case 'provisioned': {
      const { hasInstances, unitsPerInstance: each, model, capacityOf } = facts
      if (hasInstances) return { minimum: each, maximum: 1_000 * each, step: each, usual: each }
      const { minimum = 1, step = 1 } = capacityOf(model, residency).units ?? {}
      return { minimum, maximum: 100_000, step, usual: minimum }
    }
    case 'serverless':
    case 'developer':
      return null
  }
}

/** How many instances the capacity reserves; null: it says nothing of instances. */
export function instancesFor({ type, capacity }: Pick<Terms, 'type' | 'capacity'>, facts: TermsFacts): number | null {
  if (capacity === null || !facts.hasInstances) return null
  if (type === 'managed-compute') return capacity
  return type === 'provisioned' ? Math.ceil(capacity / facts.unitsPerInstance) : null
}

/** Whether the number of instances follows from the capacity, so that nobody sets it otherwise. */
export const fixesInstances = (terms: Terms | null): boolean =>
  terms !== null && terms.capacity !== null && (terms.type === 'managed-compute' || terms.type === 'provisioned')

function settleCapacity(type: DeploymentType, residency: Residency, asked: number | null, facts: TermsFacts): number | null {
  const rule = capacityRule(type, residency, facts)
  if (!rule) {
    if (asked !== null) refuse('capacity', `a ${type} deployment has none: its calls are paid one by one; leave it out`)
    return null
  }
  if (asked === null) return rule.usual
  const { minimum, maximum, step } = rule
  const fits = Number.isInteger(asked) && asked >= minimum && asked <= maximum && (asked - minimum) % step === 0
  if (fits) return asked
  const steps = step === 1 ? '' : `, in steps of ${step}`
  const next = minimum + Math.ceil(Math.max(0, asked - minimum) / step) * step
  const instead = step > 1 && asked < maximum ? `; ${next} would do` : ''
  return refuse('capacity', `${asked} must be a whole number from ${minimum} to ${maximum}${steps}${instead}`)
}

function mustSuit(type: DeploymentType, facts: TermsFacts): void {
  if (suits(type, facts)) return
  if (type === 'managed-compute')
    refuse('deploymentType', 'managed-compute is for models that have instances here; a provider elsewhere answers for this one')
  refuse('deploymentType', `${type} takes its capacity from the pool of its model, and this configuration names no model`)
}

function refuse(field: string, trouble: string): never {
  throw new Failure('invalid', `${field}: ${trouble}`, { target: field })
}
