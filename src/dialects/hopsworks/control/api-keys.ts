import { z } from 'zod'
import type { ApiKeyRecord } from '../../../access/api-keys.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import type { Principal } from '../../../domain/principal.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { apiRoot } from '../address.ts'
import { numbered, refusal } from '../errors.ts'
import { findProject, userOf } from './projects.ts'
import { described, noBody, reads } from './routes.ts'
import { scopes, scopesOf, scopesOfOthers } from './scopes.ts'

type KeyVerbs = Pick<Platform, 'createApiKey' | 'listApiKeys' | 'revokeApiKey'>
type Deps = KeyVerbs & Parameters<typeof findProject>[0]

const several = z.union([z.string(), z.array(z.string())]).optional()
const NewKey = z.object({
  name: z.string().optional(),
  scope: several.describe('One of the scopes; repeated for each'),
  project: several.describe('Name or number of a project that it is limited to; absent: to those of the key that makes it'),
})
const Named = z.object({ name: z.string().min(1).max(256) })
/** Who makes keys has one without scopes: no scope opens this. */
const config = { access: { role: 'operator', group: 'none' } } as const
const path = `${apiRoot}/users/apiKey`

/** Keys with scopes. Such a key speaks to this API's parts of its scopes, and makes calls if it has SERVING; nothing else. */
export const mountApiKeys = (app: ControlApp, platform: Deps): void => {
  const find = async (viewer: Principal, name: string): Promise<ApiKeyRecord> => {
    const keys = (await platform.listApiKeys(viewer)).filter(({ revokedAt }) => revokedAt === null)
    const found = keys.find((each) => each.publicId === name) ?? keys.find((each) => each.name === name)
    if (found) return found
    throw refusal('not_found', 320002, `there is no API key ${name.slice(0, 80)}`, 'name')
  }

  app.get(path, { config, schema: described('Lists API keys with their scopes') }, async (request) => {
    const keys = (await platform.listApiKeys(callerOf(request))).filter(({ revokedAt }) => revokedAt === null)
    return { count: keys.length, items: keys.map(showKey) }
  })

  app.get(
    `${path}/session`,
    { config: reads(), schema: described('Tells whose key this is, and its scopes') },
    async (request) => {
      const principal = callerOf(request)
      return { name: principal.name, scope: scopesOf(principal), user: userOf(principal) }
    },
  )

  app.get(`${path}/scopes`, { config: reads(), schema: described('Lists scopes that a key can have') }, async () => [...scopes])

  app.get(
    `${path}/:name`,
    { config, schema: described('Shows an API key with its scopes', { params: Named }) },
    async (request) => showKey(await find(callerOf(request), request.params.name)),
  )

  app.post(
    path,
    { config, schema: described('Creates an API key with scopes', { querystring: NewKey, body: noBody }) },
    async (request, reply) => {
      const giver = callerOf(request)
      const { name } = request.query
      if (!name || name.length > 45) throw refusal('invalid', 320008, 'name is missing: 1 to 45 characters', 'name')
      const taken = (await platform.listApiKeys(giver)).some((each) => each.revokedAt === null && each.name === name)
      if (taken) throw refusal('invalid', 320007, `there is an API key ${name} already; choose another name`, 'name')
      const asked = scopesIn(request.query.scope)
      const projects = [request.query.project ?? []].flat()
      const groups = await Promise.all(projects.map(async (each) => (await findProject(platform, giver, each)).id))
      const { key, record } = await numbered({ forbidden: 320004, invalid: 320001 }, () =>
        platform.createApiKey(giver, {
          name,
          role: 'operator',
          resourceGroups: groups.length > 0 ? groups : giver.resourceGroups,
          // What is no part of management knows a key by its role and deployments alone.
          deployments: asked.includes('SERVING') ? giver.deployments : [],
          scopes: asked,
          expiresAt: giver.expiresAt,
        }),
      )
      request.about = record
      return reply
        .code(201)
        .header('location', `${path}/${encodeURIComponent(name)}`)
        .send({ ...showKey(record), key })
    },
  )

  app.delete(
    `${path}/:name`,
    { config, schema: described('Revokes an API key of this API', { params: Named, body: noBody }) },
    async (request, reply) => {
      const viewer = callerOf(request)
      request.about = await platform.revokeApiKey(viewer, (await find(viewer, request.params.name)).publicId)
      return reply.code(204).send()
    },
  )
}

const showKey = (key: ApiKeyRecord) => ({
  name: key.name,
  prefix: key.publicId,
  scope: scopesOf(key),
  created: toTimestamp(key.createdAt),
  modified: toTimestamp(key.createdAt),
  expires: key.expiresAt === null ? null : toTimestamp(key.expiresAt),
  reserved: false,
})

function scopesIn(given: string | string[] | undefined): string[] {
  const asked = [...new Set([given ?? []].flat().map((each) => each.toUpperCase()))]
  const known: readonly string[] = [...scopes, ...scopesOfOthers]
  const wrong = asked.find((each) => !known.includes(each))
  if (wrong !== undefined)
    throw refusal('invalid', 320001, `scope "${wrong.slice(0, 40)}" cannot be given; scopes are ${scopes.join(', ')}`, 'scope')
  if (asked.length > 0) return asked
  throw refusal('invalid', 320006, `scope is missing; scopes are ${scopes.join(', ')}`, 'scope')
}
