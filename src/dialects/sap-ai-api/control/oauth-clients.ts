import { z } from 'zod'
import type { OAuthClientRecord } from '../../../access/oauth-clients.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { ResourceGroupId } from '../../../domain/ids.ts'
import { roles } from '../../../domain/principal.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { reachOf } from './api-keys.ts'
import { refusals } from './errors.ts'
import { listOf, Timestamp } from './shapes.ts'

type ClientVerbs = Pick<Platform, 'createOAuthClient' | 'listOAuthClients' | 'revokeOAuthClient'>

const ClientRequest = z
  .strictObject({ name: z.string().min(1).max(256), role: z.enum(roles), resourceGroups: reachOf(ResourceGroupId) })
  .meta({ id: 'OAuthClientRequest' })

const ServiceKeyShape = z
  .object({
    clientid: z.string(),
    clientsecret: z.string(),
    url: z.string(),
    identityzone: z.string(),
    identityzoneid: z.string(),
    appname: z.string(),
    serviceurls: z.object({ AI_API_URL: z.string() }),
  })
  .meta({ id: 'ServiceKey', description: 'As SAP clients take it in AICORE_SERVICE_KEY' })

const ClientShape = z
  .object({
    clientId: z.string(),
    name: z.string(),
    role: z.enum(roles),
    resourceGroups: z.union([z.literal('*'), z.array(z.string()).readonly()]),
    createdAt: Timestamp,
    revokedAt: Timestamp.nullable(),
  })
  .meta({ id: 'OAuthClient' })

const config = { access: { role: 'operator', group: 'none' }, lectern: true } as const
const tags = ['Credentials']

export const mountOAuthClients = (app: ControlApp, platform: ClientVerbs, originOf: OriginOf): void => {
  app.get(
    '/v2/admin/oauthClients',
    {
      config,
      schema: {
        tags,
        operationId: 'oauth_clients.query',
        summary: 'Lists OAuth clients, revoked ones too',
        response: { 200: listOf(ClientShape, 'OAuthClientList'), ...refusals },
      },
    },
    async (request) => {
      const resources = (await platform.listOAuthClients(callerOf(request))).map(render)
      return { count: resources.length, resources }
    },
  )

  app.post(
    '/v2/admin/oauthClients',
    {
      config,
      schema: {
        tags,
        operationId: 'oauth_clients.create',
        summary: 'Creates an OAuth client',
        description: 'The answer is its service key, this once. Nobody gives away more than they have.',
        body: ClientRequest,
        response: { 201: ServiceKeyShape, ...refusals },
      },
    },
    async (request, reply) => {
      const { serviceKey, record } = await platform.createOAuthClient(callerOf(request), request.body, originOf(request))
      request.about = record
      return reply
        .code(201)
        .header('location', `/v2/admin/oauthClients/${encodeURIComponent(record.clientId)}`)
        .send(serviceKey)
    },
  )

  app.delete(
    '/v2/admin/oauthClients/:clientId',
    {
      config,
      schema: {
        tags,
        operationId: 'oauth_clients.revoke',
        summary: 'Revokes an OAuth client and all its tokens',
        params: z.object({ clientId: z.string().min(1).max(200) }),
        response: { 200: z.object({ clientId: z.string(), message: z.string() }), ...refusals },
      },
    },
    async (request) => {
      request.about = await platform.revokeOAuthClient(callerOf(request), request.params.clientId)
      return { clientId: request.params.clientId, message: 'OAuth client revoked' }
    },
  )
}

const render = ({
  clientId,
  name,
  role,
  resourceGroups,
  createdAt,
  revokedAt,
}: OAuthClientRecord): z.infer<typeof ClientShape> => ({
  clientId,
  name,
  role,
  resourceGroups,
  createdAt: toTimestamp(createdAt),
  revokedAt: revokedAt === null ? null : toTimestamp(revokedAt),
})
