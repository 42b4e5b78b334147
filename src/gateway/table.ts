import type { DeploymentId } from '../domain/ids.ts'
import type { LimitEntry, PassedCalls, SpentSoFar } from '../domain/limits.ts'
import type { CredentialEntry, GatewaySettings, Route, TableMessage } from '../domain/route.ts'

/** What control told us, in memory. It goes on answering when control is gone. */
export type Table = {
  apply(message: TableMessage): void
  /** Whether a complete table has ever arrived. */
  ready(): boolean
  settings(): GatewaySettings | null
  /** `key:<publicId>` or `client:<clientId>`. */
  credential(id: string): CredentialEntry | undefined
  byId(id: string): Route | undefined
  byName(group: string, name: string): Route | undefined
  /** Running routes of the group that serve the model of this catalog name. */
  byModel(group: string, model: string): readonly Route[]
  inGroup(group: string): readonly Route[]
  routes(): Iterable<Route>
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
 * `onChange` is told of every deployment whose route came, changed or went; `onComplete` of every whole table; `onLimits` of
 * limits that came, changed or went, of what was spent, and of what had passed before this gateway started.
 */
export function makeTable(
  onChange: (deploymentId: DeploymentId) => void,
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
      if (changed && !building) onChange(changed)
    },
    ready: () => complete,
    settings: () => live.settings,
    credential: (id) => live.credentials.get(id),
    byId: (id) => live.routes.get(id),
    byName: (group, name) => live.groups.get(group)?.names.get(name),
    byModel: (group, model) => modelsOf(live.groups.get(group))?.get(model) ?? [],
    inGroup: (group) => [...(live.groups.get(group)?.names.values() ?? [])],
    routes: () => live.routes.values(),
    limits: () => live.limits.values(),
    spent: () => live.spent.values(),
    applied: () => (building ? 0 : count),
  }
}

const empty = (settings: GatewaySettings | null): Content => ({
  settings,
  credentials: new Map(),
  routes: new Map(),
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

/** Returns the deployment whose route changed, if one did. */
function edit(
  content: Content,
  message: Exclude<TableMessage, LimitMessage | { kind: 'reset' | 'complete' | 'passed' }>,
): DeploymentId | null {
  switch (message.kind) {
    case 'credential':
      content.credentials.set(message.credential.id, message.credential)
      return null
    case 'credential-removed':
      content.credentials.delete(message.id)
      return null
    case 'route-removed':
      removeRoute(content, message.deploymentId)
      return message.deploymentId
    case 'route': {
      const { route } = message
      removeRoute(content, route.deploymentId)
      content.routes.set(route.deploymentId, route)
      const group = content.groups.get(route.resourceGroup) ?? { names: new Map<string, Route>(), models: null }
      group.names.set(route.name, route)
      group.models = null
      content.groups.set(route.resourceGroup, group)
      return route.deploymentId
    }
  }
}

function removeRoute(content: Content, id: DeploymentId): void {
  const route = content.routes.get(id)
  if (!route) return
  content.routes.delete(id)
  const group = content.groups.get(route.resourceGroup)
  if (!group) return
  if (group.names.get(route.name)?.deploymentId === id) group.names.delete(route.name)
  group.models = null
  if (group.names.size === 0) content.groups.delete(route.resourceGroup)
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
