import { z } from 'zod'
import type { ApiKeyRecord } from '../../../access/api-keys.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { DeploymentId, ResourceGroupId } from '../../../domain/ids.ts'
import { roles } from '../../../domain/principal.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { listOf, Timestamp } from './shapes.ts'

type KeyVerbs = Pick<Platform, 'createApiKey' | 'listApiKeys' | 'revokeApiKey'>

/** `'*'`, or a list of ids. */
export const reachOf = (id: z.ZodString) =>
  z.union([z.literal('*'), z.array(id).min(1).max(1_000)], { error: 'must be "*" or a list of ids' })

const KeyRequest = z
  .strictObject({
    name: z.string().min(1).max(256),
    role: z.enum(roles).describe('viewer reads, consumer also calls, operator also deploys, admin does everything'),
    resourceGroups: reachOf(ResourceGroupId),
    deployments: reachOf(DeploymentId).default('*').describe('Limits the key to these deployments'),
    expiresAt: z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time, such as 2027-01-31T00:00:00Z' }).nullish(),
  })
  .meta({ id: 'ApiKeyRequest' })

const KeyShape = z
  .object({
    id: z.string(),
    name: z.string(),
    role: z.enum(roles),
    resourceGroups: z.union([z.literal('*'), z.array(z.string()).readonly()]),
    deployments: z.union([z.literal('*'), z.array(z.string()).readonly()]),
    scopes: z
      .array(z.string())
      .readonly()
      .optional()
      .describe('Of a key that Hopsworks’ API made: the parts of it that the key opens'),
    createdAt: Timestamp,
    expiresAt: Timestamp.nullable(),
    revokedAt: Timestamp.nullable(),
  })
  .meta({ id: 'ApiKey' })

const config = { access: { role: 'operator', group: 'none' }, lectern: true } as const
const tags = ['Credentials']

export const mountApiKeys = (app: ControlApp, platform: KeyVerbs): void => {
  app.get(
    '/v2/admin/apiKeys',
    {
      config,
      schema: {
        tags,
        operationId: 'api_keys.query',
        summary: 'Lists API keys, revoked ones too',
        response: { 200: listOf(KeyShape, 'ApiKeyList'), ...refusals },
      },
    },
    async (request) => {
      const resources = (await platform.listApiKeys(callerOf(request))).map(render)
      return { count: resources.length, resources }
    },
  )

  app.post(
    '/v2/admin/apiKeys',
    {
      config,
      schema: {
        tags,
        operationId: 'api_keys.create',
        summary: 'Creates an API key',
        description: 'The answer shows the key, this once. Nobody gives away more than they have.',
        body: KeyRequest,
        response: { 201: KeyShape.extend({ key: z.string() }).meta({ id: 'ApiKeyCreated' }), ...refusals },
      },
    },
    async (request, reply) => {
      const { expiresAt, ...grant } = request.body
      const { key, record } = await platform.createApiKey(callerOf(request), {
        ...grant,
        expiresAt: expiresAt ? Date.parse(expiresAt) : null,
      })
      return reply
        .code(201)
        .header('location', `/v2/admin/apiKeys/${record.publicId}`)
        .send({ ...render(record), key })
    },
  )

  app.delete(
    '/v2/admin/apiKeys/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'api_keys.revoke',
        summary: 'Revokes an API key',
        params: z.object({ id: z.string().min(1).max(100) }),
        response: { 200: z.object({ id: z.string(), message: z.string() }), ...refusals },
      },
    },
    async (request) => {
      request.about = await platform.revokeApiKey(callerOf(request), request.params.id)
      return { id: request.params.id, message: 'API key revoked' }
    },
  )
}

const render = ({
  publicId,
  name,
  role,
  resourceGroups,
  deployments,
  scopes,
  createdAt,
  expiresAt,
  revokedAt,
}: ApiKeyRecord): z.infer<typeof KeyShape> => ({
  id: publicId,
  name,
  role,
  resourceGroups,
  deployments,
  ...(scopes ? { scopes } : {}),
  createdAt: toTimestamp(createdAt),
  expiresAt: expiresAt === null ? null : toTimestamp(expiresAt),
  revokedAt: revokedAt === null ? null : toTimestamp(revokedAt),
})
