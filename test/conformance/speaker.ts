import { expect } from 'vitest'
import type { Json } from '../platform.ts'
import { type Raw, raw } from './raw.ts'
import type { Scene } from './scene.ts'

/** Speaks to the platform as the owner of its service key, in plain HTTP. */
export type Speaker = {
  /** The service key, parsed. */
  readonly key: Json
  readonly token: string
  tokenBy(asked: { readonly headers?: Record<string, string>; readonly body: string }): Promise<Raw>
  bearer(): Record<string, string>
  get(path: string, headers?: Record<string, string>): Promise<Raw>
  send(method: string, path: string, body?: unknown, contentType?: string): Promise<Raw>
  /** The list of deployments; `query` with its `?`. */
  list(query?: string): Promise<Json>
  /** A call to a deployment's own address. */
  infer(deploymentId: string, below: string, body: unknown): Promise<Raw>
}

export async function openSpeaker(scene: Scene): Promise<Speaker> {
  const key: Json = JSON.parse(scene.platform.serviceKey)
  const tokenBy: Speaker['tokenBy'] = ({ headers = {}, body }) =>
    raw(new URL(key.url).origin, '/oauth/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    })
  const token: string = json(await tokenBy({ body: form(key.clientid, key.clientsecret) })).access_token
  const bearer = () => ({ authorization: `Bearer ${token}`, 'ai-resource-group': 'default' })
  const get: Speaker['get'] = (path, headers = {}) => raw(scene.platform.url, path, { headers: { ...bearer(), ...headers } })
  const send: Speaker['send'] = (method, path, body, contentType = 'application/json') =>
    raw(scene.platform.url, path, {
      method,
      headers: { ...bearer(), 'content-type': contentType },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return {
    key,
    token,
    tokenBy,
    bearer,
    get,
    send,
    list: async (query = '') => json(await get(`/v2/lm/deployments${query}`)),
    infer: (deploymentId, below, body) => send('POST', `/v2/inference/deployments/${deploymentId}${below}`, body),
  }
}

export const form = (id: string, secret: string): string =>
  `grant_type=client_credentials&client_id=${encodeURIComponent(id)}&client_secret=${encodeURIComponent(secret)}`

/** The body of an answer that has this status; with another, the test fails and shows the body. */
export const json = (answer: Raw, status = 200): Json => {
  expect(`${answer.status} ${answer.status === status ? '' : answer.text}`).toBe(`${status} `)
  return JSON.parse(answer.text)
}
