import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import { ResourceGroupId } from '../../../domain/ids.ts'
import { EventPattern, type NotificationTarget, notificationKinds } from '../../../domain/notification.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { listOf, Timestamp } from './shapes.ts'

type Verbs = Pick<
  Platform,
  | 'listNotificationTargets'
  | 'createNotificationTarget'
  | 'changeNotificationTarget'
  | 'removeNotificationTarget'
  | 'testNotificationTarget'
  | 'listDeliveries'
>

const Kind = z.enum(notificationKinds)

const TargetShape = z
  .object({
    id: z.string(),
    resourceGroup: z.string().nullable().describe('null: events of all groups, and of the installation'),
    kind: Kind,
    url: z.string().optional(),
    to: z.array(z.string()).optional(),
    events: z.array(z.string()),
    secretSet: z.boolean().optional(),
    createdAt: Timestamp,
  })
  .meta({ id: 'NotificationTarget' })

const Url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2_000)
const To = z.array(z.email()).max(20)
const Events = z.array(EventPattern).min(1).max(50)
const Secret = z.string().min(8).max(500)

const TargetRequest = z
  .strictObject({
    kind: Kind,
    resourceGroup: ResourceGroupId.nullable()
      .default(null)
      .describe('null: all of the installation; takes an administrator of it'),
    url: Url.nullable().default(null),
    to: To.default([]).describe('Addresses of e-mail'),
    events: Events.default(['*']).meta({ examples: [['retirement.*', 'upgrade.*', 'budget.threshold']] }),
    secret: Secret.nullable()
      .default(null)
      .describe('Signs what a webhook is sent, as Standard Webhooks has it; never shown again'),
  })
  .meta({ id: 'NotificationTargetRequest' })

const TargetChange = z
  .strictObject({
    url: Url.optional(),
    to: To.optional(),
    events: Events.optional(),
    secret: Secret.nullable().optional().describe('null: what it is sent is signed no more'),
  })
  .meta({ id: 'NotificationTargetChange' })

const DeliveryShape = z
  .object({
    eventId: z.string(),
    kind: z.string(),
    message: z.string(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.int(),
    nextAttemptAt: Timestamp.optional(),
    trouble: z.string().optional(),
  })
  .meta({ id: 'NotificationDelivery' })

const reads = { access: { role: 'viewer', group: 'none' }, lectern: true } as const
const writes = { access: { role: 'operator', group: 'none' }, lectern: true } as const
const tags = ['Events']
const path = '/v2/admin/notification-targets'
const params = z.object({ targetId: z.uuid({ error: 'must be the id of a notification target' }) })
const Done = z.object({ id: z.string(), message: z.string() })

/** Who is told of events, by webhook or e-mail. */
export const mountNotificationTargets = (app: ControlApp, platform: Verbs): void => {
  app.get(
    path,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'notificationTargets.query',
        summary: 'Lists who is told of events',
        response: { 200: listOf(TargetShape, 'NotificationTargetList'), ...refusals },
      },
    },
    async (request) => {
      const resources = (await platform.listNotificationTargets(callerOf(request))).map(render)
      return { count: resources.length, resources }
    },
  )

  app.post(
    path,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'notificationTargets.create',
        summary: 'Has somebody told of events from now on',
        description:
          'A webhook gets each event as a CloudEvent 1.0 in JSON, and answers 2xx; otherwise it is tried again for about three days, by the same id. ' +
          'E-mail needs an SMTP server, which the installation is told of.',
        body: TargetRequest,
        response: { 201: TargetShape, ...refusals },
      },
    },
    async (request, reply) => {
      const { to: recipients, ...rest } = request.body
      const target = await platform.createNotificationTarget(callerOf(request), { ...rest, recipients })
      return reply.code(201).header('location', `${path}/${target.id}`).send(render(target))
    },
  )

  app.patch(
    `${path}/:targetId`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'notificationTargets.modify',
        summary: 'Changes where it is told, of what, and how it is signed',
        description: 'What is absent stays as it is. Kind and resource group stay; make another target for another.',
        params,
        body: TargetChange,
        response: { 200: TargetShape, ...refusals },
      },
    },
    async (request) => {
      const { to: recipients, url, events, secret } = request.body
      const change = {
        ...(url === undefined ? {} : { url }),
        ...(recipients === undefined ? {} : { recipients }),
        ...(events === undefined ? {} : { events }),
        ...(secret === undefined ? {} : { secret }),
      }
      return render(await platform.changeNotificationTarget(callerOf(request), request.params.targetId, change))
    },
  )

  app.delete(
    `${path}/:targetId`,
    {
      config: writes,
      schema: {
        tags,
        operationId: 'notificationTargets.remove',
        summary: 'Tells it nothing any more',
        params,
        response: { 200: Done, ...refusals },
      },
    },
    async (request) => {
      request.about = await platform.removeNotificationTarget(callerOf(request), request.params.targetId)
      return { id: request.params.targetId, message: 'Notification target removed' }
    },
  )

  app.post(
    `${path}/:targetId/test`,
    {
      config: { ...writes, audit: 'no' },
      schema: {
        tags,
        operationId: 'notificationTargets.test',
        summary: 'Sends it a word now',
        params,
        response: { 200: Done, ...refusals },
      },
    },
    async (request) => {
      await platform.testNotificationTarget(callerOf(request), request.params.targetId)
      return { id: request.params.targetId, message: 'It was taken' }
    },
  )

  app.get(
    `${path}/:targetId/deliveries`,
    {
      config: reads,
      schema: {
        tags,
        operationId: 'notificationDeliveries.query',
        summary: 'What it was told last, and what it is still to be told; the newest first, at most a hundred',
        params,
        response: { 200: listOf(DeliveryShape, 'NotificationDeliveryList'), ...refusals },
      },
    },
    async (request) => {
      const found = await platform.listDeliveries(callerOf(request), request.params.targetId)
      const resources = found.map(({ event, eventId, attempts, dueAt, endedAt, trouble }) => ({
        ...{ eventId, kind: event.kind, message: event.message, attempts },
        state: endedAt === null ? ('waiting' as const) : trouble === null ? ('delivered' as const) : ('failed' as const),
        ...(endedAt === null ? { nextAttemptAt: toTimestamp(dueAt) } : {}),
        ...(trouble === null ? {} : { trouble }),
      }))
      return { count: resources.length, resources }
    },
  )
}

const render = ({ kind, url, recipients, events, sealedSecret, createdAt, ...rest }: NotificationTarget) => ({
  ...{ id: rest.id, resourceGroup: rest.resourceGroup, kind, events: [...events] },
  ...(kind === 'webhook' ? { url: url ?? '', secretSet: sealedSecret !== null } : { to: [...recipients] }),
  createdAt: toTimestamp(createdAt),
})
