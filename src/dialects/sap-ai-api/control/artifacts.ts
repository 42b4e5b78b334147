import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import type { Scenario } from '../../../control/platform/scenarios.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import type { Artifact } from '../../../domain/configuration.ts'
import { AnyId } from '../../../domain/ids.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { ExtLabelSelector } from './label-selector.ts'
import { given, Paging, Searching, searchOf, windowOf } from './queries.ts'
import { renderScenario, ScenarioShape } from './render-scenario.ts'
import { Acknowledged, AnyLabel, Count, Label, listOf, ObjectName, Timestamp } from './shapes.ts'

type ArtifactVerbs = Pick<Platform, 'createArtifact' | 'getArtifact' | 'listArtifacts' | 'listScenarios'>

const Kind = z.enum(['model', 'dataset', 'resultset', 'other'])
const Url = z
  .string()
  .max(1024)
  .regex(/^[a-z0-9-]+:\/\/.+$/, 'must be scheme://path, such as ai://default/models/mine, https://…, hf://… or file:///…')
  .refine((url) => !url.endsWith('/'), 'must not end with "/"')

const ArtifactRequest = z
  .object({
    name: ObjectName,
    kind: Kind,
    url: Url,
    scenarioId: AnyId,
    description: z.string().max(5_000).default(''),
    labels: z.array(Label).default([]),
  })
  .meta({ id: 'ArtifactPostData' })

const ArtifactShape = z
  .object({
    id: AnyId,
    name: z.string(),
    kind: Kind,
    url: z.string(),
    scenarioId: AnyId,
    description: z.string(),
    labels: z.array(AnyLabel).readonly(),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
    scenario: ScenarioShape.nullable().optional(),
  })
  .meta({ id: 'Artifact' })

const Expand = z.object({ $expand: z.literal('scenario').optional() })
const Filter = z.object({
  scenarioId: AnyId.optional(),
  executionId: AnyId.optional(),
  name: ObjectName.optional(),
  kind: Kind.optional(),
  artifactLabelSelector: ExtLabelSelector.optional(),
  ...Searching.shape,
})

const reads = { access: { role: 'viewer', group: 'header' } } as const
const tags = ['Artifact']

export const mountArtifacts = (app: ControlApp, platform: ArtifactVerbs): void => {
  const scenarioIf = async (expand: 'scenario' | undefined): Promise<Renderer> => {
    if (!expand) return (each) => render(each)
    const scenarios = new Map((await platform.listScenarios()).map((each) => [each.id, each]))
    return (each) => render(each, scenarios.get(each.scenarioId) ?? null)
  }

  app.get(
    '/v2/lm/artifacts',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'artifact.query',
        summary: 'Lists artifacts',
        querystring: Filter.extend(Paging.shape).extend(Expand.shape),
        response: { 200: listOf(ArtifactShape, 'ArtifactList'), ...refusals },
      },
    },
    async (request) => {
      if (request.query.executionId) return { count: 0, resources: [] } // Nothing was ever made by an execution: there are none.
      const { items } = await platform.listArtifacts(callerInGroup(request), {
        ...filterOf(request.query),
        ...windowOf(request.query),
      })
      const resources = items.map(await scenarioIf(request.query.$expand))
      return { count: resources.length, resources }
    },
  )

  app.get(
    '/v2/lm/artifacts/$count',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'artifact.count',
        summary: 'Counts artifacts',
        querystring: Filter,
        response: { 200: Count, ...refusals },
      },
    },
    async (request) => {
      if (request.query.executionId) return 0
      return (await platform.listArtifacts(callerInGroup(request), { ...filterOf(request.query), top: 0, skip: 0 })).count
    },
  )

  app.post(
    '/v2/lm/artifacts',
    {
      config: { access: { role: 'operator', group: 'header' } },
      schema: {
        tags,
        operationId: 'artifact.create',
        summary: 'Registers an artifact',
        description: 'Writes down where files are; moves none of them.',
        body: ArtifactRequest,
        response: { 201: Acknowledged.extend({ url: z.string() }).meta({ id: 'ArtifactCreationResponse' }), ...refusals },
      },
    },
    async (request, reply) => {
      const { id, url } = await platform.createArtifact(callerInGroup(request), request.body)
      return reply.code(201).header('location', `/v2/lm/artifacts/${id}`).send({ id, message: 'Artifact acknowledged', url })
    },
  )

  app.get(
    '/v2/lm/artifacts/:artifactId',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'artifact.get',
        summary: 'Reads an artifact',
        params: z.object({ artifactId: AnyId }),
        querystring: Expand,
        response: { 200: ArtifactShape, ...refusals },
      },
    },
    async (request) => {
      const artifact = await platform.getArtifact(callerInGroup(request), request.params.artifactId)
      return (await scenarioIf(request.query.$expand))(artifact)
    },
  )
}

const filterOf = (query: z.infer<typeof Filter>) => ({
  ...given({ scenarioId: query.scenarioId, name: query.name, kind: query.kind, labels: query.artifactLabelSelector }),
  ...searchOf(query),
})

type Renderer = (artifact: Artifact) => z.infer<typeof ArtifactShape>

/** `scenario`: only where the caller asked for it. */
const render = (artifact: Artifact, scenario?: Scenario | null): z.infer<typeof ArtifactShape> => ({
  id: artifact.id,
  name: artifact.name,
  kind: artifact.kind,
  url: artifact.url,
  scenarioId: artifact.scenarioId,
  description: artifact.description,
  labels: artifact.labels,
  createdAt: toTimestamp(artifact.createdAt),
  modifiedAt: toTimestamp(artifact.modifiedAt),
  ...(scenario === undefined ? {} : { scenario: scenario && renderScenario(scenario) }),
})
