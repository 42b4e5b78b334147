import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'

const count = (least: number, most: number) =>
  z.coerce.number(`must be a whole number from ${least} to ${most}`).int().min(least).max(most)

const Args = z
  .strictObject({
    model: z.string('is required: the GGUF file to serve').min(1),
    socket: z.string().min(1).optional(),
    port: count(0, 65535).optional(),
    'context-size': count(16, 1 << 20).default(4096),
    parallel: count(1, 64).default(4),
    threads: count(1, 1024).default(1),
    'gpu-layers': count(0, 1000).default(0),
    'chat-template': z.string().min(1).optional(),
    lora: z.array(z.string().min(1)).default([]),
    alias: z.string().min(1).optional(),
    'exit-with-stdin': z.boolean().default(false),
  })
  .refine((args) => (args.socket === undefined) !== (args.port === undefined), {
    message: 'exactly one of --socket and --port is needed',
    path: ['socket'],
  })
  .transform((args) => ({
    model: args.model,
    listen: args.socket === undefined ? { port: args.port ?? 0 } : { socket: args.socket },
    /** Tokens per slot. */
    contextSize: args['context-size'],
    parallel: args.parallel,
    threads: args.threads,
    gpuLayers: args['gpu-layers'],
    chatTemplate: args['chat-template'] ?? null,
    lora: args.lora,
    /** Name in answers. */
    name: args.alias ?? basename(args.model).replace(/\.gguf$/i, ''),
    exitWithStdin: args['exit-with-stdin'],
  }))
export type RunnerArgs = z.infer<typeof Args>

/** Throws an `Error` with one line that names the argument at fault. */
export const readArgs = (argv: readonly string[]): RunnerArgs => {
  const result = Args.safeParse(parseArgs({ args: [...argv], options }).values)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Error(`--${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}`)
}

const text = { type: 'string' } as const
const options = {
  model: text,
  socket: text,
  port: text,
  'context-size': text,
  parallel: text,
  threads: text,
  'gpu-layers': text,
  'chat-template': text,
  lora: { type: 'string', multiple: true },
  alias: text,
  'exit-with-stdin': { type: 'boolean' },
} as const
