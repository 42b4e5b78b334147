import type { AskOf, Schemas } from '../client/typed.ts'
import { type Chat, type ChatMessage, type ChatOptions, chat } from './chat.ts'
import type { Deployment } from './deployment.ts'
import { type ModelRegistry, makeModelRegistry } from './model-registry.ts'
import { type ModelServing, makeModelServing } from './model-serving.ts'
import type { Place, WaitOptions } from './world.ts'

export type DeployModelOptions = Omit<Schemas['ModelDeploymentRequest'], 'model' | 'dryRun' | 'parameters'> & {
  readonly parameters?: Readonly<Record<string, string>>
  /** Do not wait until it runs. */
  readonly detach?: boolean
} & WaitOptions
export type UsageQuery = NonNullable<AskOf<'GET', '/v2/analytics/usage'>['query']>
export type UsageRow = Schemas['UsageRow']

export type Project = ReturnType<typeof makeProject>

/** A resource group: its models, its deployments, what they cost. */
export const makeProject = (place: Place) => {
  const serving = makeModelServing(place)
  return {
    name: place.group,
    getModelRegistry: (): ModelRegistry => makeModelRegistry(place),
    getModelServing: (): ModelServing => serving,
    /** A model of the catalog or the registry in one go: what serves it follows from what the project is connected to. */
    deployModel: async (model: string, options: DeployModelOptions = {}): Promise<Deployment> => {
      const { parameters = {}, detach = false, timeoutMs, signal, ...rest } = options
      const body = { ...rest, model, parameters: Object.entries(parameters).map(([key, value]) => ({ key, value })) }
      const made = (await place.api('POST', '/v2/lm/models/deploy', { body })) as Schemas['ModelDeploymentResponse']
      const deployment = await serving.getDeploymentById(made.id)
      if (detach) return deployment
      return deployment.waitFor('RUNNING', { timeoutMs, signal })
    },
    /** Asks a deployment by its name, or a model that exactly one deployment of the project serves. */
    chat: (model: string, messages: string | readonly ChatMessage[], options?: ChatOptions): Chat =>
      chat(place.http, model, messages, options),
    /** What was used and what it cost, in rows. */
    usage: async (query: UsageQuery = {}): Promise<readonly UsageRow[]> => {
      const { resources } = await place.api('GET', '/v2/analytics/usage', { query })
      return resources
    },
    /** Any operation of the API, in this project. */
    api: place.api,
  }
}
