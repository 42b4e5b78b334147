import type { NewConfiguration } from '../../../control/platform/configurations.ts'
import { PlatformAccess, platformScopes } from '../../../domain/platform-access.ts'
import type { ModelVersion } from '../../../domain/registry.ts'
import { refusal } from '../errors.ts'
import { requirementsOf } from './python-environments.ts'
import type { ServingRequest } from './serving-request.ts'
import { resourceBindings } from './serving-resources.ts'

/** Frameworks whose files a server of ours loads without a script, by the executable that does. */
const builtIn: Readonly<Record<string, string>> = { SKLEARN: 'sklearn', ONNX: 'onnx' }
/** What answers where there is a script. */
const scripted = 'python'
/** A built-in server's word for: no packages of its own. */
const system = 'system'

/** The executable that serves a model, with or without a script; null: none does without one. */
export const executableFor = (framework: string | null, hasScript: boolean): string | null =>
  hasScript ? scripted : ((framework === null ? undefined : builtIn[framework]) ?? null)

/** A specification as a configuration: pure. `artifactVersion` 0: the model's files alone; `scopes`: the caller's. */
export function configurationOf(
  request: ServingRequest,
  model: ModelVersion,
  artifactVersion: number,
  scopes: readonly string[] | undefined,
): NewConfiguration {
  const hasScript = Boolean(request.predictor)
  const executableId = executableFor(frameworkOf(request, model), hasScript)
  if (executableId === null) throw scriptNeeded(frameworkOf(request, model))
  const environment = request.predictorEnvironment?.name ?? request.environmentDTO?.name ?? null
  const packages = hasScript || environment !== null ? (requirementsOf(environment) ?? (hasScript ? null : system)) : null
  const bindings: Record<string, string> = {
    model: model.name,
    modelVersion: String(model.version),
    ...(artifactVersion > 0 ? { artifactVersion: String(artifactVersion) } : {}),
    ...(packages === null || executableId === 'onnx' ? {} : { requirements: packages }),
    platformAccess: accessFor(scopes),
    ...named('environmentVariables', variablesIn(request.predictorEnvVars, 'predictorEnvVars')),
    ...resourceBindings(request.predictorResources, 'predictorResources', ''),
    ...(request.transformer ? transformerBindings(request) : {}),
  }
  return {
    name: request.name,
    scenarioId: 'model-serving',
    executableId,
    parameterBindings: Object.entries(bindings).map(([key, value]) => ({ key, value })),
    inputArtifactBindings: [],
  }
}

/** Inside a deployment the client logs in by itself, as in Hopsworks: to what the one who deploys may see. */
const accessFor = (scopes: readonly string[] | undefined): string =>
  PlatformAccess.options.findLast((each) => !scopes || platformScopes[each].every((scope) => scopes.includes(scope))) ?? 'none'

export const frameworkOf = (request: ServingRequest, model: Pick<ModelVersion, 'framework'>): string | null =>
  model.framework ?? request.modelFramework ?? null

export const scriptNeeded = (framework: string | null) =>
  refusal(
    'invalid',
    240016,
    `predictor: a model of framework ${framework ?? 'PYTHON'} needs a predictor script (.py or .ipynb)`,
    'predictor',
  )

function transformerBindings(request: ServingRequest): Record<string, string> {
  const environment = request.transformerEnvironment?.name
  const requirements = environment === undefined ? null : requirementsOf(environment)
  return {
    ...named('transformerEnvironmentVariables', variablesIn(request.transformerEnvVars, 'transformerEnvVars')),
    ...(requirements === null ? {} : { transformerRequirements: requirements }),
    ...resourceBindings(request.transformerResources, 'transformerResources', 'transformer'),
  }
}

const named = (key: string, variables: Readonly<Record<string, string>>): Record<string, string> =>
  Object.keys(variables).length > 0 ? { [key]: JSON.stringify(variables) } : {}

/** `["K=V"]` as an object. */
function variablesIn(lines: readonly string[] | null | undefined, field: string): Record<string, string> {
  const variables: Record<string, string> = {}
  for (const line of lines ?? []) {
    const at = line.indexOf('=')
    if (at < 1 || !/^[A-Za-z_]\w*$/.test(line.slice(0, at)))
      throw refusal('invalid', 240009, `${field}: "${line.slice(0, 80)}" must be NAME=value`, field)
    variables[line.slice(0, at)] = line.slice(at + 1)
  }
  return variables
}
