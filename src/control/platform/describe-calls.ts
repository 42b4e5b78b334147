import { z } from 'zod'
import type { Configuration } from '../../domain/configuration.ts'
import type { Deployment } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import { isTransformer } from '../../domain/instance.ts'
import { describeModels, type ModelFacts } from '../../domain/model-api.ts'
import type { ModelVersion, RegisteredRef } from '../../domain/registry.ts'
import { readTensorSchema } from '../../domain/tensor-schema.ts'
import type { Executable } from '../../executables/define.ts'
import { askInstance } from '../ask-instance.ts'
import type { ControlDeps } from '../deps.ts'
import { getVersion } from '../registry/versions.ts'
import type { Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'
import type { Parameters } from './parameters.ts'

type Deps = Pick<ControlDeps, 'store' | 'executables' | 'engine'>

/** Body formats of servers that say what they take: V1 and the Open Inference Protocol. */
const describable: readonly string[] = ['instances-v1', 'oip-v2']
/** Where such servers tell it: MLServer's place, and KServe's. */
const documentPaths = ['/v2/docs/dataplane.json', '/openapi.json']

const Document = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string() }),
  paths: z.record(z.string(), z.unknown()),
})
export type CallsDocument = z.infer<typeof Document>

/**
 * An OpenAPI document of the calls of a deployment of an own model, as its instance tells it, else from what the registry knows of its
 * model. `server`: address of the deployment. Throws `not_found` where there are no such calls, `conflict` where nothing is known yet.
 */
export const describeCalls =
  (deps: Deps) =>
  async (caller: Caller, deploymentId: string, server: string): Promise<CallsDocument> => {
    const deployment = await findDeployment(deps, caller, deploymentId)
    const [configuration] = await deps.store.configurations.byIds([deployment.configurationId])
    const executable = deps.executables.find(configuration?.executableId ?? '', configuration?.id)
    if (!configuration || !executable)
      throw new Failure('not_found', `the configuration of deployment ${deploymentId} names an executable that is gone`)
    const bindings = Object.fromEntries(configuration.parameterBindings.map(({ key, value }) => [key, value]))
    const { data: parameters } = executable.parameters.safeParse(bindings)
    const wire = (parameters && executable.wireOf?.(parameters)) ?? executable.wire
    if (!describable.includes(wire))
      throw new Failure(
        'not_found',
        `deployment ${deploymentId} has no document of its own: it speaks ${wire}; calls of its kind are described at /openapi.json`,
      )
    const all = (await deps.engine.observe()).filter((each) => each.deploymentId === deployment.id && each.phase === 'ready')
    const predictors = all.filter((each) => !isTransformer(each))
    const [predictor] = predictors
    for (const path of predictor ? documentPaths : []) {
      const said = predictor && Document.safeParse(await askInstance(predictor, path))
      if (said?.success) return placed(said.data, server, predictors.length < all.length)
    }
    const models = parameters ? await modelsOf(deps, deployment, configuration, executable, parameters) : []
    if (models.length === 0) throw unknownCalls(deployment, predictor !== undefined)
    const version = models.length === 1 ? (models[0]?.version ?? '1') : '1'
    const document = Document.parse(describeModels(models, { title: deployment.name, version }))
    return placed(document, server, predictors.length < all.length)
  }

/** Those of which the registry knows what they take. The one of a deployment goes by its name, several by their own. */
async function modelsOf(
  { store }: Deps,
  { name }: Deployment,
  { resourceGroup }: Configuration,
  executable: Executable,
  parameters: Parameters,
): Promise<readonly ModelFacts[]> {
  // Where an instance has several, the one beside them lends its scripts only.
  const several = executable.registeredSeveral?.(parameters) ?? []
  const one = executable.registered?.(parameters) ?? null
  const refs = several.length > 0 || !one ? several : [one]
  const found = await Promise.all(refs.map((ref) => registeredIn(store, resourceGroup, ref)))
  return found.flatMap((version) =>
    version && (version.modelSchema || version.inputExample !== null)
      ? [factsOf(version, several.length > 0 ? version.name : name)]
      : [],
  )
}

const registeredIn = async (
  store: Deps['store'],
  resourceGroup: string,
  { name, version }: RegisteredRef,
): Promise<ModelVersion | null> =>
  getVersion({ store })(resourceGroup, name, version).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'not_found') return null
    throw error
  })

const factsOf = ({ version, modelSchema, inputExample }: ModelVersion, name: string): ModelFacts => ({
  name,
  version: String(version),
  methods: ['predict'],
  schema: modelSchema && readTensorSchema(modelSchema),
  example: inputExample,
})

const unknownCalls = ({ id, status }: Deployment, answers: boolean): Failure =>
  answers
    ? new Failure('not_found', `the model server of deployment ${id} does not describe its calls (${documentPaths.join(', ')})`)
    : new Failure(
        'conflict',
        `deployment ${id} is ${status}, and the registry has neither a schema nor an input example of its model: start it, or register them`,
      )

const placed = ({ info, ...document }: CallsDocument, server: string, transformed: boolean): CallsDocument => ({
  ...document,
  info: { ...info, ...(transformed ? { description: changed } : {}) },
  servers: [{ url: server }],
})

const changed =
  'A transformer changes requests before the model gets them, and answers after: the schemas are those of the model.'
