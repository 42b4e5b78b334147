import { mayQueue } from '../decide/shed.ts'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { Route, Target } from '../domain/route.ts'
import type { Ejections } from './ejection.ts'
import { gate } from './gate.ts'

export type LaneWaits = {
  /** Longest wait for a place: while the deployment starts, or while all its places are taken. */
  readonly startingMs: number
  /** Calls that may wait at one deployment. */
  readonly queueLimit: number
  /** Calls that may wait at all deployments together; shared so that a resource group with few of them always finds room. */
  readonly totalQueueLimit?: number
}

/** Takes places at deployments' targets: the least busy one, first come first served when all are taken. */
export type Lanes = {
  /**
   * A place at once, or null where the call has to wait. Throws the refusal of a route that does not serve.
   * `avoid`: targets (by id) that just refused a connection.
   */
  take(route: Route, avoid?: ReadonlySet<string>): Target | null
  /** Waits for a place; `since` is when this call began to wait. The signal function is called with the way to give up waiting. */
  wait(route: Route, since: number, onWaiting: (giveUp: () => void) => void): Promise<Target>
  /** Resolves at the route's next change, at the latest after `ms`. */
  change(deploymentId: string, ms: number): Promise<void>
  release(route: Route, target: Target): void
  /** To be called when the table changed. */
  changed(deploymentId: string): void
  /** To be called a few times a second: ends waits that took too long. */
  tick(now: number): void
  /** Calls in flight by target id; none left out but those with zero. */
  inFlight(): Record<string, number>
  waiting(deploymentId: string): number
}

type Lane = { readonly inFlight: Map<string, number>; readonly queue: Waiter[]; readonly watchers: Set<() => void> }
type Waiter = { readonly deadline: number; readonly grant: (target: Target) => void; readonly refuse: (failure: Failure) => void }

export type LaneDeps = {
  find(id: string): Route | undefined
  readonly clock: Clock
  readonly waits: LaneWaits
  readonly ejections: Pick<Ejections, 'passedOver' | 'chosen'>
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
    const lane: Lane = { inFlight: new Map(), queue: [], watchers: new Set() }
    lanes.set(id, lane)
    return lane
  }

  const free = (lane: Lane, route: Route, avoid?: ReadonlySet<string>): Target | null => {
    const over = deps.ejections.passedOver(route)
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

  /** Serves the queue's head for as long as there is a place. */
  const pump = (id: string, lane: Lane): void => {
    const route = deps.find(id)
    const state = route
      ? gate(route)
      : new Failure('not_found', `deployment "${id}" was deleted while the call waited`, { target: id })
    if (state === 'wait') return
    while (lane.queue.length > 0) {
      if (state !== 'go' || !route) {
        if (state instanceof Failure) lane.queue.shift()?.refuse(state)
        continue
      }
      const target = free(lane, route)
      if (!target) return
      lane.queue.shift()?.grant(target)
    }
    if (!route && lane.inFlight.size === 0 && lane.watchers.size === 0) lanes.delete(id)
  }

  return {
    take(route, avoid) {
      const state = gate(route)
      if (state === 'wait') return null
      if (state !== 'go') throw state
      const lane = laneOf(route.deploymentId)
      return lane.queue.length > 0 && !avoid ? null : free(lane, route, avoid)
    },
    wait(route, since, onWaiting) {
      const lane = laneOf(route.deploymentId)
      if (lane.queue.length >= deps.waits.queueLimit) return Promise.reject(queueFull(route, deps.waits.queueLimit))
      const { resourceGroup } = route
      if (!mayQueue(totalQueueLimit, allWaiting, waiting.get(resourceGroup) ?? 0)) return Promise.reject(queuesFull(route))
      waits(resourceGroup, 1)
      return new Promise<Target>((resolve, reject) => {
        const waiter: Waiter = { deadline: since + deps.waits.startingMs, grant: resolve, refuse: reject }
        lane.queue.push(waiter)
        onWaiting(() => {
          const at = lane.queue.indexOf(waiter)
          if (at === -1) return
          lane.queue.splice(at, 1)
          reject(new Failure('unavailable', 'the caller hung up while it waited'))
        })
        pump(route.deploymentId, lane) // the place may have come free since the caller asked
      }).finally(() => waits(resourceGroup, -1))
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
    tick(now) {
      for (const [id, lane] of lanes) {
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
  }
}

const queueFull = (route: Route, limit: number): Failure =>
  new Failure(
    'limited',
    `deployment "${route.name}" is busy and ${limit} calls wait already, which is the limit; try again in a moment`,
    {
      target: route.deploymentId,
      code: 'queue_full',
      retryAfterMs: 1000,
    },
  )

const queuesFull = (route: Route): Failure =>
  new Failure(
    'limited',
    `many calls wait for places here, and resource group "${route.resourceGroup}" has its share of them; try again in a moment`,
    { target: route.deploymentId, code: 'queue_full', retryAfterMs: 1000 },
  )

const waitedTooLong = (route: Route | undefined, ms: number): Failure => {
  const why =
    route?.state === 'starting'
      ? `is still starting${route.message === '' ? '' : ` (${route.message})`}`
      : 'is busy: all its places are taken'
  return new Failure(
    'unavailable',
    `deployment "${route?.name ?? 'unknown'}" ${why}; the call waited ${Math.round(ms / 1000)} s. Try again later`,
    {
      retryAfterMs: 5000,
      ...(route ? { target: route.deploymentId } : {}),
    },
  )
}
