import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { VersionSaid } from '../../client/types.ts'
import { numberIn } from '../number-in.ts'
import { pairs } from '../pairs.ts'
import { UsageError, type World } from '../world.ts'

export type SaidOptions = {
  readonly modelVersion?: string
  readonly framework?: string
  readonly description?: string
  readonly metric: readonly string[]
  readonly inputExample?: string
  readonly schema?: string
}

/** What the options say of a version. */
export async function readSaid(world: World, name: string, options: SaidOptions): Promise<VersionSaid> {
  const { modelVersion, framework, description, metric, inputExample, schema } = options
  const metrics = Object.fromEntries(pairs(metric, '--metric').map(([key, value]) => [key, numberIn(value, `--metric ${key}`)]))
  return {
    name,
    ...(modelVersion === undefined ? {} : { version: numberIn(modelVersion, '--model-version') }),
    ...(framework === undefined ? {} : { framework: framework.toUpperCase() }),
    ...(description === undefined ? {} : { description }),
    ...(metric.length > 0 ? { metrics } : {}),
    ...(inputExample === undefined ? {} : { inputExample: await jsonIn(world, inputExample, '--input-example') }),
    ...(schema === undefined ? {} : { modelSchema: await jsonIn(world, schema, '--schema') }),
  }
}

async function jsonIn(world: World, path: string, option: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(resolve(world.cwd, path), 'utf8'))
  } catch (cause) {
    const trouble = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    throw new UsageError(`${option} ${path}: ${trouble}`, { cause })
  }
}
