import { z } from 'zod'
import type { Platform } from '../../../control/platform/platform.ts'
import { AnyId } from '../../../domain/ids.ts'
import type { ControlApp } from '../../control/app.ts'
import { refusals } from './errors.ts'
import { listOf } from './shapes.ts'

const Schema = z.record(z.string(), z.unknown()).describe('JSON Schema, 2020-12')

const Description = z
  .object({
    id: AnyId,
    title: z.string(),
    description: z.string(),
    scenarioId: AnyId,
    versionId: z.string(),
    capabilities: z.array(z.string()),
    local: z.boolean().describe('Has instances here; false: its models are elsewhere, behind a connection'),
    template: z.boolean().describe('A serving template of a user'),
    frameworks: z.array(z.string()).describe('Kinds of registered models that it serves without a script'),
    scriptLanguage: z.string().nullable().describe('Of the predictor scripts that it runs'),
    batches: z.boolean(),
    transforms: z.boolean().describe('May have a transformer before and after it'),
    parameters: Schema.describe('JSON Schema of its parameters; their values are text in parameter bindings'),
    inputArtifacts: z.array(z.object({ name: z.string(), kind: z.string(), required: z.boolean(), description: z.string() })),
    connection: z
      .object({
        credential: Schema,
        options: Schema,
        baseUrlExample: z.string(),
        baseUrlDefault: z.string().nullable().describe('null: a connection must name its address'),
      })
      .nullable()
      .describe('What a connection of this provider holds; null: it uses none'),
  })
  .meta({ id: 'ExecutableDescription', 'x-lectern': true })

/** Executables of all scenarios with the schemas that forms are made from. */
export const mountExecutableDescriptions = (
  app: ControlApp,
  { describeExecutables }: Pick<Platform, 'describeExecutables'>,
): void => {
  app.get(
    '/v2/lm/executables',
    {
      config: { access: { role: 'viewer', group: 'header' }, lectern: true },
      schema: {
        tags: ['Executable'],
        operationId: 'executable.describe',
        summary: 'Describes all executables, with schemas of their parameters and connections',
        response: { 200: listOf(Description, 'ExecutableDescriptionList'), ...refusals },
      },
    },
    async () => {
      const resources = describeExecutables().map(({ artifacts, ...rest }) => ({
        ...rest,
        capabilities: [...rest.capabilities],
        frameworks: [...rest.frameworks],
        inputArtifacts: Object.entries(artifacts).map(([name, { kind, required, description }]) => ({
          name,
          kind,
          required,
          description,
        })),
      }))
      return { count: resources.length, resources }
    },
  )
}
