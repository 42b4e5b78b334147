import { hourlyRate, tokenPrices } from '../decide/rates.ts'
import { isRemoteTarget } from '../domain/ledger.ts'
import type { HourlyRate, MeteredFacts } from '../domain/metering.ts'
import type { Charged, Rate } from '../domain/rates.ts'
import type { BranchFacts, Route } from '../domain/route.ts'
import type { Store } from '../store/store.ts'
import type { PricesOf } from '../usage/charge.ts'

export type Rates = {
  /** As the store has them, oldest first. */
  all(): readonly Rate[]
  /** Reads them again. */
  refresh(): Promise<void>
  /** By cards, else by the catalog. */
  readonly pricesOf: PricesOf
  hourly(facts: MeteredFacts, at: number): HourlyRate | null
  /** What gateways reckon with: the prices of its own, and of each of its configurations. */
  priced(route: Route): Route
}

/** Knows at once what anything costs; where cards came, changed or went, `refresh` has to be called. */
export function makeRateBook(
  store: Pick<Store, 'rates'>,
  catalog: (executableId: string, model: string, version: string | null) => ReturnType<PricesOf>,
): Rates {
  let cards: readonly Rate[] = []

  const pricesOf: PricesOf = (executableId, model, version, charged) =>
    tokenPrices(cards, model === null ? [] : catalog(executableId, model, version), {
      ...charged,
      executableId,
      model,
      modelVersion: version,
    })

  const repriced = <Facts extends BranchFacts>(facts: Facts, { terms, targets }: Route): Facts => {
    const { executableId, modelName: model, modelVersion, prices } = facts
    const elsewhere = targets.some(({ id }) => isRemoteTarget(id))
    if (model === null && elsewhere) return facts
    const charged: Charged = {
      executableId,
      model,
      modelVersion,
      deploymentType: terms?.type ?? null,
      residency: terms?.residency ?? null,
      serviceTier: terms?.serviceTier ?? null,
      instanceType: null,
      elsewhere,
    }
    return { ...facts, prices: tokenPrices(cards, prices, charged) }
  }

  return {
    all: () => cards,
    async refresh() {
      cards = await store.rates.list()
    },
    pricesOf,
    hourly: (facts, at) => hourlyRate(cards, facts.kind, chargedOf(facts), at),
    priced(route) {
      const { spread, mirror } = route
      return {
        ...repriced(route, route),
        ...(spread
          ? { spread: { ...spread, branches: spread.branches.map((each) => ({ ...each, facts: repriced(each.facts, route) })) } }
          : {}),
        ...(mirror ? { mirror: { ...mirror, facts: repriced(mirror.facts, route) } } : {}),
      }
    },
  }
}

export const chargedOf = (facts: MeteredFacts): Charged => ({
  executableId: facts.executableId,
  model: facts.model,
  modelVersion: facts.version,
  deploymentType: facts.deploymentType,
  residency: facts.residency,
  serviceTier: null,
  instanceType: facts.instanceType,
  elsewhere: facts.kind === 'unit',
})
