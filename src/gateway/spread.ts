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
}

/** Of a route whose targets belong to several configurations: one configuration by its rule, then the least busy place of it. */
export function pickTarget(route: Route, spread: RouteSpread, now: TargetNow): Target | null {
  const best: (Target | null)[] = []
  const candidates: Candidate[] = spread.branches.map(({ weight }, branch) => {
    const own = route.targets.filter((target) => target.branch === branch && !now.avoid?.has(target.id))
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

/** Whether a call that has been at some targets has another one to go to. */
export const hasAnother = (route: Route, target: Target, avoid: ReadonlySet<string>): boolean =>
  route.targets.some(({ id }) => id !== target.id && !avoid.has(id))

/** Whether the backend's format, of whichever configuration, has to be read in the body. */
export const readsBody = (route: Route, method: string, below: string): boolean =>
  route.spread
    ? facesOf(route).some(({ wire }) => wires.get(wire)?.reads(method, below))
    : [route.wire, route.mirror?.facts.wire ?? ''].some((wire) => wires.get(wire)?.reads(method, below))
