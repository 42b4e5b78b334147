import { priceAt } from '../../decide/cost.ts'
import { callsOf, hoursCost, monthHours, tokensCost, type Workload } from '../../decide/estimate.ts'
import { tokenPrices } from '../../decide/rates.ts'
import { capacityRule, settleTerms, suits, type TermsFacts } from '../../decide/settle-terms.ts'
import { unitsNeeded } from '../../decide/units-needed.ts'
import type { Price } from '../../domain/catalog.ts'
import { Failure } from '../../domain/failure.ts'
import type { HourlyRate, MeteredFacts } from '../../domain/metering.ts'
import type { CapacityOf } from '../../domain/model-capacity.ts'
import type { Money } from '../../domain/money.ts'
import { type DeploymentType, deploymentTypes, type Residency, type ServiceTier, usualType } from '../../domain/terms.ts'
import { type Catalog, pricesIn } from '../catalog/load-catalog.ts'
import type { ControlDeps } from '../deps.ts'
import { chargedOf, type Rates } from '../rates.ts'
import { listing, short } from './listing.ts'
import { listResourcePlans } from './resource-plans.ts'

export type EstimateDeps = Pick<ControlDeps, 'clock' | 'executables' | 'store'> & {
  readonly catalog: Catalog
  readonly rates: Rates
  readonly capacityOf: CapacityOf
}

export type EstimateAsked = {
  readonly model: string
  readonly version: string | null
  /** null: the one that has the model, where there is but one. */
  readonly executableId: string | null
  /** null: what it is that is made without a word on it. */
  readonly type: DeploymentType | null
  readonly residency: Residency
  readonly serviceTier: ServiceTier
  /** Units of provisioned throughput, or instances; null: what the workload needs, or one instance. */
  readonly capacity: number | null
  /** Name of a resource plan. */
  readonly instanceType: string | null
  /** null: nothing is asked of it. */
  readonly workload: Workload | null
}

/** What one thing costs in a month. `money` null: nobody has said what it costs. */
export type EstimateLine = {
  readonly kind: 'tokens' | 'instance' | 'unit'
  /** Calls, instances or units. */
  readonly count: number
  readonly hours: number
  readonly money: Money | null
  readonly price: Price | null
  readonly rate: HourlyRate | null
}

export type Estimate = {
  readonly executableId: string
  readonly type: DeploymentType
  readonly lines: readonly EstimateLine[]
  readonly totals: readonly Money[]
  /** In words: what is in no sum. */
  readonly unknown: readonly string[]
}

/** What a deployment would cost in a month at the prices of today, before there is one. */
export const estimateCost =
  (deps: EstimateDeps) =>
  async (asked: EstimateAsked): Promise<Estimate> => {
    const executableId = choose(deps, asked)
    const hosting = hostingOf(deps, asked.model, executableId)
    const type = asked.type ?? usualType(hosting.hasInstances)
    await mustBePossible(deps, { ...asked, type }, hosting)
    const facts = factsOf(asked, executableId, type)
    const lines = [...tokens(deps, asked, facts, hosting), ...time(deps, asked, facts, hosting)]
    const totals = new Map<string, bigint>()
    for (const { money } of lines) if (money) totals.set(money.currency, (totals.get(money.currency) ?? 0n) + money.nano)
    return {
      executableId,
      type,
      lines,
      totals: [...totals].map(([currency, nano]) => ({ currency, nano })).sort((a, b) => (a.currency < b.currency ? -1 : 1)),
      unknown: [
        ...(lines.length === 0
          ? ['no calls were told: what tokens cost follows from requests a minute and tokens of one call']
          : []),
        ...lines
          .filter(({ money, kind, price }) => !money && !(kind === 'tokens' && price?.share === 'none'))
          .map(whatIsMissing(asked)),
      ],
    }
  }

function tokens(
  { rates, catalog, clock }: EstimateDeps,
  asked: EstimateAsked,
  facts: MeteredFacts,
  { hasInstances }: TermsFacts,
): EstimateLine[] {
  const { workload, serviceTier } = asked
  if (!workload) return []
  const listed = pricesIn(catalog)(facts.executableId, asked.model, facts.version)
  const charged = { ...chargedOf(facts), serviceTier, elsewhere: !hasInstances, instanceType: null }
  const prices = tokenPrices(rates.all(), listed, charged)
  const price = priceAt(prices, clock.now())
  const cost = price ? tokensCost(workload, price) : null
  const money = cost && cost.nano !== null && cost.currency !== null ? { currency: cost.currency, nano: BigInt(cost.nano) } : null
  return [{ kind: 'tokens', count: callsOf(workload), hours: workload.hoursPerMonth, money, price, rate: null }]
}

function time({ rates, clock }: EstimateDeps, asked: EstimateAsked, facts: MeteredFacts, hosting: TermsFacts): EstimateLine[] {
  const { capacity } = asked
  const { deploymentType: type } = facts
  if (type !== 'provisioned' && type !== 'managed-compute') return []
  const kind = type === 'provisioned' ? 'unit' : 'instance'
  const needed = kind === 'unit' ? unitsFor(hosting, asked) : 1
  const count = capacity ?? needed
  if (count === null)
    throw new Failure('invalid', `capacity is required: how many units "${asked.model}" needs is not known`, {
      target: 'capacity',
    })
  // Units are paid whether they are used or not; so are instances.
  const rate = rates.hourly({ ...facts, kind, units: count }, clock.now())
  const money = rate && { currency: rate.currency, nano: hoursCost(rate, count, monthHours) }
  return [{ kind, count, hours: monthHours, money, price: null, rate }]
}

/** As many as the calls take, or the fewest that can be had; null: it is not known what calls take. */
const unitsFor = (hosting: TermsFacts, { model, residency, workload }: EstimateAsked): number | null => {
  if (!workload) return capacityRule('provisioned', residency, hosting)?.usual ?? 1
  const rule = hosting.hasInstances ? null : hosting.capacityOf(model, residency).units
  return rule && unitsNeeded(rule, [{ ...workload, cachedTokens: workload.cachedInputTokens }]).deployable
}

function choose({ catalog, executables }: EstimateDeps, { model, version, executableId }: EstimateAsked): string {
  const having = [
    ...new Set(
      catalog
        .models()
        .filter((each) => each.model === model)
        .map((each) => each.executableId),
    ),
  ]
  const chosen = executableId ?? (having.length === 1 ? having[0] : undefined)
  if (chosen === undefined) {
    const choices = having.length > 0 ? listing(having) : listing(executables.list().map(({ id }) => id))
    throw new Failure('invalid', `executableId is required for model "${model}": one of ${choices}`, { target: 'executableId' })
  }
  if (!executables.find(chosen) && !having.includes(chosen)) {
    const known = executables.list().map(({ id }) => id)
    throw new Failure('invalid', `executableId: there is no executable "${chosen}"; there are ${listing(known)}`, {
      target: 'executableId',
    })
  }
  const versions = catalog.find(chosen, model)?.versions.map(({ name }) => name) ?? []
  if (version !== null && versions.length > 0 && !versions.includes(version))
    throw new Failure('invalid', `model "${model}" has no version "${version}"; it has ${listing(versions)}`, {
      target: 'version',
    })
  return chosen
}

/** Whoever needs no connection answers here. */
function hostingOf({ executables, capacityOf }: EstimateDeps, model: string, executableId: string): TermsFacts {
  const executable = executables.find(executableId)
  return { hasInstances: executable?.connection === null, model, unitsPerInstance: executable?.unitsPerInstance ?? 1, capacityOf }
}

/** What could not be deployed costs nothing, and to say what it would cost would mislead. */
async function mustBePossible(
  { store }: EstimateDeps,
  { model, type, residency, capacity, serviceTier, instanceType }: EstimateAsked & { readonly type: DeploymentType },
  hosting: TermsFacts,
): Promise<void> {
  if (!suits(type, hosting)) {
    const allowed = deploymentTypes.filter((each) => suits(each, hosting))
    throw new Failure('invalid', `type: "${model}" is answered elsewhere, so it is one of ${listing(allowed)}, and not ${type}`, {
      target: 'type',
    })
  }
  settleTerms(null, { type, residency, capacity, serviceTier }, hosting)
  if (instanceType === null) return
  if (!hosting.hasInstances)
    throw new Failure('invalid', `instanceType: "${model}" is answered elsewhere and has no instances here: leave it out`, {
      target: 'instanceType',
    })
  const plans = (await listResourcePlans({ store })()).map(({ name }) => name)
  if (plans.includes(instanceType)) return
  throw new Failure('invalid', `instanceType: there is no resource plan "${short(instanceType)}"; plans are ${listing(plans)}`, {
    target: 'instanceType',
  })
}

const factsOf = (
  { model, version, residency, instanceType }: EstimateAsked,
  executableId: string,
  deploymentType: DeploymentType,
): MeteredFacts => ({
  kind: 'instance',
  resourceGroup: '',
  deploymentId: '',
  deploymentName: '',
  executableId,
  model,
  version,
  deploymentType,
  residency,
  instanceType,
  units: 1,
})

const whatIsMissing =
  ({ model, instanceType }: EstimateAsked) =>
  ({ kind }: EstimateLine): string => {
    switch (kind) {
      case 'tokens':
        return `what tokens of "${model}" cost is not known: set a price in the catalog, or a rate card`
      case 'unit':
        return `what a provisioned unit of "${model}" costs is not known: set a rate card of kind "unit"`
      case 'instance':
        return `what an instance${instanceType === null ? '' : ` of plan "${instanceType}"`} costs is not known: set a rate card of kind "instance"`
    }
  }
