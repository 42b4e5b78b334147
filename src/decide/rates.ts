import type { Price } from '../domain/catalog.ts'
import { type Charged, type Rate, rateFacts } from '../domain/rates.ts'
import { usualType } from '../domain/terms.ts'

/**
 * The prices of tokens by the days from which they hold, oldest first: of each day the most telling card in force, else what the
 * catalog says. Batches are charged half of what is not said for batches; what is paid by units or time costs nothing by tokens,
 * unless it is said that it does.
 */
export function tokenPrices(cards: readonly Rate[], catalog: readonly Price[], asked: Charged): readonly Price[] {
  const charged = inForce(asked)
  const fitting = inPlay(cards, 'tokens').filter((card) => fits(card, charged) && paysForTokens(card, charged))
  if (fitting.length === 0 && !isSpecial(charged)) return catalog
  const days = new Set([always, ...catalog.map(({ validFrom }) => validFrom)])
  for (const { validFrom, validUntil } of fitting) days.add(validFrom).add(validUntil ?? validFrom)
  const prices: Price[] = []
  for (const validFrom of [...days].sort()) {
    const card = best(fitting, validFrom)
    const listed = catalog.findLast((price) => price.validFrom <= validFrom)
    const price = card ? said(card, charged) : usual(listed, charged)
    if (price) prices.push({ ...price, validFrom })
    // Else the price before would go on.
    else if (prices.length > 0) prices.push({ ...nothing, validFrom, share: 'unknown' })
  }
  return prices
}

/** What an hour of one instance or one unit costs on the day of `at` (epoch ms); null: nobody said. */
export function hourlyRate(
  cards: readonly Rate[],
  kind: 'instance' | 'unit',
  charged: Charged,
  at: number,
): { readonly id: string; readonly nanoPerHour: number; readonly currency: string } | null {
  const fitting = inPlay(cards, kind).filter((card) => fits(card, charged) && (kind === 'unit' || paysForTime(card, charged)))
  const card = best(fitting, new Date(at).toISOString().slice(0, 10))
  return card && card.nanoPerHour !== null ? { id: card.id, nanoPerHour: card.nanoPerHour, currency: card.currency } : null
}

/** Whoever pays for units pays for no tokens, unless a card is for just that; whoever pays for instances, unless it says whose. */
const paysForTokens = (card: Rate, { deploymentType }: Charged): boolean => {
  if (card.deploymentType !== null) return true
  if (deploymentType === 'managed-compute') return card.model !== null || card.executableId !== null
  return deploymentType !== 'provisioned'
}

/** Instances of what is paid by units or tokens cost nothing themselves, unless a card is for just that. */
const paysForTime = (card: Rate, { deploymentType }: Charged): boolean =>
  deploymentType === null || deploymentType === 'managed-compute' || card.deploymentType !== null

const always = '1970-01-01'

const nothing: Price = {
  validFrom: always,
  currency: 'XXX',
  input: 0,
  cachedInput: 0,
  cacheWrite: 0,
  output: 0,
  source: 'paid by units or time',
  share: 'none',
}

const inPlay = (cards: readonly Rate[], kind: Rate['kind']): readonly Rate[] => {
  const replaced = new Set(cards.map(({ replaces }) => replaces))
  return cards.filter((card) => card.kind === kind && !replaced.has(card.id))
}

/** With the type that is in force where nothing was agreed. */
const inForce = (charged: Charged): Charged => ({
  ...charged,
  deploymentType: charged.deploymentType ?? usualType(!charged.elsewhere),
})

const fits = (card: Rate, charged: Charged): boolean => {
  const { deploymentType, serviceTier, residency } = inForce(charged)
  const facts = { ...charged, deploymentType, serviceTier: serviceTier ?? 'default', residency: residency ?? 'global' }
  return rateFacts.every((fact) => card[fact] === null || card[fact] === facts[fact])
}

/** Of those in force on that day: the most telling one, of equal ones the newest. */
function best(cards: readonly Rate[], day: string): Rate | null {
  let found: Rate | null = null
  for (const card of cards) {
    if (card.validFrom > day || (card.validUntil !== null && card.validUntil <= day)) continue
    if (!found || compare(card, found) > 0) found = card
  }
  return found
}

function compare(one: Rate, other: Rate): number {
  const more = telling(one) - telling(other)
  if (more !== 0) return more
  if (one.validFrom !== other.validFrom) return one.validFrom > other.validFrom ? 1 : -1
  return one.id > other.id ? 1 : -1
}

const telling = (card: Rate): number => rateFacts.reduce((sum, fact) => sum * 2 + (card[fact] === null ? 0 : 1), 0)

const isSpecial = ({ deploymentType, serviceTier }: Charged): boolean =>
  deploymentType === 'batch' ||
  deploymentType === 'provisioned' ||
  deploymentType === 'managed-compute' ||
  serviceTier === 'priority'

const said = (card: Rate, charged: Charged): Price => {
  const { currency, tokens, source, id } = card
  if (!tokens) throw new Error(`rate card ${id} of tokens has no rates`)
  const price = { validFrom: card.validFrom, currency, ...tokens, source, rateCard: id }
  return shared(price, charged, card.deploymentType === 'batch', card.serviceTier === 'priority')
}

const usual = (listed: Price | undefined, charged: Charged): Price | null => {
  if (charged.deploymentType === 'provisioned') return nothing
  if (!listed) return charged.deploymentType === 'managed-compute' ? nothing : null
  return shared(listed, charged, false, false)
}

const shared = (price: Price, charged: Charged, forBatches: boolean, forPriority: boolean): Price => ({
  ...price,
  ...(charged.deploymentType === 'batch' && !forBatches ? { share: 'half' as const } : {}),
  ...(charged.serviceTier === 'priority' && !forPriority ? { assumed: true as const } : {}),
})
