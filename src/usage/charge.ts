import { createHash } from 'node:crypto'
import { costOf, priceAt } from '../decide/cost.ts'
import type { Price } from '../domain/catalog.ts'
import type { LedgerEntry, LedgerIntent, LedgerSettlement, RateCard } from '../domain/ledger.ts'

/** The prices of a model version, oldest first; empty where none are known. */
export type PricesOf = (executableId: string, model: string, version: string | null) => readonly Price[]

/** Charges entries of one batch, and keeps the rate cards that it used. */
export type Charge = {
  entry(boot: string, intent: LedgerIntent, settlement: LedgerSettlement): LedgerEntry
  rates(): readonly RateCard[]
}

export function makeCharge(pricesOf: PricesOf): Charge {
  const prices = new Map<string, readonly Price[]>()
  const cards = new Map<Price, RateCard>()

  const cardAt = ({ executableId, model, version, at }: LedgerIntent): RateCard | null => {
    if (model === null) return null
    const key = `${executableId} ${model} ${version}`
    const known = prices.get(key) ?? pricesOf(executableId, model, version)
    prices.set(key, known)
    const price = priceAt(known, at)
    if (!price) return null
    const card = cards.get(price) ?? rateCard(executableId, model, version ?? '', price)
    cards.set(price, card)
    return card
  }

  return {
    entry(boot, { estimatedInput: _, ...intent }, { usage, ...settlement }) {
      // What never left costs nothing, whatever a price may be.
      if (usage.requests === 0)
        return { boot, ...intent, ...settlement, ...usage, cost: 0, currency: null, pricing: 'priced', rateId: null }
      const card = cardAt({ ...intent, estimatedInput: 0 })
      const { nano, currency, pricing } = costOf(usage, card?.price ?? null)
      return { boot, ...intent, ...settlement, ...usage, cost: nano, currency, pricing, rateId: card?.id ?? null }
    },
    rates: () => [...cards.values()],
  }
}

function rateCard(executableId: string, model: string, version: string, price: Price): RateCard {
  const card = { executableId, model, version, price }
  return { id: createHash('sha256').update(JSON.stringify(card)).digest('hex').slice(0, 24), ...card }
}
