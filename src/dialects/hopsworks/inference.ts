import type { IncomingHttpHeaders } from 'node:http'
import { Failure, statusOf } from '../../domain/failure.ts'
import type { Route } from '../../domain/route.ts'
import type { InferenceDialect, Match } from '../../gateway/dialect.ts'
import { decodeSegment } from '../address.ts'
import { apiRoot, projectNumber, servingDomain } from './address.ts'
import { errorBody, inferenceNumbers, refusal } from './errors.ts'

/**
 * Three ways to a deployment, as three generations of the client go: by Host header (`iris.default.lectern.internal`), by path
 * (`/v1/{project}/{deployment}/v1/models/{m}:predict`), and through the REST API by the project's number.
 */
export const makeHopsworksInference = (): InferenceDialect => {
  const numberOf = makeNumbers()
  return {
    id: 'hopsworks',
    match: (method, path, headers) => byHost(path, headers) ?? byPath(path) ?? throughApi(method, path, numberOf),
    renderError(failure) {
      const stopped = failure.code === 'locked'
      const body = JSON.stringify(errorBody(failure, inferenceNumbers))
      // As Hopsworks: what does not run is a bad request.
      return { status: stopped ? 400 : statusOf[failure.code], headers: {}, body }
    },
  }
}

export const hopsworksInference = makeHopsworksInference()

/** Host names come in lower case, whatever the deployment and its project are called. */
function byHost(path: string, headers: IncomingHttpHeaders): Match | null {
  const host = hostIn(headers)
  if (!host?.endsWith(`.${servingDomain}`)) return null
  const [name = '', ...namespace] = host.slice(0, -servingDomain.length - 1).split('.')
  const group = namespace.join('.')
  if (name === '' || group === '') return null
  const lower = (route: Route): boolean => route.resourceGroup.toLowerCase() === group && route.name.toLowerCase() === name
  return {
    kind: 'call',
    target: { by: 'name', name },
    group,
    below: decodeColons(path),
    pick: (routes) => closest([...routes].filter(lower), (route) => route.name === name && route.resourceGroup === group),
  }
}

const hostIn = (headers: IncomingHttpHeaders): string | undefined => {
  const authority = headers[':authority']
  const host = headers.host ?? (typeof authority === 'string' ? authority : undefined)
  return host?.replace(/:\d+$/, '').toLowerCase()
}

/** Names that differ in case alone are one in a Host header: the one that is written so, else the oldest. */
const closest = (routes: readonly Route[], exact: (route: Route) => boolean): Route | null =>
  routes.find(exact) ?? routes.toSorted((a, b) => a.createdAt - b.createdAt)[0] ?? null

/** Below the deployment are the model server's own protocols; addresses of other dialects go on differently. */
function byPath(path: string): Match | null {
  const [, project, name, below] = /^\/v1\/([^/]+)\/([^/]+)(\/v[12](?:\/.*)?)$/.exec(path) ?? []
  if (project === undefined || name === undefined || below === undefined) return null
  return {
    kind: 'call',
    target: { by: 'name', name: decodeSegment(name) },
    group: decodeSegment(project),
    below: decodeColons(below),
  }
}

const apiPath = new RegExp(`^${apiRoot}/project/([^/]+)/inference/models/([^/:]+)(?:/versions/(\\d+))?(?::(\\w+))?$`)

function throughApi(method: string, path: string, numberOf: (group: string) => string): Match | null {
  const [all, project = '', text = '', version, verb] = apiPath.exec(decodeColons(path)) ?? []
  if (all === undefined) return null
  if (method !== 'POST') throw refusal('invalid', 250004, 'an inference call is a POST')
  if (verb === undefined) throw refusal('invalid', 250005, 'the verb is missing: models/<name>:predict')
  if (verb !== 'predict' && verb !== 'explain')
    throw refusal('invalid', 250004, `the verb must be predict or explain, got ${verb.slice(0, 40)}`)
  const name = decodeSegment(text)
  const group = decodeSegment(project)
  const named = (route: Route): boolean =>
    route.name === name &&
    (route.resourceGroup === group || numberOf(route.resourceGroup) === group) &&
    (version === undefined || route.modelVersion === null || route.modelVersion === version)
  return {
    kind: 'call',
    target: { by: 'name', name },
    group: null,
    below: `/v1/models/${encodeURIComponent(name)}:${verb}`,
    pick: (routes) => {
      for (const route of routes) if (named(route)) return route
      throw new Failure('not_found', `there is no deployment ${name.slice(0, 80)} in project ${group.slice(0, 80)}`, {
        target: 'name',
      })
    },
  }
}

/** Clients encode the colon before the verb. */
const decodeColons = (path: string): string => path.replace(/%3a/gi, ':')

/** A hash for each call and group would cost more than the rest of the way. */
function makeNumbers(): (group: string) => string {
  const known = new Map<string, string>()
  return (group) => {
    const number = known.get(group) ?? String(projectNumber(group))
    if (!known.has(group)) known.set(group, number)
    return number
  }
}
