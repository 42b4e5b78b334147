import { z } from 'zod'
import type { Registry } from '../../../control/registry/open-registry.ts'
import { frameworks, type Metrics, RegisteredName } from '../../../domain/registry.ts'
import type { ControlApp } from '../../control/app.ts'
import type { OriginOf } from '../../control/origin.ts'
import { apiRoot, projectNumber } from '../address.ts'
import { numbered, refusal } from '../errors.ts'
import { readBeside } from './model-beside.ts'
import { type InRegistry, modelId, ofModel, ofRegistry, showModel } from './model-shape.ts'
import { described, noBody, reads, writes } from './routes.ts'

const Model = z.looseObject({
  name: z.string(),
  version: z.int().min(1).max(1_000_000_000),
  description: z.string().max(10_000).nullish(),
  framework: z.enum(frameworks).nullish(),
  metrics: z.record(z.string(), z.unknown()).nullish(),
  program: z.string().max(1_000).nullish(),
})
const Query = z.object({
  filter_by: z.union([z.string(), z.array(z.string())]).optional(),
  sort_by: z.string().optional(),
  limit: z.coerce.number().int().min(0).optional(),
  offset: z.coerce.number().int().min(0).optional(),
})

type Deps = { readonly registry: Registry; readonly inRegistry: InRegistry; readonly originOf: OriginOf }

/** Registered models; an id is `<name>_<version>`. */
export const mountModels = (app: ControlApp, { registry, inRegistry, originOf }: Deps): void => {
  const { versions, tree } = registry
  const asModel = <T>(ask: () => Promise<T>): Promise<T> =>
    numbered({ not_found: 360000, conflict: 360009, invalid: 120001 }, ask)

  app.put(
    `${apiRoot}/project/:projectId/modelregistries/:registryId/models/:modelId`,
    {
      config: writes('MODELREGISTRY'),
      schema: described('Registers a model version whose files are uploaded', { params: ofModel, body: Model }),
    },
    async (request, reply) => {
      const caller = await inRegistry(request)
      const { name, version } = modelId(request.params.modelId)
      const { body } = request
      if (body.name !== name || body.version !== version)
        throw refusal('invalid', 120001, `name and version must be those of the path: ${name} and ${version}`, 'name')
      const legal = RegisteredName.safeParse(name)
      if (!legal.success) throw refusal('invalid', 120001, `name ${legal.error.issues[0]?.message}`, 'name')
      const metrics = metricsIn(body.metrics ?? {})
      const beside = await readBeside(tree, caller.resourceGroup, name, version)
      const made = await numbered({ invalid: 120001, conflict: 110012 }, () =>
        versions.registerFolder(caller, {
          name,
          version,
          framework: body.framework ?? null,
          description: body.description ?? '',
          metrics,
          ...beside,
          program: body.program ?? null,
          environment: typeof body['environment'] === 'string' ? body['environment'] : null,
          extra: { trainingDatasetVersion: body['trainingDatasetVersion'] ?? null, featureView: body['featureView'] ?? null },
        }),
      )
      for (const tag of tagsIn(body['tags'])) await registry.tags.put(caller, name, version, tag)
      return reply.code(201).send(showModel(made, originOf(request)))
    },
  )

  app.get(
    `${apiRoot}/project/:projectId/modelregistries/:registryId/models`,
    { config: reads('MODELREGISTRY'), schema: described('Lists model versions', { params: ofRegistry, querystring: Query }) },
    async (request) => {
      const { resourceGroup } = await inRegistry(request)
      const { sort_by, offset = 0, limit } = request.query
      const { items } = await versions.list(resourceGroup, filterOf([request.query.filter_by ?? []].flat()))
      const sorted = sort_by === undefined ? items : sortedBy(items, sort_by)
      const page = sorted.slice(offset, limit === undefined ? undefined : offset + limit)
      return { href: '', count: sorted.length, items: page.map((each) => showModel(each, originOf(request))) }
    },
  )

  app.get(
    `${apiRoot}/project/:projectId/modelregistries/:registryId/models/:modelId`,
    { config: reads('MODELREGISTRY'), schema: described('Shows a model version', { params: ofModel }) },
    async (request) => {
      const { resourceGroup } = await inRegistry(request)
      const { name, version } = modelId(request.params.modelId)
      return showModel(await asModel(() => versions.get(resourceGroup, name, version)), originOf(request))
    },
  )

  app.patch(
    `${apiRoot}/project/:projectId/modelregistries/:registryId/models/:modelId`,
    {
      config: writes('MODELREGISTRY'),
      schema: described('Changes what is said of a model version', {
        params: ofModel,
        body: z.looseObject({ framework: z.enum(frameworks).optional(), description: z.string().max(10_000).optional() }),
      }),
    },
    async (request) => {
      const caller = await inRegistry(request)
      const { name, version } = modelId(request.params.modelId)
      const { framework, description } = request.body
      const change = { ...(framework ? { framework } : {}), ...(description === undefined ? {} : { description }) }
      return showModel(await asModel(() => versions.change(caller, name, version, change)), originOf(request))
    },
  )

  app.delete(
    `${apiRoot}/project/:projectId/modelregistries/:registryId/models/:modelId`,
    {
      config: writes('MODELREGISTRY'),
      schema: described('Deletes a model version with its files', { params: ofModel, body: noBody }),
    },
    async (request, reply) => {
      const caller = await inRegistry(request)
      const { name, version } = modelId(request.params.modelId)
      await asModel(() => versions.remove(caller, name, version))
      return reply.code(204).send()
    },
  )

  app.get(
    `${apiRoot}/project/:projectId/modelregistries/:registryId/models/:modelId/provenance/links`,
    {
      config: reads('MODELREGISTRY'),
      schema: described('Where a model version comes from: nothing is recorded here', { params: ofModel }),
    },
    async (request) => {
      const { resourceGroup } = await inRegistry(request)
      const { name, version } = modelId(request.params.modelId)
      const node = await asModel(() => versions.get(resourceGroup, name, version))
      const artifact = {
        id: request.params.modelId,
        name,
        version: node.version,
        project: resourceGroup,
        projectId: projectNumber(resourceGroup),
      }
      return { root: true, node: { artifact, artifact_type: 'MODEL' }, count: 0, upstream: [], downstream: [] }
    },
  )
}

/** Numbers, and texts that say one. */
function metricsIn(given: Readonly<Record<string, unknown>>): Metrics {
  const metrics: Record<string, number> = {}
  for (const [name, value] of Object.entries(given)) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number))
      throw refusal(
        'invalid',
        360002,
        `metrics.${name.slice(0, 80)} must be a number, got ${JSON.stringify(value)?.slice(0, 80)}`,
        'metrics',
      )
    metrics[name] = number
  }
  return metrics
}

function filterOf(filters: readonly string[]): { readonly name?: string } {
  for (const filter of filters) {
    const [, name] = /^name_eq:(.*)$/.exec(filter) ?? []
    if (name === undefined)
      throw refusal(
        'invalid',
        120001,
        `filter_by ${filter.slice(0, 80)} is not possible; possible is name_eq:<name>`,
        'filter_by',
      )
    return { name }
  }
  return {}
}

type Sortable = Parameters<typeof showModel>[0]

/** `accuracy:desc`. Versions without the metric are left out: they are neither best nor worst. */
function sortedBy(items: readonly Sortable[], sortBy: string): readonly Sortable[] {
  const [, field = '', direction = 'asc'] = /^(.+?)(?::(asc|desc))?$/i.exec(sortBy) ?? []
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1
  if (field === 'version' || field === 'name')
    return items.toSorted((a, b) => sign * (field === 'version' ? a.version - b.version : a.name < b.name ? -1 : 1))
  const metricOf = ({ metrics }: Sortable): number => (Object.hasOwn(metrics, field) ? (metrics[field] ?? NaN) : NaN)
  return items
    .filter((each) => !Number.isNaN(metricOf(each)))
    .toSorted((a, b) => sign * (metricOf(a) - metricOf(b)) || b.version - a.version)
}

const Tags = z.object({ items: z.array(z.object({ name: z.string().min(1).max(255), value: z.unknown() })) })

/** Sent along with a new model: `{count, items}`. */
const tagsIn = (given: unknown) => {
  if (given === undefined || given === null) return []
  const tags = Tags.safeParse(given)
  if (!tags.success) throw refusal('invalid', 120001, 'tags must be {count, items: [{name, value}]}', 'tags')
  return tags.data.items
}
