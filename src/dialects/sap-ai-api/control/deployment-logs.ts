import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { Failure } from '../../../domain/failure.ts'
import { AnyId } from '../../../domain/ids.ts'
import { scaledComponents } from '../../../domain/scaling.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { asEvents, asJson, asText, LogLineShape } from './log-shapes.ts'
import { Ago, Time, whole } from './queries.ts'

const Logs = z.object({ data: z.object({ result: z.array(LogLineShape) }) }).meta({ id: 'LogCommonResponse' })

type Verbs = Pick<Platform, 'streamLogs' | 'followLogs' | 'groupOfDeployment' | 'now'>

const ours = <Schema extends z.ZodType>(schema: Schema, description: string) => schema.meta({ description, 'x-lectern': true })
const yes = z.stringbool({ truthy: ['true'], falsy: ['false'], error: 'must be true or false' }).default(false)

const Query = z.object({
  start: Time.optional().describe('Default: an hour before the end; with instance or previous: all there is'),
  end: Time.optional().describe('Default: now'),
  $top: whole(1, 100_000).optional().describe('Most lines; default: 1000, with follow or as text all'),
  $order: z.enum(['asc', 'desc']).default('asc'),
  component: ours(z.enum(scaledComponents).optional(), 'Default: all'),
  instance: ours(AnyId.optional(), 'Only of this one, also where it has ended'),
  previous: ours(yes, 'Of the instances that ran before those that run now'),
  grep: ours(z.string().min(1).max(200).optional(), 'Only lines with this in them, in whatever case'),
  since: ours(Ago.optional(), 'In place of start: from so long ago, such as 90s, 10m, 24h or 7d'),
  follow: ours(yes, 'Lines as they come, as server-sent events; $top: begin with so many of those that are there'),
})

/** Streams that wait for lines at one time; each looks at a few files twice a second. */
const mostFollowers = 100
const mostLines = 100_000

export const mountDeploymentLogs = (app: ControlApp, platform: Verbs): void => {
  const followers = new Set<AbortController>()
  app.addHook('preClose', async () => {
    for (const each of followers) each.abort()
  })

  /** The specification knows no group header here, and clients made from it send none: the deployment's own group counts then. */
  const callerFor = async (request: FastifyRequest, deploymentId: string) => {
    const caller = callerInGroup(request)
    const own = request.headers['ai-resource-group'] ? null : await platform.groupOfDeployment(caller.principal, deploymentId)
    return own === null ? caller : { ...caller, resourceGroup: own }
  }

  app.get(
    '/v2/lm/deployments/:deploymentId/logs',
    {
      config: { access: { role: 'viewer', group: 'header' } },
      schema: {
        tags: ['Deployment'],
        operationId: 'deployment.get_logs',
        summary: 'Reads what the instances of a deployment wrote',
        description:
          'With `Accept: text/plain` as text, a line each. With `follow=true` as server-sent events `line`; `last-event-id` goes on after a break.',
        params: z.object({ deploymentId: AnyId }),
        querystring: Query,
        response: { 200: Logs, ...refusals },
      },
    },
    async (request, reply) => {
      const { deploymentId } = request.params
      const { start, end = null, $top, $order: order, since, follow, ...rest } = request.query
      const refuse = (target: string, words: string): never => {
        throw new Failure('invalid', `${target} ${words}`, { target })
      }
      if (start !== undefined && since !== undefined) refuse('since', 'stands in place of start: send one of the two')
      if (follow && end !== null) refuse('end', 'is no part of what is followed: leave it out')
      if (follow && order === 'desc') refuse('$order', 'must be asc where lines are followed')
      const caller = await callerFor(request, deploymentId)
      const { component = null, instance: instanceId = null, previous, grep = null } = rest
      const wanted = {
        ...{ component, instanceId, previous, grep },
        start: since === undefined ? (start ?? null) : (end ?? platform.now()) - since,
      }
      const isText = wantsText(request.headers.accept)
      if (!follow) {
        const limit = $top ?? (isText ? mostLines : 1_000)
        const lines = await platform.streamLogs(caller, deploymentId, { ...wanted, end, limit, order })
        return isText
          ? send(reply, 'text/plain; charset=utf-8', asText(lines))
          : send(reply, 'application/json; charset=utf-8', asJson(lines))
      }
      if (followers.size >= mostFollowers)
        throw new Failure('limited', `${mostFollowers} logs are followed already; try again later`, { retryAfterMs: 5_000 })
      const ended = new AbortController()
      const after = request.headers['last-event-id']
      const asked = { ...wanted, tail: $top ?? null, after: typeof after === 'string' && after !== '' ? after : null }
      followers.add(ended)
      reply.raw.once('close', () => {
        ended.abort()
        followers.delete(ended)
      })
      const lines = await platform.followLogs(caller, deploymentId, asked, ended.signal)
      reply.header('x-accel-buffering', 'no')
      return send(reply, 'text/event-stream; charset=utf-8', asEvents(lines))
    },
  )
}

/** Read as it is taken: who is slow is waited for, and nothing piles up. */
const send = (reply: FastifyReply, type: string, texts: AsyncIterable<string>) =>
  reply.type(type).send(Readable.from(texts, { objectMode: true, highWaterMark: 1 }) as never)

/** SAP's client lists text among what it would take after JSON: only who does not take JSON means it. */
const wantsText = (accept = ''): boolean => accept.includes('text/plain') && !accept.includes('application/json')
