import { Failure } from '../../domain/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Rate } from '../../domain/rates.ts'
import type { ControlDeps } from '../deps.ts'
import type { Rates } from '../rates.ts'
import type { Audit } from './caller.ts'
import { listing } from './listing.ts'

export type RateDeps = Pick<ControlDeps, 'store' | 'clock' | 'newIds' | 'executables' | 'kick'> & {
  readonly audit: Audit
  readonly rates: Rates
}

export type NewRate = Omit<Rate, 'id'>
/** What of a card may be changed; what it is for stays. */
export type RateChange = {
  readonly [Field in 'validFrom' | 'validUntil' | 'tokens' | 'nanoPerHour' | 'source']?: Rate[Field] | undefined
}

/** Oldest first. */
export const listRates =
  ({ rates }: Pick<RateDeps, 'rates'>) =>
  async (): Promise<readonly Rate[]> =>
    rates.all()

export const getRate =
  ({ rates }: Pick<RateDeps, 'rates'>) =>
  async (id: string): Promise<Rate> =>
    mustFind(rates, id)

/** Holds for calls from now on; what was charged before stays, until it is charged again. */
export const createRate =
  (deps: RateDeps) =>
  async (by: Principal, asked: NewRate): Promise<Rate> => {
    const rate: Rate = { ...asked, id: deps.newIds.uuid() }
    await mustBeWhole(deps, rate)
    if (rate.replaces !== null && !deps.rates.all().some(({ id }) => id === rate.replaces))
      throw new Failure('invalid', `replaces: there is no rate card ${rate.replaces}`, { target: 'replaces' })
    await deps.store.rates.insert(rate, deps.clock.now())
    deps.audit('rate card created', { rate, by: by.id })
    await takeEffect(deps)
    return rate
  }

export const changeRate =
  (deps: RateDeps) =>
  async (by: Principal, id: string, change: RateChange): Promise<Rate> => {
    const before = mustFind(deps.rates, id)
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const rate: Rate = { ...before, ...given }
    await mustBeWhole(deps, rate)
    if (!(await deps.store.rates.update(rate, deps.clock.now()))) throw missing(id)
    deps.audit('rate card changed', { before, rate, by: by.id })
    await takeEffect(deps)
    return rate
  }

/** A card that it replaced is in force again. */
export const removeRate =
  (deps: RateDeps) =>
  async (by: Principal, id: string): Promise<void> => {
    if (!(await deps.store.rates.remove(id))) throw missing(id)
    deps.audit('rate card removed', { rateId: id, by: by.id })
    await takeEffect(deps)
  }

/** Gateways reckon with prices, too. */
const takeEffect = async ({ rates, store, kick }: Pick<RateDeps, 'rates' | 'store' | 'kick'>): Promise<void> => {
  await rates.refresh()
  await Promise.all((await store.deployments.allIds()).map(kick))
}

async function mustBeWhole({ executables }: Pick<RateDeps, 'executables'>, rate: Rate): Promise<void> {
  const { kind, tokens, nanoPerHour, validFrom, validUntil, executableId } = rate
  if (kind === 'tokens' && (tokens === null || nanoPerHour !== null))
    throw refused('tokens', 'a card of tokens takes "tokens" (nano-units per million) and no "nanoPerHour"')
  if (kind !== 'tokens' && (tokens !== null || nanoPerHour === null))
    throw refused('nanoPerHour', `a card of kind "${kind}" takes "nanoPerHour" and no "tokens"`)
  if (kind !== 'instance' && rate.instanceType !== null)
    throw refused('instanceType', 'only cards of kind "instance" are for a resource plan')
  if (kind !== 'tokens' && rate.serviceTier !== null) throw refused('serviceTier', 'only cards of kind "tokens" are for a tier')
  if (rate.modelVersion !== null && rate.model === null) throw refused('modelVersion', 'a version needs its "model"')
  if (validUntil !== null && validUntil <= validFrom) throw refused('validUntil', `must be after validFrom (${validFrom})`)
  if (executableId !== null && !executables.find(executableId)) {
    const known = executables.list().map(({ id }) => id)
    throw refused('executableId', `there is no executable "${executableId}"; there are ${listing(known)}`)
  }
}

const mustFind = (rates: Pick<Rates, 'all'>, id: string): Rate => {
  const found = rates.all().find((each) => each.id === id)
  if (found) return found
  throw missing(id)
}

const missing = (id: string): Failure => new Failure('not_found', `there is no rate card ${id}`, { target: 'rateId' })
const refused = (field: string, trouble: string): Failure => new Failure('invalid', `${field}: ${trouble}`, { target: field })
