import { z } from 'zod'
import { scaledComponents } from '../../../domain/scaling.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusal } from '../errors.ts'
import { showTags, TagName } from './model-tags.ts'
import { described, noBody, reads, writes } from './routes.ts'
import { rollBack } from './save-serving.ts'
import { activeVersion, type ServingRecord } from './serving-record.ts'
import { ofServing, type ServingRouteDeps, servingPath } from './serving-routes.ts'
import { requestFrom, type ServingView, showServing, showVersion } from './serving-shape.ts'

const LogQuery = z.object({
  component: z.string().default('predictor'),
  tail: z.coerce.number().int().min(0).max(100_000).default(5),
  since: z.string().optional(),
  until: z.string().optional(),
  pod: z.string().optional(),
})
const Paging = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(0).max(10_000).default(100),
})
const ofTag = z.object({ ...ofServing.shape, tagName: TagName })
/** Lines that are looked through for those of each instance. */
const mostLines = 10_000

/** Logs, versions and tags of a deployment. */
export const mountServingDetails = (app: ControlApp, deps: ServingRouteDeps): void => {
  const { servings, platform, inProject } = deps
  const find = async (request: Parameters<typeof inProject>[0] & { params: z.infer<typeof ofServing> }) => {
    const caller = await inProject(request, request.params.projectId)
    const view = await servings.byNumber(caller, request.params.servingId)
    request.actedOn = view.deployment.id
    return { caller, view }
  }

  app.get(
    `${servingPath}/:servingId/logs`,
    {
      config: reads('SERVING'),
      schema: described('The last lines of each instance’s log', { params: ofServing, querystring: LogQuery }),
    },
    async (request) => {
      const { caller, view } = await find(request)
      const { component, tail, since, until, pod } = request.query
      const part = scaledComponents.find((each) => each === component.toLowerCase())
      if (!part)
        throw refusal(
          'invalid',
          120001,
          `component must be predictor or transformer, got "${component.slice(0, 40)}"`,
          'component',
        )
      if (part === 'transformer' && !(activeVersion(view.record, view)?.request ?? requestFrom(view)).transformer)
        throw refusal('not_found', 240027, `deployment ${view.deployment.name} has no transformer`, 'component')
      const lines = await platform.readLogs(caller, view.deployment.id, {
        start: since === undefined ? view.deployment.createdAt : timeIn(since, 'since'),
        end: until === undefined ? null : timeIn(until, 'until'),
        limit: mostLines,
        order: 'desc',
        component: part,
      })
      const byInstance = Map.groupBy(lines, ({ instanceId }) => instanceId)
      return [...byInstance]
        .filter(([instanceName]) => pod === undefined || instanceName === pod)
        .map(([instanceName, found]) => ({
          instanceName,
          content: found
            .slice(0, tail)
            .toReversed()
            .map(({ message }) => message)
            .join('\n'),
          timestamp: found[0]?.timestamp,
        }))
    },
  )

  app.get(
    `${servingPath}/:servingId/versions`,
    { config: reads('SERVING'), schema: described('Lists versions of a deployment', { params: ofServing, querystring: Paging }) },
    async (request) => {
      const { caller, view } = await find(request)
      const active = activeVersion(view.record, view)?.version
      const versions = (view.record?.versions ?? []).toSorted((a, b) => b.version - a.version)
      const { offset, limit } = request.query
      const items = versions.slice(offset, offset + limit)
      return {
        count: versions.length,
        items: items.map((each) => showVersion(caller.resourceGroup, each, each.version === active)),
      }
    },
  )

  app.post(
    `${servingPath}/:servingId/rollback`,
    {
      config: writes('SERVING'),
      schema: described('Makes an earlier version the active one', {
        params: ofServing,
        body: z.looseObject({ version: z.int().min(1) }),
      }),
    },
    async (request) => {
      const { caller, view } = await find(request)
      return showServing(await rollBack(deps, caller, view, request.body.version))
    },
  )

  app.get(
    `${servingPath}/:servingId/tags`,
    { config: reads('SERVING'), schema: described('Lists tags of a deployment', { params: ofServing }) },
    async (request) => showTags((await find(request)).view.record?.tags ?? []),
  )

  app.get(
    `${servingPath}/:servingId/tags/:tagName`,
    { config: reads('SERVING'), schema: described('Shows a tag of a deployment', { params: ofTag }) },
    async (request) => {
      const { view } = await find(request)
      return showTags([mustHave(view, request.params.tagName)])
    },
  )

  app.put(
    `${servingPath}/:servingId/tags/:tagName`,
    { config: writes('SERVING'), schema: described('Sets a tag of a deployment', { params: ofTag, body: z.unknown() }) },
    async (request, reply) => {
      const { view } = await find(request)
      const tag = { name: request.params.tagName, value: request.body ?? null }
      const record = recordOf(view)
      const others = record.tags.filter(({ name }) => name !== tag.name)
      await servings.keep(view.deployment.id, { ...record, tags: [...others, tag] })
      return reply.code(201).send(showTags([tag]))
    },
  )

  app.delete(
    `${servingPath}/:servingId/tags/:tagName`,
    { config: writes('SERVING'), schema: described('Removes a tag of a deployment', { params: ofTag, body: noBody }) },
    async (request, reply) => {
      const { view } = await find(request)
      const gone = mustHave(view, request.params.tagName)
      const record = recordOf(view)
      await servings.keep(view.deployment.id, { ...record, tags: record.tags.filter(({ name }) => name !== gone.name) })
      return reply.code(204).send()
    },
  )
}

/** A deployment that was made through another API has none yet. */
const recordOf = ({ record }: ServingView): ServingRecord => record ?? { active: 1, versions: [], tags: [] }

const mustHave = (view: ServingView, name: string) => {
  const found = view.record?.tags.find((each) => each.name === name)
  if (found) return found
  throw refusal('not_found', 370002, `deployment ${view.deployment.name} has no tag ${name}`, 'name')
}

/** Epoch ms of an ISO 8601 time; `now` and `0` are of no use here. */
function timeIn(text: string, target: string): number {
  const at = Date.parse(text)
  if (!Number.isNaN(at)) return at
  throw refusal('invalid', 120001, `${target} must be a time such as 2026-11-20T12:00:00Z, got "${text.slice(0, 60)}"`, target)
}
