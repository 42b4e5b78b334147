import type { HostArgs } from './args.ts'
import type { Backend } from './backend.ts'
import { namesIn } from './environment.ts'
import { type Models, makeModels } from './models.ts'
import { modelsIn } from './repository.ts'
import { makeServed, type Served, type ServedOptions } from './served.ts'

export type HostModelsOptions = {
  readonly args: Pick<HostArgs, 'schema' | 'example' | 'several'>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly startBackend: (model: string, folder: string | undefined) => Backend
  readonly between: NonNullable<ServedOptions['between']>
  /** The backend of the only model ended by itself. */
  readonly onEnded: (words: string) => void
  readonly log: (words: string) => void
  readonly nowMs: () => number
}

/** The one model that is deployed, or those of a repository, which are loaded when they are called. `served`: the one. */
export function makeHostModels(options: HostModelsOptions): { readonly models: Models; readonly served: Served | null } {
  const { args, env, startBackend, between, nowMs } = options
  if (args.several === null) {
    const folder = env['MODEL_FILES_PATH']
    const served = makeServed({
      names: namesIn(env),
      version: env['MODEL_VERSION'] || null,
      schema: args.schema,
      example: args.example,
      nowMs,
      startBackend: () => startBackend('model', folder),
      between,
      onEnded: options.onEnded,
    })
    return { models: makeModels({ models: [served], maxLoaded: 1, onDemand: false, nowMs }), served }
  }
  const { models: named, maxLoaded } = args.several
  const unsaid = { schema: null, example: null }
  const several = named.length > 0 ? named : modelsIn(env['MODEL_FILES_PATH']).map((each) => ({ ...each, ...unsaid }))
  const all = several.map(({ name, version, folder, schema, example }) =>
    makeServed({
      names: [name],
      version,
      schema,
      example,
      nowMs,
      startBackend: () => startBackend(name, folder),
      between,
      onEnded: (words) => options.log(`${name}: ${words}; it is loaded again when it is called`),
    }),
  )
  return { models: makeModels({ models: all, maxLoaded, onDemand: true, nowMs }), served: null }
}
