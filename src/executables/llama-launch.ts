import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { LaunchPlacement } from '../domain/placement.ts'
import type { ArtifactInput, BoundFiles, HostFacts } from './define.ts'

/** Known to llama-server and our runner alike. */
const templateNames: readonly string[] = ['chatml', 'llama3', 'gemma']

/**
 * What llama.cpp is told, whichever executable starts it. Two ways to name the GGUF: the artifact input `model`, or the parameter
 * `modelFile`; both are an absolute local path in `files.model` when `place` is called.
 */
export const llamaParameters = {
  modelFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Imported GGUF file: its source (hf://org/repo/file.gguf, https://…, file://…) or SHA-256; instead of the artifact "model"',
    ),
  contextSize: whole(16, 1 << 20)
    .default(4096)
    .describe("Tokens a call may use, prompt and answer together; never more than the model's own context"),
  parallel: whole(1, 64).default(4).describe('Calls answered at once, each with a context of its own; more calls wait in line'),
  threads: whole(1, 1024).optional().describe('CPU threads; default: all cores but one'),
  gpuLayers: whole(0, 1000).default(0).describe('Layers computed on the GPU, where the engine was installed with GPU support'),
  chatTemplate: z
    .string()
    .refine(
      (value) => templateNames.includes(value) || /\{[{%]/.test(value),
      `must be ${templateNames.join(', ')}, or Jinja text`,
    )
    .optional()
    .describe(`Chat template: ${templateNames.join(', ')}, or Jinja text; default: the model's own`),
  loraFiles: z
    .string()
    .refine((value) => entriesOf(value).every((entry) => entry !== ''), 'must be a comma-separated list without empty entries')
    .optional()
    .describe('Imported LoRA adapters (GGUF), by SHA-256 or source, comma-separated; besides the artifact "lora"'),
  embeddings: z
    .enum(['true', 'false'])
    .default('false')
    .describe(
      'Only embeddings: for embedding models on llama-server, which serves them separately; our own runner always serves both',
    ),
} as const

export const llamaArtifacts = {
  model: { kind: 'model', required: false, description: 'GGUF file of the model' },
  lora: { kind: 'model', required: false, description: 'GGUF file of a LoRA adapter' },
} as const satisfies Record<string, ArtifactInput>

/** Which files these parameters name; see `Executable.filesIn`. */
export const llamaFiles = ({
  modelFile,
  loraFiles,
}: {
  readonly modelFile?: string | undefined
  readonly loraFiles?: string | undefined
}) => ({
  ...(modelFile === undefined ? {} : { model: modelFile }),
  ...Object.fromEntries(
    entriesOf(loraFiles ?? '')
      .filter(Boolean)
      .map((entry) => [`loraFiles:${entry}`, entry]),
  ),
})

export type LlamaParameters = { [Name in keyof typeof llamaParameters]: z.infer<(typeof llamaParameters)[Name]> }

/** Starts `llama-server` where the machine has one, else our own runner: both speak the same API. */
export const launchLlama = (
  parameters: Readonly<Partial<LlamaParameters>> & Pick<LlamaParameters, 'contextSize' | 'parallel' | 'gpuLayers' | 'embeddings'>,
  modelName: string | null,
  files: BoundFiles,
  host: HostFacts,
): LaunchPlacement => {
  const model = files['model']
  if (model === undefined)
    throw new Failure(
      'invalid',
      'a GGUF file is needed: bind the artifact "model", or name an imported file in the parameter "modelFile"',
      {
        target: 'parameterBindings.modelFile',
      },
    )
  const order: Order = {
    model,
    contextSize: parameters.contextSize,
    parallel: parameters.parallel,
    threads: parameters.threads ?? Math.max(1, host.cores - 1),
    gpuLayers: parameters.gpuLayers,
    chatTemplate: parameters.chatTemplate ?? null,
    lora: loraPaths(parameters.loraFiles === undefined ? [] : entriesOf(parameters.loraFiles), files),
    alias: modelName,
    embeddings: parameters.embeddings === 'true',
  }
  return {
    kind: 'launch',
    command: host.llamaServer === null ? runnerCommand(host, order) : serverCommand(host.llamaServer, order),
    // A backtrace would bury the assertion that ended the server, which is what people are shown.
    env: { GGML_NO_BACKTRACE: '1' },
    readyPath: '/health',
    startTimeoutMs,
    basePath: '/v1',
    model: modelName,
    concurrency: parameters.parallel,
  }
}

type Order = {
  readonly model: string
  /** Tokens per slot. */
  readonly contextSize: number
  readonly parallel: number
  readonly threads: number
  readonly gpuLayers: number
  readonly chatTemplate: string | null
  readonly lora: readonly string[]
  readonly alias: string | null
  readonly embeddings: boolean
}

/** Tens of gigabytes from a slow disk. */
const startTimeoutMs = 10 * 60_000

/** Listens on a Unix socket when the host ends in `.sock`; splits its context among the slots. */
const serverCommand = (program: string, order: Order): readonly string[] => [
  program,
  ...['--host', '{socket}'],
  ...['-m', order.model],
  ...['-c', String(order.contextSize * order.parallel)],
  ...['-np', String(order.parallel)],
  ...['-t', String(order.threads)],
  ...['-ngl', String(order.gpuLayers)],
  '--metrics',
  '--jinja',
  ...(order.chatTemplate === null ? [] : ['--chat-template', order.chatTemplate]),
  ...order.lora.flatMap((file) => ['--lora', file]),
  ...(order.alias === null ? [] : ['--alias', order.alias]),
  ...(order.embeddings ? ['--embeddings'] : []),
]

const runnerCommand = (host: HostFacts, order: Order): readonly string[] => [
  host.node,
  host.llamaRunner,
  ...['--socket', '{socket}'],
  // Should the process that holds the instances be killed, this one ends too.
  '--exit-with-stdin',
  ...['--model', order.model],
  ...['--context-size', String(order.contextSize)],
  ...['--parallel', String(order.parallel)],
  ...['--threads', String(order.threads)],
  ...['--gpu-layers', String(order.gpuLayers)],
  // As one argument each, since what people write may begin with a dash.
  ...(order.chatTemplate === null ? [] : [`--chat-template=${order.chatTemplate}`]),
  ...order.lora.flatMap((file) => ['--lora', file]),
  ...(order.alias === null ? [] : [`--alias=${order.alias}`]),
]

const loraPaths = (entries: readonly string[], files: BoundFiles): readonly string[] =>
  [files['lora'], ...entries.map((entry) => files[`loraFiles:${entry}`])].filter((path) => path !== undefined)

const entriesOf = (list: string): readonly string[] => list.split(',').map((entry) => entry.trim())

function whole(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`
  return z.coerce.number(message).int(message).min(least, message).max(most, message)
}
