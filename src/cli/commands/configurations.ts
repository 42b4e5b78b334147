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
  readonly scenario?: string
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
  const body = await configurationOf(client, name, options)
  const { id } = await client.configurations.create(body)
  await output.one({ columns: { ID: (each) => each.id }, name: (each) => each.id }, { id })
}

/** A configuration as the options describe it. */
export async function configurationOf(client: Session['client'], name: string, options: Template): Promise<NewConfiguration> {
  if (!options.executable)
    throw new UsageError('name what is to serve the model with --executable, such as azure-openai or llama-cpp')
  const named = { modelName: options.model, modelVersion: options.modelVersion, connection: options.connection }
  const parameterBindings = [
    ...Object.entries(named).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
    ...pairs(options.param, '--param').map(([key, value]) => ({ key, value })),
  ]
  const inputArtifactBindings = pairs(options.artifact, '--artifact').map(([key, artifactId]) => ({ key, artifactId }))
  const scenarioId = options.scenario ?? (await scenarioOf(client, options.executable))
  return { name, executableId: options.executable, scenarioId, parameterBindings, inputArtifactBindings }
}

async function scenarioOf(client: Session['client'], executable: string): Promise<string> {
  const { resources } = await client.executables()
  const found = resources.find(({ id }) => id === executable)
  if (found) return found.scenarioId
  throw new UsageError(`there is no executable ${executable}; there are ${resources.map(({ id }) => id).join(', ')}`)
}
