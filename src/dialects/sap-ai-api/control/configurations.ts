import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import type { Scenario } from '../../../control/platform/scenarios.ts'
import { toTimestamp } from '../../../domain/clock.ts'
import type { Configuration } from '../../../domain/configuration.ts'
import { AnyId } from '../../../domain/ids.ts'
import { callerInGroup } from '../../control/access.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { ExecutableIds, given, Paging, Searching, searchOf, windowOf } from './queries.ts'
import { renderScenario, ScenarioShape } from './render-scenario.ts'
import { Acknowledged, Count, listOf, ObjectName, Timestamp } from './shapes.ts'

type ConfigurationVerbs = Pick<Platform, 'createConfiguration' | 'getConfiguration' | 'listConfigurations' | 'listScenarios'>

export const ParameterBindings = z.array(z.object({ key: z.string().max(256), value: z.string().max(5_000) })).max(1_000)
const ArtifactBindings = z.array(z.object({ key: z.string().max(256), artifactId: AnyId })).max(1_000)

export const ConfigurationRequest = z
  .object({
    name: ObjectName,
    executableId: AnyId,
    scenarioId: AnyId,
    parameterBindings: ParameterBindings.default([]),
    inputArtifactBindings: ArtifactBindings.default([]),
  })
  .meta({ id: 'ConfigurationBaseData' })

const ConfigurationShape = z
  .object({
    id: AnyId,
    name: z.string(),
    executableId: AnyId,
    scenarioId: AnyId,
    parameterBindings: z.array(z.object({ key: z.string(), value: z.string() })).readonly(),
    inputArtifactBindings: z.array(z.object({ key: z.string(), artifactId: z.string() })).readonly(),
    createdAt: Timestamp,
    scenario: ScenarioShape.nullable().optional(),
  })
  .meta({ id: 'Configuration' })

const Expand = z.object({ $expand: z.literal('scenario').optional() })
const Filter = z.object({ scenarioId: AnyId.optional(), executableIds: ExecutableIds, ...Searching.shape })

const reads = { access: { role: 'viewer', group: 'header' } } as const
const writes = { access: { role: 'operator', group: 'header' } } as const
const tags = ['Configuration']

export const mountConfigurations = (app: ControlApp, platform: ConfigurationVerbs): void => {
  const scenarioIf = async (expand: 'scenario' | undefined): Promise<Renderer> => {
    if (!expand) return (each) => render(each)
    const scenarios = new Map((await platform.listScenarios()).map((each) => [each.id, each]))
    return (each) => render(each, scenarios.get(each.scenarioId) ?? null)
  }

  app.get(
    '/v2/lm/configurations',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'configuration.query',
        summary: 'Lists configurations',
        querystring: Filter.extend(Paging.shape).extend(Expand.shape),
        response: { 200: listOf(ConfigurationShape, 'ConfigurationList'), ...refusals },
      },
    },
    async (request) => {
      const { items } = await platform.listConfigurations(callerInGroup(request), {
        ...filterOf(request.query),
        ...windowOf(request.query),
      })
      const resources = items.map(await scenarioIf(request.query.$expand))
      return { count: resources.length, resources }
    },
  )

  app.get(
    '/v2/lm/configurations/$count',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'configuration.count',
        summary: 'Counts configurations',
        querystring: Filter,
        response: { 200: Count, ...refusals },
      },
    },
    async (request) =>
      (await platform.listConfigurations(callerInGroup(request), { ...filterOf(request.query), top: 0, skip: 0 })).count,
  )

  app.post(
    '/v2/lm/configurations',
    {
      config: writes,
      schema: {
        tags,
        operationId: 'configuration.create',
        summary: 'Creates a configuration',
        description: 'Configurations never change and are never deleted; make another one instead.',
        body: ConfigurationRequest,
        response: { 201: Acknowledged, ...refusals },
      },
    },
    async (request, reply) => {
      const { id } = await platform.createConfiguration(callerInGroup(request), request.body)
      return reply.code(201).header('location', `/v2/lm/configurations/${id}`).send({ id, message: 'Configuration created' })
    },
  )

  app.get(
    '/v2/lm/configurations/:configurationId',
    {
      config: reads,
      schema: {
        tags,
        operationId: 'configuration.get',
        summary: 'Reads a configuration',
        params: z.object({ configurationId: AnyId }),
        querystring: Expand,
        response: { 200: ConfigurationShape, ...refusals },
      },
    },
    async (request) => {
      const configuration = await platform.getConfiguration(callerInGroup(request), request.params.configurationId)
      return (await scenarioIf(request.query.$expand))(configuration)
    },
  )
}

const filterOf = (query: z.infer<typeof Filter>) => ({
  ...given({ scenarioId: query.scenarioId, executableIds: query.executableIds }),
  ...searchOf(query),
})

type Renderer = (configuration: Configuration) => z.infer<typeof ConfigurationShape>

/** `scenario`: only where the caller asked for it. */
const render = (configuration: Configuration, scenario?: Scenario | null): z.infer<typeof ConfigurationShape> => ({
  id: configuration.id,
  name: configuration.name,
  executableId: configuration.executableId,
  scenarioId: configuration.scenarioId,
  parameterBindings: configuration.parameterBindings,
  inputArtifactBindings: configuration.inputArtifactBindings,
  createdAt: toTimestamp(configuration.createdAt),
  ...(scenario === undefined ? {} : { scenario: scenario && renderScenario(scenario) }),
})
