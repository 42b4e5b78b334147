import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readTensorSchema, type TensorSchema } from '../../domain/tensor-schema.ts'
import { type BatcherSettings, readBatcher } from './batcher-settings.ts'
import { type ModelFolder, modelFolder } from './repository.ts'

export type HostArgs = {
  readonly socket: string
  readonly component: 'predictor' | 'transformer'
  readonly backend: BackendArgs
  readonly schema: TensorSchema | null
  /** What may be sent, as registered; any JSON, null: none. For those who ask. */
  readonly example: unknown
  /** Several models, loaded when they are called; null: one. No list: those that lie below MODEL_FILES_PATH. */
  readonly several: { readonly models: readonly SeveralModel[]; readonly maxLoaded: number } | null
  readonly concurrency: number
  /** How calls are put together from the start; null: not at all. */
  readonly batcher: BatcherSettings | null
  readonly modelControl: boolean
  readonly maxBodyBytes: number
  readonly exitWithStdin: boolean
  /** Single files to be found under their own names in a folder: `MODEL_FILES_PATH`. */
  readonly modelFiles: readonly NamedFile[]
  readonly artifactFiles: readonly NamedFile[]
  /** Text to begin the log with. */
  readonly logFile: string | null
}

/** What answers: a script in Python or JavaScript, or an ONNX model below MODEL_FILES_PATH. */
export type BackendArgs =
  | { readonly kind: 'python'; readonly python: string; readonly script: string; readonly scriptName: string }
  | { readonly kind: 'node'; readonly script: string; readonly scriptName: string; readonly packages: string | null }
  | { readonly kind: 'onnx'; readonly threads: number }

/** One of several, with what the registry says of it. */
export type SeveralModel = ModelFolder & { readonly schema: TensorSchema | null; readonly example: unknown }

/** A file and what it is called. */
export type NamedFile = { readonly path: string; readonly name: string }

/** Throws an `Error` with one line that names the argument at fault. */
export function readArgs(argv: readonly string[]): HostArgs {
  const { values } = parseArgs({ args: [...argv], options })
  const component = values.component ?? 'predictor'
  if (component !== 'predictor' && component !== 'transformer') throw new Error('--component: must be predictor or transformer')
  return {
    socket: needed(values.socket, 'socket'),
    component,
    backend: backendIn(values),
    schema: schemaIn(values.schema ?? textOf(values['schema-file'])),
    example: exampleIn(values['example-file']),
    several:
      values['max-loaded'] === undefined
        ? null
        : {
            models: severalIn(values),
            maxLoaded: whole(values['max-loaded'], 'max-loaded', 1, 10_000),
          },
    batcher: readBatcher(values.batcher === undefined ? null : JSON.parse(values.batcher)),
    concurrency: whole(values.concurrency ?? '16', 'concurrency', 1, 10_000),
    modelControl: values['model-control'] ?? false,
    maxBodyBytes: whole(values['max-body-mb'] ?? '64', 'max-body-mb', 1, 4096) * 1024 * 1024,
    exitWithStdin: values['exit-with-stdin'] ?? false,
    modelFiles: (values['model-file'] ?? []).map(namedFile),
    artifactFiles: (values['artifact-file'] ?? []).map(namedFile),
    logFile: values['log-file'] ?? null,
  }
}

type BackendValues = { readonly [name in 'python' | 'node' | 'onnx' | 'packages' | 'script' | 'script-name']?: string | boolean }

function backendIn(values: BackendValues): BackendArgs {
  if (values.onnx !== undefined) return { kind: 'onnx', threads: whole(String(values.onnx), 'onnx', 1, 1024) }
  const script = needed(values.script, 'script')
  const name = (usual: string): string => String(values['script-name'] ?? usual)
  if (values.node === true) {
    const packages = values.packages === undefined ? null : String(values.packages)
    return { kind: 'node', script, scriptName: name('predict.js'), packages }
  }
  return { kind: 'python', python: needed(values.python, 'python'), script, scriptName: name('predict.py') }
}

type SeveralValues = { readonly [name in 'model' | 'model-schema' | 'model-example']?: string[] }

function severalIn(values: SeveralValues): readonly SeveralModel[] {
  const schemas = filesIn(values['model-schema'])
  const examples = filesIn(values['model-example'])
  return (values.model ?? []).map(modelFolder).map((each) => ({
    ...each,
    schema: schemaIn(textOf(schemas.get(each.name))),
    example: exampleIn(examples.get(each.name)),
  }))
}

/** Paths by model. */
const filesIn = (values: readonly string[] = []): ReadonlyMap<string, string> =>
  new Map(values.map(namedFile).map(({ name, path }) => [name, path]))

/** Files, as an argument may not be longer than 128 KiB. */
const textOf = (file: string | undefined): string | undefined => (file === undefined ? undefined : readFileSync(file, 'utf8'))

const schemaIn = (json: string | undefined): TensorSchema | null =>
  json === undefined ? null : readTensorSchema(JSON.parse(json))

const exampleIn = (file: string | undefined): unknown => JSON.parse(textOf(file) ?? 'null')

const text = { type: 'string' } as const
const options = {
  socket: text,
  component: text,
  python: text,
  node: { type: 'boolean' },
  packages: text,
  onnx: text,
  script: text,
  'script-name': text,
  schema: text,
  'schema-file': text,
  'example-file': text,
  concurrency: text,
  batcher: text,
  'max-loaded': text,
  model: { type: 'string', multiple: true },
  'model-schema': { type: 'string', multiple: true },
  'model-example': { type: 'string', multiple: true },
  'model-control': { type: 'boolean' },
  'max-body-mb': text,
  'exit-with-stdin': { type: 'boolean' },
  'model-file': { type: 'string', multiple: true },
  'artifact-file': { type: 'string', multiple: true },
  'log-file': text,
} as const

function needed(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') throw new Error(`--${name}: is required`)
  return value
}

function whole(value: string, name: string, least: number, most: number): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < least || number > most)
    throw new Error(`--${name}: must be a whole number from ${least} to ${most}`)
  return number
}

/** `name=/absolute/path` */
function namedFile(value: string): NamedFile {
  const at = value.indexOf('=/')
  if (at < 1) throw new Error('--model-file: must be name=/absolute/path')
  return { name: value.slice(0, at), path: value.slice(at + 1) }
}
