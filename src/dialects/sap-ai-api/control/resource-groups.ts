import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { ResourceGroupId } from '../../../domain/ids.ts'
import type { ResourceGroup } from '../../../domain/resource-group.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { LabelSelector } from './label-selector.ts'
import { readPageToken, writePageToken } from './page-token.ts'
import { AdminPaging, windowOf } from './queries.ts'
import { Acknowledged, AdminLabel, AnyLabel, Timestamp } from './shapes.ts'

type GroupVerbs = Pick<
  Platform,
  | 'tenantId'
  | 'now'
  | 'enterResourceGroup'
  | 'listResourceGroups'
  | 'createResourceGroup'
  | 'labelResourceGroup'
  | 'deleteResourceGroup'
>

const GroupShape = z
  .object({
    resourceGroupId: z.string(),
    tenantId: z.string(),
    zoneId: z.string(),
    createdAt: Timestamp,
    labels: z.array(AnyLabel),
    status: z.enum(['PROVISIONED', 'ERROR', 'PROVISIONING']),
    statusMessage: z.string(),
  })
  .meta({ id: 'ResourceGroup' })

const GroupList = z
  .object({ count: z.int(), resources: z.array(GroupShape), continueToken: z.string().optional() })
  .meta({ id: 'ResourceGroupList' })

const Labels = z.array(AdminLabel).max(1_000)
const reads = { access: { role: 'viewer', group: 'none' } } as const
const writes = { access: { role: 'admin', group: 'none' } } as const
const tags = ['ResourceGroup']
const params = z.object({ resourceGroupId: ResourceGroupId })

export const mountResourceGroups = (app: ControlApp, platform: GroupVerbs): void => {
  const render = ({ id, labels, status, createdAt }: ResourceGroup): z.infer<typeof GroupShape> => ({
    resourceGroupId: id,
    tenantId: platform.tenantId,
    zoneId: '',
    createdAt: toTimestamp(createdAt),
    labels: labels.filter(({ key }) => key.startsWith('ext.ai.sap.com/')),
    status,
    statusMessage: '',
  })

  app.get(
    '/v2/admin/resourceGroups',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'resourcegroups.get_all',
        summary: 'Lists the resource groups that the caller may use',
        description: 'With the header `Prefer: maxpagesize=N` in pages: the header `Link` and `continueToken` lead to the next.',
        querystring: AdminPaging.extend({
          continueToken: z.string().max(500).optional(),
          labelSelector: LabelSelector.optional(),
        }),
        response: { 200: GroupList, ...refusals },
      },
    },
    async (request, reply) => {
      const { labelSelector = [], continueToken, $count } = request.query
      const pageSize = sizePreferred(request.headers['prefer'])
      const token = continueToken === undefined ? null : readPageToken(continueToken, platform.now())
      const size = pageSize ?? token?.size ?? null
      const window = token
        ? { top: size ?? token.size, skip: token.skip }
        : size === null
          ? windowOf(request.query)
          : { top: size, skip: request.query.$skip }
      const { count, items } = await platform.listResourceGroups(callerOf(request), labelSelector, window)
      const answer = { count: $count ? count : items.length, resources: items.map(render) }
      const next = window.skip + items.length
      if (size === null || next >= count || items.length === 0) return answer
      const nextToken = writePageToken({ skip: next, size, at: platform.now() })
      reply.header('link', `<${nextAddress(request.url, nextToken)}>; rel="next"`)
      if (pageSize !== null) reply.header('preference-applied', `maxpagesize=${size}`)
      return { ...answer, continueToken: nextToken }
    },
  )

  app.post(
    '/v2/admin/resourceGroups',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'resourcegroups.create',
        summary: 'Creates a resource group',
        body: z
          .object({ resourceGroupId: ResourceGroupId.optional(), labels: Labels.default([]) })
          .meta({ id: 'ResourceGroupsPostRequest' }),
        response: {
          202: z
            .object({ resourceGroupId: z.string(), tenantId: z.string(), zoneId: z.string() })
            .meta({ id: 'ResourceGroupBase' }),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { resourceGroupId = null, labels } = request.body
      const { id } = await platform.createResourceGroup(callerOf(request), { id: resourceGroupId, labels })
      return reply
        .code(202)
        .header('location', addressOf(id))
        .send({ resourceGroupId: id, tenantId: platform.tenantId, zoneId: '' })
    },
  )

  app.get(
    '/v2/admin/resourceGroups/:resourceGroupId',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'resourcegroups.get',
        summary: 'Reads a resource group',
        params,
        response: { 200: GroupShape, ...refusals },
      },
    },
    async (request) => render(await platform.enterResourceGroup(callerOf(request), request.params.resourceGroupId)),
  )

  app.patch(
    '/v2/admin/resourceGroups/:resourceGroupId',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'resourcegroups.patch',
        summary: 'Changes the labels of a resource group',
        description: 'Labels are merged; the value "" takes one away.',
        params,
        body: z.object({ labels: Labels.default([]) }).meta({ id: 'ResourceGroupPatchRequest' }),
        response: { 202: z.undefined(), ...refusals },
      },
    },
    async (request, reply) => {
      const { resourceGroupId } = request.params
      await platform.labelResourceGroup(callerOf(request), resourceGroupId, request.body.labels)
      return reply.code(202).header('location', addressOf(resourceGroupId)).send(undefined)
    },
  )

  app.delete(
    '/v2/admin/resourceGroups/:resourceGroupId',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'resourcegroups.delete',
        summary: 'Deletes a resource group and everything in it',
        params,
        response: { 202: Acknowledged, ...refusals },
      },
    },
    async (request, reply) => {
      const { resourceGroupId: id } = request.params
      await platform.deleteResourceGroup(callerOf(request), id)
      return reply.code(202).send({ id, message: 'Resource Group deletion scheduled' })
    },
  )
}

const addressOf = (id: string): string => `/v2/admin/resourceGroups/${id}`

const nextAddress = (url: string, token: string): string => {
  const [path = '', query = ''] = url.split('?')
  const next = new URLSearchParams(query)
  next.set('continueToken', token)
  return `${path}?${next}`
}

/** `Prefer: maxpagesize=50`; other preferences are none of ours. */
const sizePreferred = (header: string | string[] | undefined): number | null => {
  const size = Number(/\bmaxpagesize\s*=\s*"?(\d{1,6})/i.exec([header].flat().join(','))?.[1])
  return size > 0 ? size : null
}
