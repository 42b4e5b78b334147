import { ApiError } from '../client/api-error.ts'
import type { Schemas } from '../client/typed.ts'
import { Deployment, type DeploymentFacts, type DeploymentStatus } from './deployment.ts'
import { LecternError } from './errors.ts'
import { makePredictor, type Predictor } from './predictor.ts'
import type { ModelRef, PredictorOptions, PredictorSpec, Transformer } from './predictor-spec.ts'
import type { Place } from './world.ts'

export type ModelServing = ReturnType<typeof makeModelServing>

const pageSize = 100

/** The deployments of a project. */
export const makeModelServing = (place: Place) => ({
  /** By its name. Throws where there is none. */
  getDeployment: async (name: string): Promise<Deployment> => {
    for await (const each of list(place)) if (each.name === name) return opened(place, each.id)
    throw new LecternError(`there is no deployment ${name} in ${place.group}`)
  },
  getDeploymentById: (id: string): Promise<Deployment> => opened(place, id),
  /** All of them, or those of a registered model, or in a status. */
  getDeployments: async (
    only: { readonly model?: Pick<ModelRef, 'name'>; readonly status?: DeploymentStatus } = {},
  ): Promise<readonly Deployment[]> => {
    const deployments: Deployment[] = []
    for await (const { id } of list(place, only.status)) {
      const facts = await factsOf(place, id)
      const spec = facts && (await specOf(place, facts))
      if (facts && (!only.model || spec?.model.name === only.model.name)) deployments.push(new Deployment(place, spec, facts))
    }
    return deployments
  },
  createPredictor: (model: ModelRef, options: PredictorOptions = {}): Predictor => makePredictor(place, model, options),
  createTransformer: (transformer: Transformer): Transformer => transformer,
  /** Nothing is made before `save()`. */
  createDeployment: (predictor: PredictorSpec, name?: string): Deployment =>
    new Deployment(place, name === undefined ? predictor : { ...predictor, name }, null),
})

async function* list({ api }: Place, status?: DeploymentStatus): AsyncGenerator<Schemas['Deployment'], void> {
  for (let skip = 0; ; skip += pageSize) {
    const query = { $top: pageSize, $skip: skip, ...(status ? { status } : {}) }
    const { resources } = await api('GET', '/v2/lm/deployments', { query })
    yield* resources
    if (resources.length < pageSize) return
  }
}

async function opened(place: Place, id: string): Promise<Deployment> {
  const facts = await place.api('GET', '/v2/lm/deployments/{deploymentId}', { path: { deploymentId: id } })
  return new Deployment(place, await specOf(place, facts), facts)
}

/** null: it went away since it was listed. */
const factsOf = ({ api }: Place, deploymentId: string): Promise<DeploymentFacts | null> =>
  api('GET', '/v2/lm/deployments/{deploymentId}', { path: { deploymentId } }).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  })

/** Of a registered model of one version; null: it serves something else. */
async function specOf({ api }: Place, { name, configurationId }: DeploymentFacts): Promise<PredictorSpec | null> {
  const { parameterBindings } = await api('GET', '/v2/lm/configurations/{configurationId}', { path: { configurationId } })
  const { model, modelVersion, ...parameters } = Object.fromEntries(parameterBindings.map(({ key, value }) => [key, value]))
  const version = Number(modelVersion)
  if (model === undefined || !Number.isSafeInteger(version)) return null
  return { name, model: { name: model, version }, parameters }
}
