import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import type { SecretPlace, SecretView } from '../../../control/platform/secrets.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { AdminPaging, windowOf } from './queries.ts'
import { AdminLabel, AnyLabel, listOf, Timestamp } from './shapes.ts'

type SecretVerbs = Pick<
  Platform,
  'createSecret' | 'getSecret' | 'listSecrets' | 'changeSecret' | 'deleteSecret' | 'listResourceGroups'
>

const Name = z
  .string()
  .min(1)
  .max(252)
  .regex(/^[a-z0-9\-.]+$/, 'must be small letters, digits, "-" or "."')
const Base64 = z
  .string()
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'must be base64 (with padding)')
const Data = z.record(z.string().min(1).max(253), Base64)
const Labels = z.array(AdminLabel).max(1_000)

const SecretShape = z
  .object({
    name: z.string(),
    createdAt: Timestamp,
    labels: z.array(AnyLabel).readonly(),
    resourceGroupSecretsSyncStatus: z.record(z.string(), z.boolean()).optional(),
  })
  .meta({ id: 'GenericSecretDetails' })

const Answer = z.object({ message: z.string(), name: z.string() }).meta({ id: 'GenericSecretDataResponse' })

const reads = { access: { role: 'operator', group: 'scope' } } as const
const tags = ['Secret']
const params = z.object({ secretName: Name })
const scopes =
  'In a resource group; with the header `AI-Tenant-Scope: true` in the tenant, with `AI-Resource-Group: *` besides for every group.'

export const mountSecrets = (app: ControlApp, platform: SecretVerbs): void => {
  /** A secret for every group is there in each of them at once: nothing has to be copied. */
  const render = async (
    request: FastifyRequest,
    { name, createdAt, labels, scope }: SecretView,
  ): Promise<z.infer<typeof SecretShape>> => {
    const shown = { name, createdAt: toTimestamp(createdAt), labels }
    if (scope !== '*') return shown
    const { items } = await platform.listResourceGroups(callerInGroup(request).principal, [], { top: 100_000, skip: 0 })
    return { ...shown, resourceGroupSecretsSyncStatus: Object.fromEntries(items.map(({ id }) => [id, true])) }
  }

  app.get(
    '/v2/admin/secrets',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'generic_secrets.get_all',
        summary: 'Lists secrets, without what they hold',
        description: scopes,
        querystring: AdminPaging,
        response: { 200: listOf(SecretShape, 'ListGenericSecretsResponse'), ...refusals },
      },
    },
    async (request) => {
      const { count, items } = await platform.listSecrets(placeOf(request), windowOf(request.query))
      const resources = []
      for (const item of items) resources.push(await render(request, item))
      return { count: request.query.$count ? count : resources.length, resources }
    },
  )

  app.post(
    '/v2/admin/secrets',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'generic_secrets.create',
        summary: 'Creates a secret',
        description: scopes,
        body: z.object({ name: Name, data: Data, labels: Labels.default([]) }).meta({ id: 'GenericSecretPostBody' }),
        response: { 200: Answer, ...refusals },
      },
    },
    async (request) => {
      const { name, data, labels } = request.body
      await platform.createSecret(callerInGroup(request).principal, placeOf(request), { name, data, labels, metadata: {} })
      return { message: 'secret has been created', name }
    },
  )

  app.get(
    '/v2/admin/secrets/:secretName',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'generic_secrets.get',
        summary: 'Reads a secret, without what it holds',
        description: scopes,
        params,
        response: { 200: SecretShape, ...refusals },
      },
    },
    async (request) => render(request, await platform.getSecret(placeOf(request), request.params.secretName)),
  )

  app.patch(
    '/v2/admin/secrets/:secretName',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'generic_secrets.update',
        summary: 'Changes a secret',
        description: `Data is replaced as a whole; labels are merged, and the value "" takes one away. ${scopes}`,
        params,
        body: z.object({ data: Data.optional(), labels: Labels.optional() }).meta({ id: 'GenericSecretPatchBody' }),
        response: { 200: Answer, ...refusals },
      },
    },
    async (request) => {
      const { secretName: name } = request.params
      const { data, labels } = request.body
      await platform.changeSecret(callerInGroup(request).principal, placeOf(request), name, {
        ...(data ? { data } : {}),
        ...(labels ? { labels } : {}),
      })
      return { message: 'The secret has been modified', name }
    },
  )

  app.delete(
    '/v2/admin/secrets/:secretName',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'generic_secrets.delete',
        summary: 'Deletes a secret',
        description: scopes,
        params,
        response: { 200: z.undefined(), ...refusals },
      },
    },
    async (request, reply) => {
      await platform.deleteSecret(callerInGroup(request).principal, placeOf(request), request.params.secretName)
      return reply.code(200).send(undefined)
    },
  )
}

const placeOf = (request: FastifyRequest): SecretPlace => ({ kind: 'generic', scope: callerInGroup(request).resourceGroup })
