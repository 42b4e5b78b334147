import createFetchClient, { type Middleware } from 'openapi-fetch'
import createQueryClient from 'openapi-react-query'
import type { paths } from '../../../src/client/openapi.ts'
import { serverPath } from '../app/place.ts'
import { currentGroup } from './group.ts'
import { problemOf } from './problem.ts'
import { accessToken, askSession, dropToken } from './session.ts'

/**
 * `fetch` as the person who is signed in, in the resource group that is chosen. `path` begins with a slash and is below Lectern's address.
 * The one way of the console to the server beside `/console/session`: for what the typed client does not do (streams, uploads, inference).
 */
export async function call(path: string, init: RequestInit = {}): Promise<Response> {
  return send(new Request(location.origin + serverPath + path, init))
}

/** The same; throws `Problem` for every answer that is not ok. */
export async function callOk(path: string, init?: RequestInit): Promise<Response> {
  const response = await call(path, init)
  if (!response.ok) throw await problemOf(response)
  return response
}

async function send(request: Request): Promise<Response> {
  const again = request.clone()
  const response = await fetch(await proved(request))
  if (response.status !== 401) return response
  dropToken()
  await askSession()
  return fetch(await proved(again))
}

async function proved(request: Request): Promise<Request> {
  const token = await accessToken()
  if (token) request.headers.set('authorization', `Bearer ${token}`)
  const group = currentGroup()
  if (group && !request.headers.has('ai-resource-group')) request.headers.set('ai-resource-group', group)
  return request
}

const throwing: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response)
  },
}

/** Typed calls: `await api.GET('/v2/lm/deployments/{deploymentId}', { params: { path: { deploymentId } } })`. Throws `Problem`. */
export const api = createFetchClient<paths>({ baseUrl: location.origin + serverPath, fetch: send })
api.use(throwing)

/** Typed hooks: `const { data, error } = read.useQuery('get', '/v2/lm/deployments', {})`. Errors are `Problem`s. */
export const read = createQueryClient(api)
