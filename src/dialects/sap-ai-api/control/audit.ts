import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { type AuditEntry, auditOutcomes } from '../../../domain/audit.ts'
import { Failure } from '../../../domain/failure.ts'
import { ResourceGroupId } from '../../../domain/ids.ts'
import { callerOf } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { csvOf } from './csv.ts'
import { refusals } from './errors.ts'
import { given, Time, whole } from './queries.ts'
import { Timestamp } from './shapes.ts'

const AuditShape = z
  .object({
    id: z.string(),
    at: Timestamp,
    actorKind: z.string().describe('apiKey, oauthClient, person; lectern: nobody asked, it happened by a rule'),
    actorId: z.string(),
    actorName: z.string(),
    action: z.string().meta({ examples: ['deployments.create', 'deployments.rollout.promote', 'keys.delete'] }),
    call: z.string().nullable().describe('Method and address; null: nobody called'),
    resourceGroup: z.string().nullable().describe('null: it concerns the installation'),
    targetKind: z.string(),
    target: z.string().nullable().describe('Its id or name'),
    status: z.int().nullable().describe('HTTP status of the answer'),
    outcome: z.enum(auditOutcomes),
    message: z.string().nullable().describe('Why it was refused, or what happened'),
    requestId: z.string().nullable(),
    address: z.string().nullable().describe('Where the call came from'),
  })
  .meta({ id: 'AuditEntry' })
type AuditShape = z.infer<typeof AuditShape>

const AuditPage = z
  .object({ count: z.int(), resources: z.array(AuditShape), cursor: z.string().optional() })
  .meta({ id: 'AuditPage' })

const Position = z.object({ at: z.int(), id: z.string() })
const Word = z.string().min(1).max(256)

export const mountAudit = (app: ControlApp, platform: Pick<Platform, 'listAudit' | 'now'>): void => {
  app.get(
    '/v2/admin/audit',
    {
      config: { access: { role: 'operator', group: 'none' }, lectern: true },
      schema: {
        tags: ['Audit'],
        operationId: 'audit.query',
        summary: 'Who changed what, and who was refused it, newest first',
        description:
          'Of the resource groups that the credential may enter. Bodies and secrets are not in it. With `Accept: text/csv` as CSV.',
        querystring: z.object({
          start: Time.optional().describe('First moment; default: 30 days before the end'),
          end: Time.optional().describe('First moment that does not count any more; default: now'),
          actor: Word.optional().describe('Id or name of who did it'),
          action: Word.optional().describe('deployments.create, or deployments for all that begin so'),
          resourceGroup: ResourceGroupId.optional(),
          target: Word.optional().describe('Id or name of what was changed'),
          outcome: z.enum(auditOutcomes).optional(),
          $top: whole(1, 1_000).default(100).describe('Most entries of a page'),
          cursor: z.string().max(512).optional().describe('Of the page before'),
        }),
        response: { 200: AuditPage, ...refusals },
      },
    },
    async (request, reply) => {
      const { start, end = platform.now() + 1, $top, cursor, ...filter } = request.query
      const asked = { ...given(filter), start: start ?? end - 30 * 86_400_000, end }
      if (asked.start >= asked.end) throw new Failure('invalid', 'start must be before end', { target: 'start' })
      const entries = await platform.listAudit(callerOf(request), asked, positionIn(cursor), $top)
      const resources = entries.map(show)
      const last = entries.length < $top ? undefined : entries.at(-1)
      const next = last && Buffer.from(JSON.stringify({ at: last.at, id: last.id })).toString('base64url')
      if (request.headers.accept?.includes('text/csv')) {
        if (next) reply.header('x-next-cursor', next)
        return reply
          .type('text/csv; charset=utf-8')
          .serializer((text: unknown) => String(text))
          .send(csvOf(Object.keys(AuditShape.shape) as (keyof AuditShape)[], resources) as never)
      }
      return { count: resources.length, resources, ...(next ? { cursor: next } : {}) }
    },
  )
}

const show = ({ actor, at, call, ...entry }: AuditEntry): AuditShape => ({
  ...entry,
  at: new Date(at).toISOString(),
  actorKind: actor.kind,
  actorId: actor.id,
  actorName: actor.name,
  call: call || null,
})

const positionIn = (cursor: string | undefined): z.infer<typeof Position> | null => {
  if (cursor === undefined) return null
  try {
    return Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
  } catch (cause) {
    throw new Failure('invalid', 'cursor is not one of this list; start again without it', { target: 'cursor' }, { cause })
  }
}
