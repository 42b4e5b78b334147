import type { Caller } from '../../../control/platform/caller.ts'
import type { NewConfiguration } from '../../../control/platform/configurations.ts'
import type { ExecutableView } from '../../../control/platform/executables.ts'
import type { Platform } from '../../../control/platform/platform.ts'
import { Failure } from '../../../domain/failure.ts'
import { type AssetName, assetIn } from './address.ts'
import type { OnlineDeploymentRequest } from './online-requests.ts'

type Verbs = Pick<Platform, 'offersOf' | 'listScenarios' | 'listExecutables'>

/** A deployment of an endpoint as a configuration: the environment is its executable, the instance type a resource plan. */
export async function draftOf(
  platform: Verbs,
  caller: Caller,
  name: string,
  { properties }: OnlineDeploymentRequest,
): Promise<NewConfiguration> {
  const { model: asset, environmentId, instanceType, properties: more } = properties
  const model = asset ? assetIn(asset, 'models', 'properties.model') : null
  const executable = environmentId
    ? await executableOf(platform, assetIn(environmentId, 'environments', 'properties.environmentId').name)
    : await usualFor(platform, caller, model)
  const own = {
    ...(model ? modelBindings(executable, model) : {}),
    ...(instanceType ? { resourcePlan: instanceType } : {}),
  }
  const said = Object.entries(more ?? {}).flatMap(([key, value]) => (value === null ? [] : [{ key, value }]))
  const twice = said.find(({ key }) => Object.hasOwn(own, key))
  if (twice) refuse('properties.properties', `"${twice.key}" follows from model and instanceType; leave it out`)
  return {
    name,
    scenarioId: executable.scenarioId,
    executableId: executable.id,
    parameterBindings: [...Object.entries(own).map(([key, value]) => ({ key, value })), ...said],
    inputArtifactBindings: [],
  }
}

function modelBindings({ id, parameters }: ExecutableView, { name, version }: AssetName): Record<string, string> {
  const key = ['model', 'modelName'].find((each) => parameters.some((parameter) => parameter.name === each))
  if (key === undefined) refuse('properties.model', `${id} takes no model; leave it out`)
  return { [key]: name, ...(version === null ? {} : { modelVersion: version }) }
}

async function executableOf(platform: Verbs, id: string): Promise<ExecutableView> {
  const all = await executables(platform)
  const found = all.find((each) => each.id === id)
  if (found) return found
  const known = all.map((each) => each.id).join(', ')
  return refuse('properties.environmentId', `"${id.slice(0, 80)}" is no executable; there are ${known}`)
}

async function usualFor(platform: Verbs, caller: Caller, model: AssetName | null): Promise<ExecutableView> {
  if (!model) return refuse('properties.environmentId', 'is required where there is no model: it says which executable is to run')
  const offers = await platform.offersOf(caller, model.name)
  const here = [...new Set(offers.filter(({ connection }) => connection === null).map(({ executable }) => executable.id))]
  const [only] = here
  if (only !== undefined && here.length === 1) return executableOf(platform, only)
  const what = model.name.slice(0, 80)
  if (here.length > 1) return refuse('properties.environmentId', `is required: ${what} is run by ${here.join(' or ')}`)
  return offers.length > 0
    ? refuse('properties.model', `${what} is answered elsewhere: deploy it in an account, or to a serverless endpoint`)
    : refuse(
        'properties.model',
        `"${what}" is no registered model that an executable runs by itself: register it, or name an executable as environmentId`,
      )
}

async function executables(platform: Verbs): Promise<readonly ExecutableView[]> {
  const scenarios = await platform.listScenarios()
  return (await Promise.all(scenarios.map(({ id }) => platform.listExecutables(id)))).flat()
}

function refuse(target: string, trouble: string): never {
  throw new Failure('invalid', `${target} ${trouble}`, { code: 'InvalidResourceProperties', target })
}
