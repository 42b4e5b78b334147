import type { DeploymentId } from '../domain/ids.ts'
import type { LimitEntry, PassedCalls, SpentSoFar } from '../domain/limits.ts'
import {
  type CredentialEntry,
  type GatewaySettings,
  mirrorLane,
  type Route,
  type RouteMirror,
  type RouteTransformer,
  type TableMessage,
  type Target,
  transformerLane,
} from '../domain/route.ts'

/** What control told us, in memory. It goes on answering when control is gone. */
export type Table = {
  apply(message: TableMessage): void
  /** Whether a complete table has ever arrived. */
  ready(): boolean
  settings(): GatewaySettings | null
  /** `key:<publicId>` or `client:<clientId>`. */
  credential(id: string): CredentialEntry | undefined
  byId(id: string): Route | undefined
  /** A deployment by its id, or its transformer or what gets copies of its calls as a route of its own (`transformerLane`, `mirrorLane`): where calls wait and are answered. */
  byLane(lane: string): Route | undefined
  byName(group: string, name: string): Route | undefined
  /** Running routes of the group that serve the model of this catalog name. */
  byModel(group: string, model: string): readonly Route[]
  inGroup(group: string): readonly Route[]
  routes(): Iterable<Route>
  /** All there are, of transformers and of what gets copies, too. */
  targets(): Iterable<Target>
  limits(): Iterable<LimitEntry>
  /** Of each budget, the last that was said. */
  spent(): Iterable<SpentSoFar>
  /** Messages applied since the last `reset` that has been completed; 0 while a new table is on its way. */
  applied(): number
}

type LimitsListener = {
  changed(): void
  told(spent: SpentSoFar): void
  recall(calls: readonly PassedCalls[]): void
}

type Content = {
  settings: GatewaySettings | null
  readonly credentials: Map<string, CredentialEntry>
  readonly routes: Map<string, Route>
  /** By lane. */
  readonly transformers: Map<string, Route>
  readonly groups: Map<string, Group>
  readonly limits: Map<string, LimitEntry>
  readonly spent: Map<string, SpentSoFar>
}

type Group = {
  readonly names: Map<string, Route>
  /** Running routes by model name; null after a change, until someone asks. */
  models: Map<string, Route[]> | null
}

/**
 * `onChange` is told of every deployment whose route came, changed or went, by its lanes; `onComplete` of every whole table; `onLimits` of
 * limits that came, changed or went, of what was spent, and of what had passed before this gateway started.
 */
export function makeTable(
  onChange: (lane: string) => void,
  onComplete: () => void = () => {},
  onLimits: LimitsListener = { changed() {}, told() {}, recall() {} },
): Table {
  let live = empty(null)
  let building: Content | null = null
  let count = 0
  let complete = false

  const takeOver = (next: Content): void => {
    const before = live
    live = next
    building = null
    complete = true
    for (const id of new Set([...before.routes.keys(), ...next.routes.keys()])) onChange(id)
    for (const lane of new Set([...before.transformers.keys(), ...next.transformers.keys()])) onChange(lane)
    onLimits.changed()
    onComplete()
  }

  return {
    apply(message) {
      if (message.kind === 'reset') {
        building = empty(message.settings)
        count = 0
        return
      }
      if (message.kind === 'passed') {
        // Who has had a table counted by itself meanwhile.
        if (!complete) onLimits.recall(message.calls)
        return
      }
      if (message.kind === 'credentials') {
        live.credentials.clear()
        for (const each of message.credentials) live.credentials.set(each.id, each)
        return
      }
      count += 1
      if (message.kind === 'complete') {
        if (building) takeOver(building)
        return
      }
      if (message.kind === 'limit' || message.kind === 'limit-removed' || message.kind === 'spent') {
        editLimits(building ?? live, message)
        if (!building && message.kind === 'spent') onLimits.told(message.spent)
        else if (!building) onLimits.changed()
        return
      }
      const changed = edit(building ?? live, message)
      if (!building) for (const lane of changed) onChange(lane)
    },
    ready: () => complete,
    settings: () => live.settings,
    credential: (id) => live.credentials.get(id),
    byId: (id) => live.routes.get(id),
    byLane: (lane) => live.routes.get(lane) ?? live.transformers.get(lane),
    byName: (group, name) => live.groups.get(group)?.names.get(name),
    byModel: (group, model) => modelsOf(live.groups.get(group))?.get(model) ?? [],
    inGroup: (group) => [...(live.groups.get(group)?.names.values() ?? [])],
    routes: () => live.routes.values(),
    *targets() {
      for (const route of live.routes.values()) {
        yield* route.targets
        if (route.transformer) yield* route.transformer.targets
        if (route.mirror) yield* route.mirror.targets
      }
    },
    limits: () => live.limits.values(),
    spent: () => live.spent.values(),
    applied: () => (building ? 0 : count),
  }
}

const empty = (settings: GatewaySettings | null): Content => ({
  settings,
  credentials: new Map(),
  routes: new Map(),
  transformers: new Map(),
  groups: new Map(),
  limits: new Map(),
  spent: new Map(),
})

type LimitMessage = Extract<TableMessage, { kind: 'limit' | 'limit-removed' | 'spent' }>

function editLimits(content: Content, message: LimitMessage): void {
  if (message.kind === 'limit') content.limits.set(message.limit.id, message.limit)
  else if (message.kind === 'spent') content.spent.set(message.spent.budgetId, message.spent)
  else {
    content.limits.delete(message.id)
    content.spent.delete(message.id)
  }
}

/** Returns the lanes of the deployment whose route changed, if one did. */
function edit(
  content: Content,
  message: Exclude<TableMessage, LimitMessage | { kind: 'reset' | 'complete' | 'passed' | 'credentials' }>,
): readonly string[] {
  switch (message.kind) {
    case 'credential':
      content.credentials.set(message.credential.id, message.credential)
      return []
    case 'credential-removed':
      content.credentials.delete(message.id)
      return []
    case 'route-removed':
      return removeRoute(content, message.deploymentId)
    case 'route': {
      const { route } = message
      const lanes = new Set(removeRoute(content, route.deploymentId))
      lanes.add(route.deploymentId)
      content.routes.set(route.deploymentId, route)
      const group = content.groups.get(route.resourceGroup) ?? { names: new Map<string, Route>(), models: null }
      group.names.set(route.name, route)
      group.models = null
      content.groups.set(route.resourceGroup, group)
      if (route.mirror) {
        const lane = mirrorLane(route.deploymentId)
        content.transformers.set(lane, mirrorRoute(route, route.mirror, lane))
        lanes.add(lane)
      }
      if (!route.transformer) return [...lanes]
      const lane = transformerLane(route.deploymentId)
      content.transformers.set(lane, transformerRoute(route, route.transformer, lane))
      return [...lanes, lane]
    }
  }
}

function removeRoute(content: Content, id: DeploymentId): readonly string[] {
  const lane = transformerLane(id)
  const lanes = [id, ...[lane, mirrorLane(id)].filter((each) => content.transformers.delete(each))]
  const route = content.routes.get(id)
  if (!route) return lanes
  content.routes.delete(id)
  const group = content.groups.get(route.resourceGroup)
  if (!group) return lanes
  if (group.names.get(route.name)?.deploymentId === id) group.names.delete(route.name)
  group.models = null
  if (group.names.size === 0) content.groups.delete(route.resourceGroup)
  return lanes
}

function modelsOf(group: Group | undefined): Map<string, Route[]> | undefined {
  if (!group) return undefined
  if (!group.models) {
    group.models = new Map()
    for (const route of group.names.values()) {
      if (route.state !== 'running' || route.modelName === null) continue
      const same = group.models.get(route.modelName)
      if (same) same.push(route)
      else group.models.set(route.modelName, [route])
    }
  }
  return group.models
}

/** What it is called, and by whom it may be, is the deployment's; it is no model, and what it says is not counted. */
function transformerRoute(route: Route, transformer: RouteTransformer, lane: string): Route {
  const {
    transformer: _,
    mirror: _copies,
    spread: _several,
    onHangup: _drains,
    inferenceLog: _log,
    queueDepth: _own,
    ...shared
  } = route
  return { ...shared, ...transformer, deploymentId: lane, wire: '' }
}

/** As the deployment would be if the new configuration were its own. */
function mirrorRoute(route: Route, { targets, facts }: RouteMirror, lane: string): Route {
  const {
    transformer: _,
    mirror: _copies,
    spread: _several,
    scaled: _load,
    onHangup: _drains,
    inferenceLog: _log,
    ...shared
  } = route
  return { ...shared, ...facts, targets, state: 'running', message: '', deploymentId: lane }
}
