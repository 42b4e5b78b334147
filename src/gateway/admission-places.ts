import { type Ask, admit, type Limiting, type Refusal, refused } from '../decide/admission.ts'
import type { Route } from '../domain/route.ts'
import { type Closed, openingsOf } from './spread.ts'

/** What limits a call; `places` where it is not the same at all configurations that it may get to. */
export type Limited = Limiting & { readonly places?: readonly Place[] }

/** A configuration with what limits calls there. `sole`: whether calls that may go nowhere else are served there now. */
type Place = { readonly configurationId: string; readonly limiting: Limiting; readonly sole: boolean }

/** What was decided, and the limits that the call has its part of. */
type Admitted = { readonly refusal: Refusal | null; readonly held: Limiting; readonly closed?: Closed }

/** `limitingAt`: what limits a call that is answered by this one of the route's configurations. */
export function limitedBy(route: Route, limitingAt: (face: Route) => Limiting): Limited {
  const openings = route.spread ? openingsOf(route, route.spread) : []
  if (openings.length === 0) return limitingAt(route)
  const places = openings.map(({ face, ...rest }) => ({ ...rest, limiting: limitingAt(face) }))
  const all = together(places.map(({ limiting }) => limiting))
  const same = ({ gauges, purses }: Limiting) => gauges.length === all.gauges.length && purses.length === all.purses.length
  return places.every(({ limiting }) => same(limiting)) ? all : { ...all, places }
}

/**
 * A configuration whose own limits are full gets no calls, and the others take theirs; only where all are full a call is refused,
 * for the one that is free again first. It has its part of the limits of all to which it may still go.
 */
export function admitTo(limited: Limited, ask: Ask, now: number): Admitted {
  const { places, ...all } = limited
  if (!places) return { refusal: admit(all, ask, now), held: all }
  const units = all.bucket ? { bucket: all.bucket } : {}
  const refusals = places.map(({ limiting }) => refused({ ...limiting, ...units }, ask, now))
  const open = places.filter((_, at) => !refusals[at])
  if (!open.some(({ sole }) => sole)) {
    const refusal = refusals.reduce((best, each, at) => (places[at]?.sole ? soonest(best, each ?? null) : best), null)
    return { refusal: refusal ?? refused(all, ask, now), held: all }
  }
  const held = { ...together(open.map(({ limiting }) => limiting)), ...units }
  const full = places.filter((_, at) => refusals[at]).map(({ configurationId }) => configurationId)
  return { refusal: admit(held, ask, now), held, ...(full.length > 0 ? { closed: new Set(full) } : {}) }
}

const soonest = (one: Refusal | null, other: Refusal | null): Refusal | null => {
  if (!one || !other) return one ?? other
  return (other.waitMs ?? Infinity) < (one.waitMs ?? Infinity) ? other : one
}

/** Every limit of any of them, once. */
const together = ([first, ...rest]: readonly Limiting[]): Limiting =>
  rest.reduce(
    (all, { gauges, purses }) => ({
      gauges: [...new Set([...all.gauges, ...gauges])],
      purses: [...new Set([...all.purses, ...purses])],
    }),
    first ?? { gauges: [], purses: [] },
  )
