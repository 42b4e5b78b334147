import { Failure } from '../domain/failure.ts'
import { mayAs, mayEnter, mayTouch, type Principal } from '../domain/principal.ts'
import { defaultResourceGroup } from '../domain/resource-group.ts'
import type { Route } from '../domain/route.ts'
import type { Match } from './dialect.ts'
import type { Table } from './table.ts'

/** The group a call is for: what the caller said, else `default`, else the only one the credential has. 403 where it may not enter. */
export function enterGroup(said: string | null, caller: Principal): string {
  const own = caller.resourceGroups
  if (said === null && own !== '*' && own.length > 1 && !own.includes(defaultResourceGroup)) {
    throw new Failure('invalid', `send the header "AI-Resource-Group" with one of ${quoted(own)}`, {
      target: 'AI-Resource-Group',
    })
  }
  const only = own !== '*' && own.length === 1 ? own[0] : undefined
  const group = said ?? only ?? defaultResourceGroup
  if (mayEnter(caller, group)) return group
  const allowed = own === '*' ? '' : own.length === 0 ? '; it is limited to no group at all' : `; it is limited to ${quoted(own)}`
  throw new Failure('forbidden', `credential "${caller.name}" may not use resource group "${group}"${allowed}`, {
    target: 'AI-Resource-Group',
  })
}

/** What an address names in words of its own, by our id and group. What is not found stays as it was said, for the refusal to show. */
export function picked(match: Match, table: Pick<Table, 'routes'>, caller: Principal): Match {
  if (match.kind !== 'call' || !match.pick) return match
  const route = match.pick(reachable(table, caller))
  return route ? { ...match, target: { by: 'id', id: route.deploymentId }, group: route.resourceGroup } : match
}

function* reachable(table: Pick<Table, 'routes'>, caller: Principal): Iterable<Route> {
  for (const route of table.routes()) if (mayEnter(caller, route.resourceGroup)) yield route
}

export function mustBeConsumer(caller: Principal): void {
  const { name, role, deployments, scopes } = caller
  if (!mayAs(caller, 'consumer'))
    throw new Failure('forbidden', `credential "${name}" has role "${role}"; calling a deployment needs role "consumer" or above`)
  if (deployments.length > 0) return
  const has = scopes ? `: it has the scopes [${scopes.join(', ')}]` : ''
  throw new Failure('forbidden', `credential "${name}" may call no deployment${has}`)
}

/** By id: a deployment of another group answers exactly as one that does not exist. */
export function locateById(table: Table, id: string, group: string, caller: Principal): Route {
  const route = table.byId(id)
  if (route?.resourceGroup !== group)
    throw new Failure('not_found', `Deployment "${id}" not found in resource group "${group}"`, { target: id })
  return touched(route, caller)
}

/** By deployment name or id, or by a model name that exactly one running deployment of the group serves. */
export function locateByName(table: Table, name: string, group: string, caller: Principal): Route {
  const named = table.byName(group, name) ?? inGroup(table.byId(name), group)
  if (named) return touched(named, caller)
  const serving = table.byModel(group, name).filter((route) => mayTouch(caller, route.deploymentId))
  const [only] = serving
  if (only && serving.length === 1) return only
  if (only) {
    const names = serving.map((route) => route.name)
    throw new Failure(
      'not_found',
      `The model '${name}' is served by ${serving.length} deployments of resource group "${group}"; name one of them: ${quoted(names)}`,
      { target: 'model' },
    )
  }
  throw new Failure(
    'not_found',
    `The model '${name}' does not exist or you do not have access to it: no deployment of resource group "${group}" has this name or id, ` +
      `and no running one serves such a model. ${offer(usable(table, group, caller))}`,
    { target: 'model' },
  )
}

/** What a caller may use now: for lists and for messages. */
export const usable = (table: Table, group: string, caller: Principal): readonly Route[] =>
  table
    .inGroup(group)
    .filter((route) => (route.state === 'running' || route.state === 'starting') && mayTouch(caller, route.deploymentId))
    .sort((a, b) => b.createdAt - a.createdAt)

export const offer = (routes: readonly Route[]): string =>
  routes.length === 0
    ? 'Nothing is deployed there that you may use.'
    : `You may use: ${quoted(routes.map((route) => route.name))}.`

function touched(route: Route, caller: Principal): Route {
  if (mayTouch(caller, route.deploymentId)) return route
  throw new Failure(
    'forbidden',
    `credential "${caller.name}" is limited to certain deployments; "${route.name}" is not among them`,
    {
      target: route.deploymentId,
    },
  )
}

const inGroup = (route: Route | undefined, group: string): Route | undefined =>
  route?.resourceGroup === group ? route : undefined

const longest = 20
const quoted = (names: readonly string[]): string =>
  names
    .slice(0, longest)
    .map((name) => `"${name}"`)
    .join(', ') + (names.length > longest ? ` and ${names.length - longest} more` : '')
