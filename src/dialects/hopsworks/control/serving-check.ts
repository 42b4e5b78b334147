import type { Registry } from '../../../control/registry/open-registry.ts'
import type { ModelVersion } from '../../../domain/registry.ts'
import { servingName } from '../address.ts'
import { numbered, refusal } from '../errors.ts'
import { executableFor, frameworkOf, scriptNeeded } from './serving-configuration.ts'
import type { ServingRequest } from './serving-request.ts'

/** Checks what a specification says by itself, in the order in which Hopsworks does. */
export function mustBeNamed({ name }: ServingRequest): void {
  if (servingName.test(name)) return
  throw refusal('invalid', 240009, `name "${name.slice(0, 80)}" must be 1 to 63 letters and digits: a-z, A-Z and 0-9`, 'name')
}

/** The model that a specification names. */
export async function modelOf(
  registry: Pick<Registry, 'versions'>,
  group: string,
  request: ServingRequest,
): Promise<ModelVersion> {
  const { modelName, modelVersion, modelPath } = request
  if (!modelName && !modelPath)
    throw refusal(
      'invalid',
      240009,
      'modelName is missing: a deployment without a registered model is not possible here',
      'modelName',
    )
  const named = modelName ?? modelPath?.split('/').filter(Boolean).at(-1) ?? ''
  if (!modelVersion)
    throw refusal('invalid', 240009, 'modelVersion is missing: the number of a version of the model', 'modelVersion')
  if (modelPath && modelPath.split('/').filter(Boolean).at(-1) !== named)
    throw refusal('invalid', 240009, `modelPath must end with the model's name, ${named.slice(0, 80)}`, 'modelPath')
  return numbered({ not_found: 240006 }, () => registry.versions.get(group, named, modelVersion))
}

/** Whether model, framework, server and script go together. */
export async function mustFitModel(
  registry: Pick<Registry, 'files'>,
  group: string,
  request: ServingRequest,
  model: ModelVersion,
  filesFolder: string,
): Promise<void> {
  const framework = frameworkOf(request, model)
  const hasScript = Boolean(request.predictor)
  if (executableFor(framework, hasScript) === null) throw scriptNeeded(framework)
  if (hasScript || framework !== 'SKLEARN') return
  const files = await registry.files(group, filesFolder)
  if (files.some(({ path }) => /\.(joblib|pkl|pickle)$/i.test(path))) return
  throw refusal(
    'invalid',
    240017,
    'the model has no .joblib, .pkl or .pickle file: give a predictor script, or register it with one',
    'modelName',
  )
}

/** As Hopsworks: the server of a deployment stays what it is, and so does its protocol. */
export function mustStaySame(before: ServingRequest, next: ServingRequest): void {
  const [was, is] = [before.modelServer ?? 'PYTHON', next.modelServer ?? 'PYTHON']
  if (was !== is)
    throw refusal('invalid', 240013, `modelServer is ${was} and cannot become ${is}; make another deployment`, 'modelServer')
  const [spoke, speaks] = [before.apiProtocol ?? 'REST', next.apiProtocol ?? 'REST']
  if (spoke !== speaks)
    throw refusal(
      'invalid',
      240013,
      `apiProtocol is ${spoke} and cannot become ${speaks}; make another deployment`,
      'apiProtocol',
    )
}
