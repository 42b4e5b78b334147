import { z } from 'zod'
import type { ExecutableView } from '../../../control/platform/executables.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { AnyId } from '../../../domain/ids.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { toOffsetTimestamp } from './render-times.ts'
import { AnyLabel, listOf, Timestamp } from './shapes.ts'

const ArtifactInputShape = z.object({ name: z.string(), kind: z.string(), description: z.string(), labels: z.array(AnyLabel) })

const ExecutableShape = z
  .object({
    id: AnyId,
    name: z.string(),
    description: z.string(),
    scenarioId: AnyId,
    versionId: z.string(),
    labels: z.array(AnyLabel),
    deployable: z.boolean(),
    parameters: z.array(
      z.object({ name: z.string(), description: z.string(), default: z.string().optional(), type: z.literal('string') }),
    ),
    inputArtifacts: z.array(ArtifactInputShape),
    outputArtifacts: z.array(ArtifactInputShape),
    createdAt: Timestamp,
    modifiedAt: Timestamp,
  })
  .meta({ id: 'Executable' })

const config = { access: { role: 'viewer', group: 'header' } } as const
const tags = ['Executable']

export const mountExecutables = (app: ControlApp, platform: Pick<Platform, 'listExecutables' | 'getExecutable'>): void => {
  app.get(
    '/v2/lm/scenarios/:scenarioId/executables',
    {
      config,
      schema: {
        tags,
        operationId: 'executable.query',
        summary: 'Lists the executables of a scenario',
        params: z.object({ scenarioId: AnyId }),
        querystring: z.object({ versionId: z.string().optional() }),
        response: { 200: listOf(ExecutableShape, 'ExecutableList'), ...refusals },
      },
    },
    async ({ params, query }) => {
      const resources = (await platform.listExecutables(params.scenarioId, query.versionId)).map(render)
      return { count: resources.length, resources }
    },
  )

  app.get(
    '/v2/lm/scenarios/:scenarioId/executables/:executableId',
    {
      config,
      schema: {
        tags,
        operationId: 'executable.get',
        summary: 'Reads an executable with its parameters and inputs',
        params: z.object({ scenarioId: AnyId, executableId: AnyId }),
        response: { 200: ExecutableShape, ...refusals },
      },
    },
    async ({ params }) => render(await platform.getExecutable(params.scenarioId, params.executableId)),
  )
}

const render = (executable: ExecutableView): z.infer<typeof ExecutableShape> => ({
  id: executable.id,
  name: executable.title,
  description: executable.description,
  scenarioId: executable.scenarioId,
  versionId: executable.versionId,
  labels: [...executable.labels],
  deployable: true,
  parameters: executable.parameters.map(({ name, description, default: value }) => ({
    name,
    description,
    ...(value === null ? {} : { default: value }),
    type: 'string',
  })),
  inputArtifacts: Object.entries(executable.artifacts).map(([name, { kind, description, labels = [] }]) => ({
    name,
    kind,
    description,
    labels: [...labels],
  })),
  outputArtifacts: [],
  createdAt: toOffsetTimestamp(executable.createdAt),
  modifiedAt: toOffsetTimestamp(executable.modifiedAt),
})
