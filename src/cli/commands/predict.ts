import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Deployment } from '../../client/types.ts'
import type { Session } from '../session.ts'
import { UsageError, type World } from '../world.ts'

/** Has a model predict: `input` is JSON, `@file`, or `-`. The answer goes to standard output as JSON. */
export async function predict({ client, world, output }: Session, deployment: Deployment, input: string): Promise<void> {
  const body = await inputIn(world, input)
  const model = encodeURIComponent(deployment.name ?? deployment.id)
  const path = isOpenInference(body) ? `/v2/models/${model}/infer` : `/v1/models/${model}:predict`
  const answer = await client.call<unknown>('POST', `/v2/inference/deployments/${encodeURIComponent(deployment.id)}${path}`, {
    // Rows alone are what V1 calls instances.
    body: Array.isArray(body) ? { instances: body } : body,
    signal: world.interrupted,
  })
  if (output.format === 'yaml') return output.one({ columns: {}, name: () => '' }, answer)
  world.stdout.write(`${JSON.stringify(answer, null, output.format === 'json' ? 2 : 0)}\n`)
}

async function inputIn(world: World, input: string): Promise<unknown> {
  const text = input === '-' ? await readAll(world.stdin) : input.startsWith('@') ? await fileAt(world, input.slice(1)) : input
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UsageError(`--input ${input.slice(0, 80)}: must be JSON such as [[5.1, 3.5, 1.4, 0.2]], @file, or -`, { cause })
  }
}

const fileAt = (world: World, path: string): Promise<string> =>
  readFile(resolve(world.cwd, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--input @${path}: cannot be read (${error.code})`)
  })

/** Tensors with a data type are of the Open Inference Protocol; V1 knows `inputs` without one. */
const isOpenInference = (body: unknown): boolean => {
  const inputs = typeof body === 'object' && body !== null && 'inputs' in body ? body.inputs : null
  return Array.isArray(inputs) && typeof inputs[0] === 'object' && inputs[0] !== null && 'datatype' in inputs[0]
}

export async function readAll(stdin: World['stdin']): Promise<string> {
  let text = ''
  stdin.setEncoding('utf8')
  for await (const chunk of stdin) text += chunk
  return text
}
