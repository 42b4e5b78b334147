import type { Schemas } from '../client/typed.ts'
import type { Script } from './world.ts'

/** What an instance is given (`requests`), and what it may take at most (`limits`); memory in MB, -1: no limit. */
export type Resources = {
  readonly requests?: Amounts
  readonly limits?: Amounts
  /** So many, always; 0: none while nobody calls. `scaling` says more. */
  readonly numInstances?: number
}
export type Amounts = { readonly cores?: number; readonly memory?: number; readonly gpus?: number }

/** How many instances there are, and what makes them more and fewer. */
export type Scaling = NonNullable<Schemas['DeploymentScaling']['predictor']>
/** Calls that come together are put together: `maxLatency` in milliseconds, `timeout` in seconds. */
export type InferenceBatcher = Schemas['BatcherInput']
/** What is kept of calls, and where. Modes are also taken in Hopsworks' words. */
export type InferenceLogger = Omit<Schemas['InferenceLogInput'], 'mode'> & {
  readonly mode: Schemas['InferenceLogInput']['mode'] | keyof typeof logModes
}

/** A component before and after the model. */
export type Transformer = {
  readonly scriptFile: Script
  readonly resources?: Resources
  readonly scaling?: Scaling
  /** pip's requirements; default: the predictor's. */
  readonly requirements?: string | readonly string[]
  readonly environmentVariables?: Readonly<Record<string, string>>
}

export type PredictorOptions = {
  /** Of the deployment; default: the model's name, its letters and digits. */
  name?: string
  /** Python (`.py`, `.ipynb`) or JavaScript with a class `Predict`. */
  scriptFile?: Script
  /** Handed to the script as CONFIG_FILE_PATH. */
  configFile?: Script
  /** A number: the scripts that are there under it. CREATE: always a new one. Default: the one with these scripts, or a new one. */
  artifactVersion?: number | 'CREATE'
  transformer?: Transformer
  resources?: Resources
  scaling?: Scaling
  /** null: none any more. */
  inferenceBatcher?: InferenceBatcher | null
  /** null: nothing is kept any more. */
  inferenceLogger?: InferenceLogger | null
  /** pip's requirements of the script. */
  requirements?: string | readonly string[]
  environmentVariables?: Readonly<Record<string, string>>
  /** What serves the model; default: follows from model and script. */
  executableId?: string
  /** More parameters of the executable. */
  parameters?: Readonly<Record<string, string>>
  /** Lifetime: `10m`, `24h`, `7d`. */
  ttl?: string
}

/** A version of a registered model. */
export type ModelRef = { readonly name: string; readonly version: number }

/** How a deployment's model is served. Change it, then `save()` the deployment. */
export type PredictorSpec = PredictorOptions & { readonly model: ModelRef }

/** What a configuration says of it; `artifactVersion` 0: the model's files alone. */
export function parametersOf(spec: PredictorSpec, artifactVersion: number): Record<string, string> {
  const { transformer, resources, requirements, environmentVariables, parameters } = spec
  return {
    ...parameters,
    ...(artifactVersion > 0 ? { artifactVersion: String(artifactVersion) } : {}),
    ...packages('requirements', requirements),
    ...variables('environmentVariables', environmentVariables),
    ...amounts(resources, (name) => name),
    ...packages('transformerRequirements', transformer?.requirements),
    ...variables('transformerEnvironmentVariables', transformer?.environmentVariables),
    ...amounts(transformer?.resources, (name) => `transformer${name.charAt(0).toUpperCase()}${name.slice(1)}`),
  }
}

/** undefined: nothing was said of it. */
export function scalingOf({ resources, scaling, transformer }: PredictorSpec): Schemas['DeploymentScaling'] | undefined {
  const predictor = scaling ?? instances(resources)
  const before = transformer && (transformer.scaling ?? instances(transformer.resources))
  if (!predictor && !before) return undefined
  return { ...(predictor ? { predictor } : {}), ...(before ? { transformer: before } : {}) }
}

export const loggerOf = ({ mode, ...rest }: InferenceLogger): Schemas['InferenceLogInput'] => ({
  ...rest,
  mode: isHopsworks(mode) ? logModes[mode] : mode,
})

const logModes = { ALL: 'all', PREDICTIONS: 'outputs', MODEL_INPUTS: 'inputs', NONE: 'none' } as const
const isHopsworks = (mode: string): mode is keyof typeof logModes => Object.hasOwn(logModes, mode)

const instances = (resources: Resources | undefined): Scaling | undefined =>
  resources?.numInstances === undefined
    ? undefined
    : { minInstances: resources.numInstances, maxInstances: Math.max(resources.numInstances, 1) }

const packages = (key: string, said: string | readonly string[] | undefined): Record<string, string> =>
  said === undefined ? {} : { [key]: typeof said === 'string' ? said : said.join('\n') }

const variables = (key: string, said: Readonly<Record<string, string>> | undefined): Record<string, string> =>
  said === undefined ? {} : { [key]: JSON.stringify(said) }

function amounts({ requests, limits }: Resources = {}, named: (name: string) => string): Record<string, string> {
  const said = [
    ['cores', requests?.cores],
    ['coresLimit', limits?.cores],
    ['memoryMb', requests?.memory],
    ['memoryMbLimit', limits?.memory],
    // A GPU is given whole: what is asked for is what there is at most.
    ['gpus', requests?.gpus ?? limits?.gpus],
  ] as const
  return Object.fromEntries(said.flatMap(([name, value]) => (value === undefined ? [] : [[named(name), String(value)]])))
}
