import { chooseSide, sideOf, type WishOf } from '../decide/choose-side.ts'
import { type Candidate, chooseTarget } from '../decide/choose-target.ts'
import type { Route, RouteRollout, RouteSpread, Target } from '../domain/route.ts'
import { wires } from '../wires/index.ts'

/** What is known of a target at this moment. */
export type TargetNow = {
  readonly busy: (target: Target) => number
  readonly isOut: (target: Target) => boolean
  /** By id: this call has been there. */
  readonly avoid: ReadonlySet<string> | undefined
  readonly random: () => number
  /** Of the call; absent: none. */
  readonly wish?: WishOf | undefined
  readonly closed?: Closed | undefined
}

/** Ids of configurations whose own limits were full when the call was let through: it may not go there. */
export type Closed = ReadonlySet<string>

/** Of a route whose targets belong to several configurations: one configuration by its rule, then the least busy place of it. */
export function pickTarget(route: Route, spread: RouteSpread, now: TargetNow): Target | null {
  const best: (Target | null)[] = []
  const candidates: Candidate[] = spread.branches.map(({ weight, configurationId }, branch) => {
    const may = now.closed?.has(configurationId) !== true
    const own = route.targets.filter((target) => may && target.branch === branch && !now.avoid?.has(target.id))
    const well = own.filter((target) => !now.isOut(target))
    const place = leastBusy(well.length > 0 ? well : own, now.busy)
    best.push(place)
    if (well.length > 0) return { weight, state: place ? 'free' : 'busy' }
    return { weight, state: place ? 'out' : 'none' }
  })
  const chosen = spread.rollout
    ? sideFor(spread.rollout, candidates, now)
    : chooseTarget(spread.strategy, candidates, now.random())
  return chosen === null ? null : (best[chosen] ?? null)
}

function sideFor(rollout: RouteRollout, candidates: readonly Candidate[], { wish, random }: TargetNow): number | null {
  const wished = wish?.(rollout) ?? sideOf(rollout, () => undefined, null, random())
  return chooseSide(candidates, wished, rollout.percent)
}

function leastBusy(targets: readonly Target[], busyAt: (target: Target) => number): Target | null {
  let best: Target | null = null
  let least = Number.POSITIVE_INFINITY
  for (const target of targets) {
    const busy = busyAt(target)
    if (busy < least && (target.concurrency === null || busy < target.concurrency)) {
      best = target
      least = busy
    }
  }
  return best
}

const faces = new WeakMap<Target, Route>()

/** The route as it is for calls that this target answers: its model, format and prices. */
export function routeAt(route: Route, target: Target): Route {
  const branch = target.branch === undefined ? undefined : route.spread?.branches[target.branch]
  if (!branch) return route
  const known = faces.get(target)
  if (known) return known
  const face = { ...route, ...branch.facts }
  faces.set(target, face)
  return face
}

const all = new WeakMap<Route, readonly Route[]>()

/** The route as it is at each of its configurations; itself alone where there is but one. */
export function facesOf(route: Route): readonly Route[] {
  if (!route.spread) return [route]
  const known = all.get(route)
  if (known) return known
  const made = route.spread.branches.map(({ facts }) => ({ ...route, ...facts }))
  const found = made.length === 0 ? [route] : made
  all.set(route, found)
  return found
}

/** Whether a call that has been at some targets has another one to go to; `target` null: any one. */
export const hasAnother = (route: Route, target: Target | null, avoid: ReadonlySet<string>, closed?: Closed): boolean =>
  route.targets.some((each) => each.id !== target?.id && !avoid.has(each.id) && !isClosed(route, each, closed))

const isClosed = ({ spread }: Route, { branch }: Target, closed: Closed | undefined): boolean =>
  closed !== undefined && branch !== undefined && closed.has(spread?.branches[branch]?.configurationId ?? '')

/** A configuration that calls may get to. `sole`: whether calls that may go nowhere else are served there now. */
export type Opening = { readonly configurationId: string; readonly face: Route; readonly sole: boolean }

/** Of a route with several configurations; those of weight 0 get no calls. */
export function openingsOf(route: Route, { branches, strategy, rollout }: RouteSpread): readonly Opening[] {
  const serves = (branch: number): boolean => route.targets.some((target) => target.branch === branch)
  const openings = branches.flatMap(({ configurationId, weight, facts }, branch) => {
    if (weight === 0 && strategy !== 'ordered' && !rollout) return []
    // Of a new configuration without a share only those get to it who ask for it.
    const sole = serves(branch) && !(rollout?.percent === 0 && branch === 1)
    return [{ configurationId, face: { ...route, ...facts }, sole }]
  })
  // Where nobody serves now, calls wait for whoever comes first.
  return openings.some(({ sole }) => sole) ? openings : openings.map((each) => ({ ...each, sole: true }))
}

/** Whether the backend's format, of whichever configuration, has to be read in the body. */
export const readsBody = (route: Route, method: string, below: string): boolean =>
  route.spread
    ? facesOf(route).some(({ wire }) => wires.get(wire)?.reads(method, below))
    : [route.wire, route.mirror?.facts.wire ?? ''].some((wire) => wires.get(wire)?.reads(method, below))
