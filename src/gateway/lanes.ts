import type { WishOf } from '../decide/choose-side.ts'
import { mayQueue } from '../decide/shed.ts'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { LaneReport, LoadReport, Route, RouteSpread, Target } from '../domain/route.ts'
import type { Ejections } from './ejection.ts'
import { gate } from './gate.ts'
import { LaneLoad } from './lane-load.ts'
import { queueFull, queuesFull, waitedTooLong } from './lane-refusals.ts'
import type { Rests } from './rests.ts'
import { type Closed, pickTarget } from './spread.ts'

export type LaneWaits = {
  /** Longest wait for a place: while the deployment starts, or while all its places are taken. */
  readonly startingMs: number
  /** Calls that may wait at one deployment, where its route does not say. */
  readonly queueLimit: number
  /** Calls that may wait at all deployments together; shared so that a resource group with few of them always finds room. */
  readonly totalQueueLimit?: number
}

/** Takes places at deployments' targets: the least busy one, first come first served when all are taken. */
export type Lanes = {
  /**
   * A place at once, or null where the call has to wait. Throws the refusal of a route that does not serve.
   * `avoid`: targets (by id) that just refused a connection. `wish`: which side of a rollout it belongs to; absent: by chance.
   */
  take(route: Route, avoid?: ReadonlySet<string>, wish?: WishOf, closed?: Closed): Target | null
  /** Waits for a place; `since` is when this call began to wait. The signal function is called with the way to give up waiting. */
  wait(route: Route, since: number, onWaiting: (giveUp: () => void) => void, wish?: WishOf, closed?: Closed): Promise<Target>
  /** Resolves at the route's next change, at the latest after `ms`. */
  change(deploymentId: string, ms: number): Promise<void>
  release(route: Route, target: Target): void
  /** It may just have died: for a moment, in which it is known whether it did, calls go there only where there is no other. */
  doubt(route: Route, target: Target): void
  /** To be called when the table changed. */
  changed(deploymentId: string): void
  /** To be called a few times a second: ends waits that took too long. */
  tick(now: number): void
  /** Calls in flight by target id; none left out but those with zero. */
  inFlight(): Record<string, number>
  waiting(deploymentId: string): number
  /** Calls in flight and calls that wait, by lane; those with neither are left out. */
  now(): NonNullable<LoadReport['lanes']>
  /** What was asked, since this was last asked, of deployments whose number of instances follows it. */
  load(now: number): LaneReport[]
}

type Lane = {
  readonly inFlight: Map<string, number>
  readonly queue: Waiter[]
  readonly watchers: Set<() => void>
  load: LaneLoad | null
  /** Targets by id, and until when. */
  readonly doubted: Map<string, number>
}
/** Where a call may and wants to go. */
type Wants = { readonly avoid?: ReadonlySet<string> | undefined } & Pick<Waiter, 'wish' | 'closed'>
type Waiter = {
  readonly deadline: number
  readonly grant: (target: Target) => void
  readonly refuse: (failure: Failure) => void
  readonly wish: WishOf | undefined
  readonly closed: Closed | undefined
}

export type LaneDeps = {
  find(id: string): Route | undefined
  readonly clock: Clock
  readonly waits: LaneWaits
  readonly ejections: Pick<Ejections, 'passedOver' | 'chosen' | 'isOut'>
  /** Only asked about targets of routes that have several configurations. */
  readonly rests: Pick<Rests, 'isResting'>
  readonly random: () => number
  /** Calls wait at a deployment that has no instance and could have one: told of the first, the second, the fourth, the eighth, … */
  readonly onHeld?: () => void
}

export function makeLanes(deps: LaneDeps): Lanes {
  const lanes = new Map<string, Lane>()
  const totalQueueLimit = deps.waits.totalQueueLimit ?? deps.waits.queueLimit * 10
  /** Calls that wait, by resource group. */
  const waiting = new Map<string, number>()
  let allWaiting = 0

  const waits = (group: string, more: 1 | -1): void => {
    const now = (waiting.get(group) ?? 0) + more
    allWaiting += more
    if (now > 0) waiting.set(group, now)
    else waiting.delete(group)
  }

  const laneOf = (id: string): Lane => {
    const known = lanes.get(id)
    if (known) return known
    const lane: Lane = { inFlight: new Map(), queue: [], watchers: new Set(), load: null, doubted: new Map() }
    lanes.set(id, lane)
    return lane
  }

  const loadOf = (lane: Lane, route: Route): LaneLoad | null => {
    if (!lane.load && route.scaled) {
      lane.load = new LaneLoad(callsIn(lane), deps.clock.now())
    }
    return lane.load
  }

  const isOut = (target: Target): boolean => deps.ejections.isOut(target) || deps.rests.isResting(target)

  /** One of several configurations' targets, by their rule. */
  const picked = (lane: Lane, route: Route, spread: RouteSpread, { avoid, wish, closed }: Wants): Target | null => {
    const busy = ({ id }: Target): number => lane.inFlight.get(id) ?? 0
    const doubted = doubtedIn(lane, deps.clock)
    const out = (each: Target): boolean => isOut(each) || doubted?.has(each.id) === true
    const target = pickTarget(route, spread, { busy, isOut: out, avoid, random: deps.random, wish, closed })
    if (!target) return null
    lane.inFlight.set(target.id, busy(target) + 1)
    deps.ejections.chosen(target)
    return target
  }

  const leastBusy = (lane: Lane, route: Route, avoid?: ReadonlySet<string>): Target | null => {
    const over = both(deps.ejections.passedOver(route), doubtedIn(lane, deps.clock))
    // Rather one that is out than none at all; but none that is out because the others are busy.
    const skip = over && route.targets.some(({ id }) => !over.has(id) && !avoid?.has(id)) ? over : null
    let best: Target | null = null
    let least = Number.POSITIVE_INFINITY
    for (const target of route.targets) {
      if (avoid?.has(target.id) || skip?.has(target.id)) continue
      const busy = lane.inFlight.get(target.id) ?? 0
      if (busy < least && (target.concurrency === null || busy < target.concurrency)) {
        best = target
        least = busy
      }
    }
    if (!best) return null
    lane.inFlight.set(best.id, least + 1)
    deps.ejections.chosen(best)
    return best
  }

  const free = (lane: Lane, route: Route, avoid?: ReadonlySet<string>, wish?: WishOf, closed?: Closed): Target | null =>
    route.spread === undefined ? leastBusy(lane, route, avoid) : picked(lane, route, route.spread, { avoid, wish, closed })

  /** Serves the queue's head for as long as there is a place. */
  const pump = (id: string, lane: Lane): void => {
    const route = deps.find(id)
    const state = route
      ? gate(route)
      : new Failure('not_found', `deployment "${id}" was deleted while the call waited`, { target: id })
    if (state === 'wait') return
    // Who is behind one that waits for a place may belong elsewhere, or may go elsewhere only.
    const mixed = route?.spread && (route.spread.rollout || lane.queue.some(({ closed }) => closed))
    let at = 0
    while (at < lane.queue.length) {
      if (state !== 'go' || !route) {
        if (state instanceof Failure) lane.queue.shift()?.refuse(state)
        continue
      }
      const target = free(lane, route, undefined, lane.queue[at]?.wish, lane.queue[at]?.closed)
      if (target) lane.queue.splice(at, 1)[0]?.grant(target)
      else if (mixed) at += 1
      else return
    }
    if (!route && lane.inFlight.size === 0 && lane.watchers.size === 0) lanes.delete(id)
  }

  return {
    take(route, avoid, wish, closed) {
      const state = gate(route)
      if (state === 'wait') return null
      if (state !== 'go') throw state
      const lane = laneOf(route.deploymentId)
      // Of a rollout, those who wait may wait for a place on one side only: the other is not kept from anybody.
      if (lane.queue.length > 0 && !avoid && !route.spread?.rollout && !closed) return null
      const load = loadOf(lane, route)
      const target = free(lane, route, avoid, wish, closed)
      if (target && load) load.came(deps.clock.now(), avoid === undefined)
      return target
    },
    wait(route, since, onWaiting, wish, closed) {
      const lane = laneOf(route.deploymentId)
      const { queueDepth = deps.waits.queueLimit } = route
      if (lane.queue.length >= queueDepth) return Promise.reject(queueFull(route, queueDepth))
      const { resourceGroup } = route
      if (!mayQueue(totalQueueLimit, allWaiting, waiting.get(resourceGroup) ?? 0)) return Promise.reject(queuesFull(route))
      waits(resourceGroup, 1)
      const load = loadOf(lane, route)
      load?.came(deps.clock.now(), true)
      return new Promise<Target>((resolve, reject) => {
        const waiter: Waiter = { deadline: since + deps.waits.startingMs, grant: resolve, refuse: reject, wish, closed }
        lane.queue.push(waiter)
        if (load && route.targets.length === 0 && isPowerOfTwo(lane.queue.length)) deps.onHeld?.()
        onWaiting(() => {
          const at = lane.queue.indexOf(waiter)
          if (at === -1) return
          lane.queue.splice(at, 1)
          reject(new Failure('unavailable', 'the caller hung up while it waited'))
        })
        pump(route.deploymentId, lane) // the place may have come free since the caller asked
      })
        .catch((failure: unknown) => {
          load?.went(deps.clock.now())
          throw failure
        })
        .finally(() => waits(resourceGroup, -1))
    },
    async change(deploymentId, ms) {
      const lane = laneOf(deploymentId)
      const timeout = new AbortController()
      let wake: () => void = () => {}
      const changed = new Promise<void>((resolve) => {
        wake = resolve
        lane.watchers.add(wake)
      })
      try {
        await Promise.race([changed, deps.clock.sleep(ms, timeout.signal).catch(() => {})])
      } finally {
        lane.watchers.delete(wake)
        timeout.abort()
      }
    },
    release(route, target) {
      const lane = lanes.get(route.deploymentId)
      if (!lane) return
      lane.load?.went(deps.clock.now())
      const busy = (lane.inFlight.get(target.id) ?? 1) - 1
      // Kept at zero while the target lives (no allocation per call); the count of a gone one goes with it.
      const present = deps.find(route.deploymentId)
      if (busy > 0 || present?.targets.some((each) => each.id === target.id)) lane.inFlight.set(target.id, Math.max(0, busy))
      else lane.inFlight.delete(target.id)
      if (!present && lane.inFlight.size === 0 && lane.queue.length === 0) lanes.delete(route.deploymentId)
      if (lane.queue.length > 0) pump(route.deploymentId, lane)
    },
    changed(id) {
      const lane = lanes.get(id)
      if (!lane) return
      const targets = deps.find(id)?.targets ?? []
      for (const [targetId, busy] of lane.inFlight) {
        if (busy === 0 && !targets.some((target) => target.id === targetId)) lane.inFlight.delete(targetId)
      }
      for (const wake of lane.watchers) wake()
      pump(id, lane)
    },
    doubt(route, target) {
      laneOf(route.deploymentId).doubted.set(target.id, deps.clock.now() + doubtMs)
    },
    tick(now) {
      for (const [id, lane] of lanes) {
        for (const [targetId, until] of lane.doubted) if (until <= now && lane.doubted.delete(targetId)) pump(id, lane)
        for (let at = lane.queue.length - 1; at >= 0; at -= 1) {
          const waiter = lane.queue[at]
          if (!waiter || waiter.deadline > now) continue
          lane.queue.splice(at, 1)
          waiter.refuse(waitedTooLong(deps.find(id), deps.waits.startingMs))
        }
      }
    },
    inFlight() {
      const all: Record<string, number> = {}
      for (const lane of lanes.values()) {
        for (const [targetId, busy] of lane.inFlight) if (busy > 0) all[targetId] = (all[targetId] ?? 0) + busy
      }
      return all
    },
    waiting: (id) => lanes.get(id)?.queue.length ?? 0,
    now() {
      const all = [...lanes].map(([id, lane]) => [id, [callsIn(lane) - lane.queue.length, lane.queue.length]] as const)
      return Object.fromEntries(all.filter(([, [busy, waiting]]) => busy + waiting > 0))
    },
    load(now) {
      const reports: LaneReport[] = []
      for (const [id, lane] of lanes) {
        const report = lane.load?.tell(id, callsIn(lane), lane.queue.length, now)
        if (report) reports.push(report)
        if (!deps.find(id)?.scaled) lane.load = null
      }
      return reports
    },
  }
}

export const laneLoad = (lanes: Pick<Lanes, 'load' | 'now'>, now: number) => ({ load: lanes.load(now), lanes: lanes.now() })

/** Control hears of a death, and says so, within some ten milliseconds. */
const doubtMs = 250

const doubtedIn = ({ doubted }: Lane, clock: Clock): ReadonlySet<string> | null =>
  doubted.size === 0 ? null : new Set([...doubted].flatMap(([id, until]) => (until > clock.now() ? [id] : [])))

const both = (one: ReadonlySet<string> | null, other: ReadonlySet<string> | null): ReadonlySet<string> | null =>
  one && other ? new Set([...one, ...other]) : (one ?? other)

const callsIn = ({ inFlight, queue }: Lane): number => [...inFlight.values()].reduce((sum, busy) => sum + busy, queue.length)

const isPowerOfTwo = (count: number): boolean => (count & (count - 1)) === 0
