import type { Configuration, NewConfiguration } from '../../client/types.ts'
import type { Shape } from '../output.ts'
import { pairs } from '../pairs.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'

export type Template = {
  readonly executable?: string
  readonly model?: string
  readonly modelVersion?: string
  readonly connection?: string
  readonly param: readonly string[]
  readonly artifact: readonly string[]
  readonly scenario: string
}

const shape: Shape<Configuration> = {
  columns: {
    ID: (each) => each.id,
    NAME: (each) => each.name,
    EXECUTABLE: (each) => each.executableId,
    PARAMETERS: (each) => each.parameterBindings.map(({ key, value }) => `${key}=${value}`).join(' '),
    CREATED: (each) => each.createdAt,
  },
  name: (each) => each.id,
}

export const list = async ({ client, output }: Session): Promise<void> => output.list(shape, await client.configurations.list())

export async function create({ client, output }: Session, name: string, options: Template): Promise<void> {
  const body = configurationOf(name, options)
  const { id } = await client.configurations.create(body)
  await output.one({ columns: { ID: (each) => each.id }, name: (each) => each.id }, { id })
}

/** A configuration as the options describe it. */
export function configurationOf(name: string, options: Template): NewConfiguration {
  if (!options.executable)
    throw new UsageError('name what is to serve the model with --executable, such as azure-openai or llama-cpp')
  const named = { modelName: options.model, modelVersion: options.modelVersion, connection: options.connection }
  return {
    name,
    executableId: options.executable,
    scenarioId: options.scenario,
    parameterBindings: [
      ...Object.entries(named).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
      ...pairs(options.param, '--param').map(([key, value]) => ({ key, value })),
    ],
    inputArtifactBindings: pairs(options.artifact, '--artifact').map(([key, artifactId]) => ({ key, artifactId })),
  }
}
