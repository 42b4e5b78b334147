import type { IncomingMessage } from 'node:http'
import { Failure } from '../domain/failure.ts'
import { mayTouch, type Principal } from '../domain/principal.ts'
import type { Route } from '../domain/route.ts'
import { offer, usable } from './locate.ts'
import type { Table } from './table.ts'

/** What clients of Azure name the deployment by that takes what another has no room for. */
export const spilloverHeader = 'x-ms-spillover-deployment'

/**
 * Id of the deployment that a call goes to when its own has no room: what the deployment's terms say, else what the caller names,
 * which provisioned deployments heed. Null: none, or it is a call of the responses API, whose answers are kept where they were made.
 * Throws `Failure('invalid')` at a name that will not do.
 */
export function secondOf(
  table: Table,
  route: Route,
  below: string,
  request: IncomingMessage,
  group: string,
  caller: Principal,
): string | null {
  const { terms } = route
  if (!terms || atRest.has(route.state) || responses.test(below)) return null
  if (terms.spilloverTo !== undefined) return terms.spilloverTo
  const named = request.headers[spilloverHeader]
  if (terms.type !== 'provisioned' || typeof named !== 'string' || named === '') return null
  const second = table.byName(group, named) ?? table.byId(named)
  const fits = (other: Route): boolean => trouble(route, other) === null
  if (!second || second.resourceGroup !== group || !mayTouch(caller, second.deploymentId))
    throw unfit(`names "${named}", which does not exist or you may not use`, usable(table, group, caller).filter(fits))
  const why = trouble(route, second)
  if (why !== null) throw unfit(`names "${named}", ${why}`, usable(table, group, caller).filter(fits))
  return second.deploymentId
}

/** Nobody answers in place of a deployment that was put to rest. */
const atRest: ReadonlySet<Route['state']> = new Set(['paused', 'stopped', 'retired'])
const responses = /\/responses(?:\/|$)/

/** Why one deployment does not do as another's second; null: it does. */
function trouble(first: Route, second: Route): string | null {
  if (second.deploymentId === first.deploymentId) return 'which is the deployment that was called'
  if (second.modelName !== first.modelName) return `which serves another model than "${first.modelName ?? 'none'}"`
  if (second.terms?.type === 'provisioned') return 'which has provisioned units itself; it must be billed by tokens'
  if (second.terms?.type === 'batch') return 'which answers lines of batches alone; it must be of another type'
  if (second.terms?.serviceTier === 'priority') return 'which is of the priority tier; it must be of the default tier'
  const [own, other] = [first.terms?.residency ?? 'global', second.terms?.residency ?? 'global']
  return own === other ? null : `whose calls are worked on ${other} and not ${own}`
}

const unfit = (what: string, fitting: readonly Route[]): Failure =>
  new Failure('invalid', `the header "${spilloverHeader}" ${what}. ${offer(fitting)}`, { target: spilloverHeader })
