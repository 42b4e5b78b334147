import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { LaunchPlacement } from '../domain/placement.ts'
import { PlatformAccess } from '../domain/platform-access.ts'
import type { PlaceContext, ScriptContext } from './define.ts'

/** What every deployment on the predictor host can be told, whatever answers behind it. */
export const predictorParameters = {
  modelName: z
    .string()
    .regex(/^[\w.-]{1,128}$/, 'must be 1 to 128 letters, digits, ".", "_" or "-"')
    .optional()
    .describe("Another name that callers may use for the model in paths, besides the deployment's name and id"),
  environmentVariables: z
    .string()
    .transform(readVariables)
    .optional()
    .describe('JSON object of environment variables for the script: {"THRESHOLD":"0.5"}; those that Lectern sets itself win'),
  concurrency: whole(1, 1000)
    .default(32)
    .describe('Calls that an instance takes at once; a script that is not async works on one of them at a time'),
  threads: whole(1, 1024).default(1).describe('Processor threads for numerical libraries (OpenMP, OpenBLAS, MKL)'),
  startSeconds: whole(1, 3600).default(120).describe('Seconds from start until the script must be ready'),
  modelControl: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Whether callers may unload the model and load it again (/v2/repository/models/{m}/unload)'),
  platformAccess: z
    .enum(['none', ...PlatformAccess.options])
    .default('none')
    .describe(
      'A key of its own for the script, as API_KEY and in SECRETS_DIR: none, serving (calls deployments of its resource group), project (also reads models, files and topics)',
    ),
}

export type PredictorParameters = z.infer<z.ZodObject<typeof predictorParameters>>

/** A file under the name that it had where it came from: it may lie under its hash here. */
export type Named = { readonly name: string; readonly path: string }

export type PredictorOrder = {
  /** What answers, as arguments of the host. */
  readonly backend: readonly string[]
  readonly modelFiles: readonly Named[]
  readonly artifactFiles: readonly Named[]
  /** Files that say in the registry's words what goes in and out, and give an example of it; null: none. */
  readonly schemaFile: string | null
  readonly exampleFile: string | null
  readonly env: Readonly<Record<string, string>>
}

/** As in requirements.txt. */
export const requirementsText = z.string().min(1).max(32_768)

export function launchPredictor(
  parameters: PredictorParameters,
  { host, environment, packages }: PlaceContext,
  order: PredictorOrder,
): LaunchPlacement {
  const threads = String(parameters.threads)
  const { platformAccess } = parameters
  return {
    kind: 'launch',
    command: [
      host.node,
      host.predictorHost,
      ...['--socket', '{socket}'],
      // Should the process that holds the instances be killed, this one ends too.
      '--exit-with-stdin',
      ...['--concurrency', String(parameters.concurrency)],
      ...(parameters.modelControl === 'true' ? ['--model-control'] : []),
      ...(environment ? ['--log-file', environment.logFile] : packages ? ['--log-file', packages.logFile] : []),
      // The gateway bounds bodies; this is the most that it may be set to.
      ...['--max-body-mb', '1024'],
      ...(order.schemaFile === null ? [] : ['--schema-file', order.schemaFile]),
      ...(order.exampleFile === null ? [] : ['--example-file', order.exampleFile]),
      ...order.modelFiles.map(({ name, path }) => `--model-file=${name}=${path}`),
      ...order.artifactFiles.map(({ name, path }) => `--artifact-file=${name}=${path}`),
      ...order.backend,
    ],
    env: {
      OMP_NUM_THREADS: threads,
      OPENBLAS_NUM_THREADS: threads,
      MKL_NUM_THREADS: threads,
      ...parameters.environmentVariables,
      ...order.env,
      ...(parameters.modelName === undefined ? {} : { MODEL_NAME: parameters.modelName }),
    },
    readyPath: '/v2/health/ready',
    settingsDoor: '{socket}.ctl',
    startTimeoutMs: parameters.startSeconds * 1000,
    basePath: '',
    model: null,
    concurrency: parameters.concurrency,
    ...(platformAccess === 'none' ? {} : { platformAccess }),
  }
}

/** The interpreter: of the environment that was made for it, else the machine's. */
export function pythonOf({ host, environment }: PlaceContext): string {
  const python = environment?.python ?? host.python
  if (python === null)
    throw new Failure('unavailable', 'there is no Python on this machine: install python3, or name one with --python')
  return python
}

/** A bound file by the name under which people know it. */
export function namedFile({ files, fileNames }: ScriptContext, key: string): Named | null {
  const path = files[key]
  if (path === undefined) return null
  const name = (fileNames?.[key] ?? path).split('/').at(-1) ?? key
  // Named by its hash alone, it has no name.
  return { name: /^[0-9a-f]{64}$/.test(name) ? key : name.replaceAll('=', '_'), path }
}

function readVariables(text: string, context: z.RefinementCtx): Record<string, string> {
  const refuse = (message: string): never => {
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('must be a JSON object of texts: {"NAME":"value"}')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('must be a JSON object of texts')
  for (const [name, each] of Object.entries(value)) {
    if (!/^[A-Za-z_]\w*$/.test(name)) return refuse(`"${name}" is no name of an environment variable`)
    if (typeof each !== 'string') return refuse(`${name} must be a text, in quotes`)
    if (each.includes('\0')) return refuse(`${name} must not hold a NUL character`)
  }
  return value as Record<string, string>
}

export function whole(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`
  return z.coerce.number(message).int(message).min(least, message).max(most, message)
}
