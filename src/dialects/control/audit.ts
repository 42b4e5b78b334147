import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { NewAuditEntry } from '../../domain/audit.ts'
import { mayEnter } from '../../domain/principal.ts'
import { withoutSecrets } from '../../domain/without-secrets.ts'
import type { ControlApp } from './app.ts'
import { type PathSense, senseOf } from './kinds.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * `no`: a call that changes nothing, though method and role say so. `yes`: one that does, though they do not. `as`: the same, under
     * this action, where the path does not say it.
     */
    audit?: 'yes' | 'no' | { readonly as: string }
  }
  interface FastifyRequest {
    /** Who does it where no credential says so: a route sets it that signs somebody in or out. */
    actor: NewAuditEntry['actor'] | null
    /** Id or name of what the call made. */
    made: string | null
    /** Our own id of what it is done to, where the path has another. */
    actedOn: string | null
    /** The thing that it is about, where the answer does not say which groups that is for. */
    about: object | null
    /** Whether it changed anything, where only its handler can say; null: the route says. */
    changes: boolean | null
    /** Why it was refused. */
    refusal: string | null
    /** Of an act at several things, what became of each; null: it is one. `refusal` null: it was done. */
    each: readonly { readonly target: string; readonly refusal: string | null }[] | null
  }
}

/** One thing that was changed by a call, for whoever looks at such things. `id` null: nobody knows which one. */
export type ChangedByCall = { readonly kind: string; readonly id: string | null; readonly resourceGroup: string | null }

export type AuditDeps = {
  readonly note: (entry: NewAuditEntry) => void
  readonly changed: (change: ChangedByCall) => void
}

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
const nameFields = ['id', 'name', 'publicId', 'clientId', 'clientid', 'resourceGroupId', 'username'] as const

/**
 * Every call that changes something becomes a line of the audit trail, whether it was done or refused, once it is known who calls. Bodies
 * are not looked at; of an answer only what the thing is called that was made, and which groups it is for.
 */
export const auditCalls = (app: ControlApp, { note, changed }: AuditDeps): void => {
  app.decorateRequest('actor', null)
  app.decorateRequest('made', null)
  app.decorateRequest('actedOn', null)
  app.decorateRequest('about', null)
  app.decorateRequest('changes', null)
  app.decorateRequest('refusal', null)
  app.decorateRequest('each', null)
  app.addHook('preSerialization', async (request, _, payload) => {
    if (!isAudited(request) || typeof payload !== 'object' || payload === null) return payload
    request.made ??= nameIn(payload)
    request.about ??= payload
    return payload
  })
  // Before the answer goes out: whoever asks for the trail next finds the call in it.
  app.addHook('onSend', async (request, reply, payload) => {
    const actor = request.principal ?? request.actor
    if (!actor || !isAudited(request)) return payload
    for (const entry of eachOf(entryOf(request, reply, actor), request)) {
      for (const resourceGroup of groupsOf(entry, request)) note({ ...entry, resourceGroup })
      const { targetKind: kind, target: id, resourceGroup, outcome } = entry
      if (outcome === 'done' && kind !== '') changed({ kind, id, resourceGroup })
    }
    return payload
  })
}

/** One, or one of each part. */
const eachOf = (entry: NewAuditEntry, { each }: FastifyRequest): readonly NewAuditEntry[] =>
  entry.outcome === 'refused' || !each
    ? [entry]
    : each.map(({ target, refusal }) => ({ ...entry, target, outcome: refusal === null ? 'done' : 'refused', message: refusal }))

const isAudited = (request: FastifyRequest): boolean => {
  if (request.is404) return false
  const { audit, access } = request.routeOptions.config
  if (request.changes !== null) return request.changes
  // What a viewer may send asks for something: an estimate, a calculation.
  const asks = typeof access === 'object' && access.role === 'viewer'
  return audit === 'yes' || typeof audit === 'object' || (audit !== 'no' && !asks && changing.has(request.method))
}

function entryOf(request: FastifyRequest, reply: FastifyReply, { kind, id, name }: NewAuditEntry['actor']): NewAuditEntry {
  const route = request.routeOptions.url ?? ''
  const { audit } = request.routeOptions.config
  const sense = typeof audit === 'object' ? saidAs(audit.as) : senseOf(request.method, route)
  const { statusCode: status } = reply
  const outcome = status < 400 ? 'done' : 'refused'
  const group = groupOf(request)
  return {
    actor: { kind, id, name },
    action: sense.action,
    call: `${request.method} ${route}`,
    resourceGroup: group,
    targetKind: sense.kind,
    target: targetOf(request, sense),
    status,
    outcome,
    message: outcome === 'refused' && request.refusal !== null ? withoutSecrets(request.refusal) : null,
    requestId: request.id,
    address: addressOf(request),
  }
}

const saidAs = (action: string): PathSense => ({ kind: action.split('.')[0] ?? '', action, params: [] })

/** Which group it was in: the header's, or the one that the path names. A group that the caller may not enter is not told of it. */
function groupOf({ principal, resourceGroup, params }: FastifyRequest): string | null {
  if (resourceGroup) return resourceGroup === '*' ? null : resourceGroup
  const named = (params as Readonly<Record<string, unknown>> | undefined)?.['resourceGroupId']
  return typeof named === 'string' && principal && mayEnter(principal, named) ? named : null
}

/** What the path names, else what the answer does. */
function targetOf({ params, made, actedOn }: FastifyRequest, sense: PathSense): string | null {
  if (actedOn !== null) return actedOn
  const all = (params ?? {}) as Readonly<Record<string, unknown>>
  const named = sense.params.map((name) => all[name]).filter((value) => value !== undefined && value !== '')
  return named.length > 0 ? named.join('/') : made
}

/** Where neither header nor path names the group: those that the thing itself is for, a line in each. */
function groupsOf({ resourceGroup, outcome }: NewAuditEntry, { about }: FastifyRequest): readonly (string | null)[] {
  if (resourceGroup !== null || outcome === 'refused' || about === null) return [resourceGroup]
  const { success, data } = ForGroups.safeParse(about)
  const named = success ? (data.resourceGroups ?? data.resourceGroup ?? data.resourceGroupId ?? data.scope?.resourceGroup) : null
  return Array.isArray(named) && named.length > 0 ? named : [typeof named === 'string' && named !== '*' ? named : null]
}

const Group = z.string().nullish()
const ForGroups = z.object({
  resourceGroup: Group,
  resourceGroupId: Group,
  resourceGroups: z.union([z.array(z.string()), Group]),
  scope: z.object({ resourceGroup: Group }).nullish().catch(null),
})

function nameIn(payload: object): string | null {
  const fields = payload as Readonly<Record<string, unknown>>
  for (const field of nameFields) {
    const value = fields[field]
    if (typeof value === 'string' || typeof value === 'number') return String(value)
  }
  return null
}

/** The gateway writes the header itself, and nobody else reaches us. */
const addressOf = ({ headers, ip }: FastifyRequest): string | null => {
  const said = headers['x-forwarded-for']
  return (typeof said === 'string' && said !== '' ? said : ip) || null
}
