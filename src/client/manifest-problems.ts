import { configurationFields, type DeploymentManifest, deploymentFields } from './manifest.ts'

/**
 * What is wrong with the form of a deployment's document, naming the field; null: nothing, and it is one. What the values mean is the
 * server's to judge. Runs in the browser, too.
 */
export function manifestProblem(value: unknown): string | null {
  if (!isMap(value)) return 'must be a map with a kind'
  if (value['kind'] !== 'Deployment') return 'kind must be Deployment'
  const unknown = unknownIn(value, deploymentFields)
  if (unknown !== undefined) return `${unknown} is not known of a Deployment; there are: ${deploymentFields.join(', ')}`
  if (typeof value['name'] !== 'string' || value['name'] === '') return 'name is required of a Deployment, as a text'
  const { configuration, targets } = value as Partial<Record<keyof DeploymentManifest, unknown>>
  if (configuration !== undefined && targets !== undefined && targets !== null)
    return 'targets stand in place of configuration: give one of the two'
  if (configuration !== undefined) return configurationProblem(configuration, 'configuration')
  if (targets === undefined || targets === null) return null
  if (!Array.isArray(targets) || targets.length === 0) return 'targets must be a list of at least one'
  return first(targets.map((target, at) => targetProblem(target, `targets[${at}]`)))
}

export const isManifest = (value: unknown): value is DeploymentManifest => manifestProblem(value) === null

function targetProblem(target: unknown, at: string): string | null {
  if (!isMap(target)) return `${at} must be a map with a configuration`
  const unknown = unknownIn(target, ['configuration', 'weight'])
  if (unknown !== undefined) return `${at}.${unknown} is not known; there are: configuration, weight`
  return configurationProblem(target['configuration'], `${at}.configuration`)
}

function configurationProblem(value: unknown, at: string): string | null {
  if (!isMap(value)) return `${at} must be a map with an executableId`
  const unknown = unknownIn(value, configurationFields)
  if (unknown !== undefined) return `${at}.${unknown} is not known; there are: ${configurationFields.join(', ')}`
  return first(
    (['parameterBindings', 'inputArtifactBindings'] as const).map((field) => bindingsProblem(value[field], `${at}.${field}`)),
  )
}

/** Numbers and truth are texts to the API. */
function bindingsProblem(value: unknown, at: string): string | null {
  if (value === undefined) return null
  if (!isMap(value)) return `${at} must be a map of keys and values`
  const odd = Object.entries(value).find(([, each]) => !['string', 'number', 'boolean'].includes(typeof each))
  return odd ? `${at}.${odd[0]} must be a text` : null
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const unknownIn = (value: object, known: readonly string[]): string | undefined =>
  Object.keys(value).find((field) => !known.includes(field))

const first = (problems: readonly (string | null)[]): string | null => problems.find((each) => each !== null) ?? null
