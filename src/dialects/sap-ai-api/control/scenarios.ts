import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { AnyId } from '../../../domain/ids.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { LabelSelector } from './label-selector.ts'
import { ModelShape } from './model-shape.ts'
import { renderScenario, ScenarioShape } from './render-scenario.ts'
import { toOffsetTimestamp } from './render-times.ts'
import { listOf, Timestamp } from './shapes.ts'

type ScenarioVerbs = Pick<Platform, 'listScenarios' | 'getScenario' | 'listExecutables' | 'listModels'>

const VersionShape = z
  .object({ id: z.string(), scenarioId: AnyId, description: z.string(), createdAt: Timestamp, modifiedAt: Timestamp })
  .meta({ id: 'Version' })

const config = { access: { role: 'viewer', group: 'header' } } as const
const tags = ['Scenario']
const params = z.object({ scenarioId: AnyId })

export const mountScenarios = (app: ControlApp, platform: ScenarioVerbs): void => {
  app.get(
    '/v2/lm/scenarios',
    {
      config,
      schema: {
        tags,
        operationId: 'scenario.query',
        summary: 'Lists scenarios',
        response: { 200: listOf(ScenarioShape, 'ScenarioList'), ...refusals },
      },
    },
    async () => {
      const resources = (await platform.listScenarios()).map(renderScenario)
      return { count: resources.length, resources }
    },
  )

  app.get(
    '/v2/lm/scenarios/:scenarioId',
    {
      config,
      schema: {
        tags,
        operationId: 'scenario.get',
        summary: 'Reads a scenario',
        params,
        response: { 200: ScenarioShape, ...refusals },
      },
    },
    async ({ params }) => renderScenario(await platform.getScenario(params.scenarioId)),
  )

  app.get(
    '/v2/lm/scenarios/:scenarioId/versions',
    {
      config,
      schema: {
        tags,
        operationId: 'scenario.query_versions',
        summary: 'Lists the versions of a scenario',
        params,
        querystring: z.object({ labelSelector: LabelSelector.optional() }),
        response: { 200: listOf(VersionShape, 'VersionList'), ...refusals },
      },
    },
    async ({ params: { scenarioId }, query }) => {
      const executables = await platform.listExecutables(scenarioId)
      // Versions carry no labels: none equals anything, and every one differs.
      const matches = (query.labelSelector ?? []).every(({ equal }) => !equal)
      const versions = matches ? [...new Map(executables.map((each) => [each.versionId, each])).values()] : []
      const resources = versions.map(({ versionId, createdAt, modifiedAt }) => ({
        id: versionId,
        scenarioId,
        description: '',
        createdAt: toOffsetTimestamp(createdAt),
        modifiedAt: toOffsetTimestamp(modifiedAt),
      }))
      return { count: resources.length, resources }
    },
  )

  app.get(
    '/v2/lm/scenarios/:scenarioId/models',
    {
      config,
      schema: {
        tags,
        operationId: 'scenario.query_models',
        summary: 'Lists models and their versions',
        params,
        response: { 200: listOf(ModelShape, 'ModelList'), ...refusals },
      },
    },
    async ({ params: { scenarioId } }) => {
      const resources = await platform.listModels(scenarioId)
      return { count: resources.length, resources }
    },
  )
}
