import { createHash } from 'node:crypto'
import { costOf, priceAt } from '../decide/cost.ts'
import type { Price } from '../domain/catalog.ts'
import {
  isRemoteTarget,
  type LedgerEntry,
  type LedgerIntent,
  type LedgerSettlement,
  type LedgerTerms,
  type RateCard,
} from '../domain/ledger.ts'
import type { Charged } from '../domain/rates.ts'
import type { Usage } from '../domain/usage.ts'

/** The prices of a model version for calls that are billed so, oldest first; empty where none are known. `model` null: one without a name. */
export type PricesOf = (executableId: string, model: string | null, version: string | null, charged: Charged) => readonly Price[]

/** Charges entries of one batch, and keeps the rate cards that it used. */
export type Charge = {
  entry(boot: string, intent: LedgerIntent, settlement: LedgerSettlement): LedgerEntry
  /** The same call by the prices that hold now for its day. */
  again(entry: LedgerEntry): LedgerEntry
  rates(): readonly RateCard[]
}

export function makeCharge(pricesOf: PricesOf): Charge {
  const prices = new Map<string, readonly Price[]>()
  const cards = new Map<Price, RateCard>()

  const cardAt = (call: ChargedCall): RateCard | null => {
    const { executableId, model, version, at } = call
    const charged = chargedOf(call)
    // A provider's call of nobody knows what; our own models have no name, as often as not.
    if (model === null && charged.elsewhere) return null
    const { deploymentType, residency, serviceTier, elsewhere } = charged
    const key = `${executableId} ${model} ${version} ${deploymentType} ${residency} ${serviceTier} ${elsewhere}`
    const known = prices.get(key) ?? pricesOf(executableId, model, version, charged)
    prices.set(key, known)
    const price = priceAt(known, at)
    if (!price || price.share === 'unknown') return null
    const card = cards.get(price) ?? rateCard(executableId, model ?? '', version ?? '', price)
    cards.set(price, card)
    return card
  }

  const costed = (call: ChargedCall, usage: Usage): Pick<LedgerEntry, 'cost' | 'currency' | 'pricing' | 'rateId'> => {
    // What never left costs nothing, whatever a price may be.
    if (usage.requests === 0) return { cost: 0, currency: null, pricing: 'priced', rateId: null }
    const card = cardAt(call)
    const { nano, currency, pricing } = costOf(usage, card?.price ?? null)
    return { cost: nano, currency, pricing, rateId: card?.id ?? null }
  }

  return {
    entry(boot, { estimatedInput: _, ...intent }, { usage, ...settlement }) {
      const call = { ...intent, ...settlement }
      return { boot, ...call, ...usage, ...costed(call, usage) }
    },
    again: (entry) => ({ ...entry, ...costed(entry, entry) }),
    rates: () => [...cards.values()],
  }
}

type ChargedCall = Pick<LedgerIntent, 'executableId' | 'model' | 'version' | 'at' | 'target' | keyof LedgerTerms>

const chargedOf = (call: ChargedCall): Charged => ({
  executableId: call.executableId,
  model: call.model,
  modelVersion: call.version,
  deploymentType: call.deploymentType ?? null,
  residency: call.residency ?? null,
  serviceTier: call.serviceTier ?? null,
  instanceType: null,
  elsewhere: isRemoteTarget(call.target),
})

function rateCard(executableId: string, model: string, version: string, price: Price): RateCard {
  const card = { executableId, model, version, price }
  return { id: createHash('sha256').update(JSON.stringify(card)).digest('hex').slice(0, 24), ...card }
}
