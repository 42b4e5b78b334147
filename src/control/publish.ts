import type { Clock } from '../domain/clock.ts'
import type { LimitEntry, SpentSoFar } from '../domain/limits.ts'
import type { CredentialEntry, GatewaySettings, LoadReport, Route, TableMessage, Target } from '../domain/route.ts'

export type Publisher = {
  /** Sends a route to every gateway if it differs from what they have. */
  route(route: Route): void
  removeRoute(deploymentId: string): void
  credential(entry: CredentialEntry): void
  removeCredential(id: string): void
  /** All limits there are: gateways get what differs from what they have. */
  limits(all: readonly LimitEntry[]): void
  /** What was spent of a budget, if it differs from what was said before. */
  spent(spent: SpentSoFar): void
  /** Everything is known: gateways that connected meanwhile get their first table now. */
  open(): void
  /**
   * A gateway's connection: gets everything, then every change. Returns the function that ends it. Until `prepared`, which must not
   * fail, and `open`, it is told of credentials alone: it may serve on with the table it had, and what was revoked holds at once.
   */
  connect(gatewayId: string, send: (message: TableMessage) => void, prepared?: Promise<unknown>): () => void
  report(load: LoadReport): void
  /** Asks, as often as one likes, whether every gateway has taken in all that it had been told when this was called. */
  takenIn(): () => boolean
  /** Whether no call can be at this target any more: it is in no route, and every gateway has said so since. */
  drained(targetId: string): boolean
  /** Milliseconds since the target left the table; 0 while it is in it. */
  goneMs(targetId: string): number
  /** Whether it was in the table and is no more. */
  hasLeft(targetId: string): boolean
  /** Calls at this target now, as gateways said last. */
  callsAt(targetId: string): number
}

type Gateway = {
  readonly send: (message: TableMessage) => void
  prepared: boolean
  /** Has its table. */
  greeted: boolean
  sent: number
  load: LoadReport | null
  readonly leftAt: Map<string, number>
}

/** What gateways must know, and what they tell us back. The one place that speaks to them. */
export function makePublisher(settings: GatewaySettings, clock: Clock): Publisher {
  const routes = new Map<string, { route: Route; text: string }>()
  const credentials = new Map<string, CredentialEntry>()
  const limits = new Map<string, { limit: LimitEntry; text: string }>()
  const spent = new Map<string, SpentSoFar>()
  const gateways = new Map<string, Gateway>()
  const gone = new Map<string, number>()
  let opened = false

  const send = (gateway: Gateway, message: TableMessage): void => {
    gateway.sent += 1
    gateway.send(message)
  }
  const broadcast = (message: TableMessage): void => {
    for (const gateway of gateways.values()) if (gateway.greeted) send(gateway, message)
  }
  const broadcastCredential = (message: TableMessage): void => {
    broadcast(message)
    for (const gateway of gateways.values()) if (!gateway.greeted) gateway.send(message)
  }
  const greet = (gateway: Gateway): void => {
    if (!opened || !gateway.prepared) return
    gateway.greeted = true
    gateway.sent = 0
    gateway.send({ kind: 'reset', settings })
    for (const credential of credentials.values()) send(gateway, { kind: 'credential', credential })
    for (const { route } of routes.values()) send(gateway, { kind: 'route', route })
    for (const { limit } of limits.values()) send(gateway, { kind: 'limit', limit })
    for (const each of spent.values()) send(gateway, { kind: 'spent', spent: each })
    send(gateway, { kind: 'complete' })
  }
  const note = (before: Route | undefined, after: Route | undefined): void => {
    const now = new Set(targetsOf(after).map(({ id }) => id))
    for (const id of now) gone.delete(id)
    for (const { id } of targetsOf(before)) {
      if (now.has(id)) continue
      gone.set(id, clock.now())
      for (const gateway of gateways.values()) gateway.leftAt.set(id, gateway.sent)
    }
  }

  return {
    route(route) {
      const text = JSON.stringify(route)
      const before = routes.get(route.deploymentId)
      if (before?.text === text) return
      routes.set(route.deploymentId, { route, text })
      broadcast({ kind: 'route', route })
      note(before?.route, route)
    },
    removeRoute(deploymentId) {
      const before = routes.get(deploymentId)
      if (!before) return
      routes.delete(deploymentId)
      broadcast({ kind: 'route-removed', deploymentId })
      note(before.route, undefined)
    },
    credential(entry) {
      credentials.set(entry.id, entry)
      broadcastCredential({ kind: 'credential', credential: entry })
    },
    removeCredential(id) {
      credentials.delete(id)
      broadcastCredential({ kind: 'credential-removed', id })
    },
    limits(all) {
      const ids = new Set(all.map(({ id }) => id))
      for (const id of [...limits.keys()].filter((each) => !ids.has(each))) {
        limits.delete(id)
        spent.delete(id)
        broadcast({ kind: 'limit-removed', id })
      }
      for (const limit of all) {
        const text = JSON.stringify(limit)
        if (limits.get(limit.id)?.text === text) continue
        limits.set(limit.id, { limit, text })
        broadcast({ kind: 'limit', limit })
      }
    },
    spent(each) {
      const before = spent.get(each.budgetId)
      if (!limits.has(each.budgetId) || isSame(before, each)) return
      spent.set(each.budgetId, each)
      broadcast({ kind: 'spent', spent: each })
    },
    open() {
      opened = true
      for (const gateway of gateways.values()) greet(gateway)
    },
    connect(gatewayId, sendTo, prepared) {
      const gateway: Gateway = {
        send: sendTo,
        prepared: prepared === undefined,
        greeted: false,
        sent: 0,
        load: null,
        leftAt: new Map(),
      }
      gateways.set(gatewayId, gateway)
      greet(gateway)
      if (!gateway.greeted) gateway.send({ kind: 'credentials', credentials: [...credentials.values()] })
      void prepared?.then(() => {
        gateway.prepared = true
        if (gateways.get(gatewayId) === gateway) greet(gateway)
      })
      return () => {
        if (gateways.get(gatewayId) === gateway) gateways.delete(gatewayId)
      }
    },
    report(load) {
      const gateway = gateways.get(load.gatewayId)
      if (gateway) gateway.load = load
    },
    takenIn() {
      const told = new Map([...gateways.values()].map((gateway) => [gateway, gateway.sent]))
      // Who connects later gets everything first.
      return () =>
        gateways.size > 0 &&
        [...gateways.values()].every((each) => each.greeted && each.load !== null && each.load.applied >= (told.get(each) ?? 0))
    },
    drained: (targetId) =>
      [...gateways.values()].every(({ load, leftAt }) => {
        const left = leftAt.get(targetId)
        if (left === undefined) return !load?.inFlight[targetId]
        return load !== null && load.applied >= left && !load.inFlight[targetId]
      }),
    goneMs: (targetId) => {
      const at = gone.get(targetId)
      return at === undefined ? 0 : clock.now() - at
    },
    hasLeft: (targetId) => gone.has(targetId),
    callsAt: (targetId) => [...gateways.values()].reduce((sum, { load }) => sum + (load?.inFlight[targetId] ?? 0), 0),
  }
}

const isSame = (before: SpentSoFar | undefined, { nano, periodStart, correction }: SpentSoFar): boolean =>
  before?.nano === nano && before.periodStart === periodStart && before.correction === correction

const targetsOf = (route: Route | undefined): readonly Target[] =>
  route ? [...route.targets, ...(route.transformer?.targets ?? []), ...(route.mirror?.targets ?? [])] : []
