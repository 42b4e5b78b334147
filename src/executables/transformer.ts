import { join } from 'node:path'
import { z } from 'zod'
import type { LaunchPlacement } from '../domain/placement.ts'
import { languageOf } from '../domain/script.ts'
import type { Executable, PlaceContext, ScriptContext } from './define.ts'
import {
  launchPredictor,
  type Named,
  namedFile,
  type PredictorParameters,
  predictorParameters,
  pythonOf,
  requirementsText,
} from './predictor-launch.ts'
import { namedScript, sourceOf } from './predictor-source.ts'

const { concurrency, threads, startSeconds, environmentVariables } = predictorParameters

const parameters = {
  transformerScript: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Imported script with class Transformer: its source (https://…, file://…) or SHA-256; default: the artifact version's, where it has one",
    ),
  transformerRequirements: requirementsText
    .optional()
    .describe("Python packages of the transformer, as in pip's requirements.txt; default: those of the predictor"),
  transformerEnvironmentVariables: environmentVariables.describe('As environmentVariables, for the transformer'),
  transformerConcurrency: concurrency.describe('Calls that an instance of the transformer takes at once'),
  transformerThreads: threads.describe('As threads, for the transformer'),
  transformerStartSeconds: startSeconds.describe('Seconds from start until the transformer must be ready'),
}
type Parameters = z.infer<z.ZodObject<typeof parameters>> & Pick<PredictorParameters, 'platformAccess'>

/** What every server on the predictor host can do: put calls together, and have a transformer. */
export const onPredictorHost = (executable: Executable): Executable => ({ ...withTransformer(executable), batches: true })

/** The same server with a transformer: a component beside it whose script changes requests and answers. */
export const withTransformer = (executable: Executable): Executable => ({
  ...executable,
  parameters: executable.parameters.extend(parameters),
  artifacts: {
    ...executable.artifacts,
    transformer: {
      kind: 'other',
      required: false,
      description: 'A script (.py or .ipynb) with class Transformer: preprocess before the predictor, postprocess after it',
    },
  },
  filesIn: (all) => {
    const { transformerScript } = all as Parameters
    const files = executable.filesIn?.(all) ?? {}
    return transformerScript === undefined ? files : { ...files, transformer: transformerScript }
  },
  scripts: (all, context) => {
    const { transformerScript: parameter } = all as Parameters
    const { script, isBound } = scriptFor(context)
    if (!script) return executable.scripts?.(all, context) ?? []
    const by = { isBound, parameter, key: 'transformerScript', input: 'transformer' }
    const own = namedScript('transformer', languageOf(script.name) ?? 'Python', script, by)
    return [...(executable.scripts?.(all, context) ?? []), own]
  },
  transformer: {
    requirements: (all) => (all as Parameters).transformerRequirements ?? null,
    place: (all, context) => placeTransformer(all as Parameters, context),
  },
})

function placeTransformer(said: Parameters, context: PlaceContext): LaunchPlacement | null {
  const { script, isBound } = scriptFor(context)
  if (!script) return null
  const source = sourceOf(context, isBound ? script : null)
  return launchPredictor(
    {
      concurrency: said.transformerConcurrency,
      threads: said.transformerThreads,
      startSeconds: said.transformerStartSeconds,
      environmentVariables: said.transformerEnvironmentVariables,
      modelName: undefined,
      modelControl: 'false',
      // Of the deployment as a whole.
      platformAccess: said.platformAccess,
    },
    context,
    {
      ...source,
      // What the predictor takes is not what the transformer does.
      schemaFile: null,
      exampleFile: null,
      env: { ...source.env, IS_PREDICTOR: 'false', IS_TRANSFORMER: 'true' },
      backend: [
        '--component',
        'transformer',
        ...(languageOf(script.name) === 'JavaScript' ? ['--node'] : [`--python=${pythonOf(context)}`]),
        `--script=${script.path}`,
        `--script-name=${script.name}`,
      ],
    },
  )
}

function scriptFor(context: ScriptContext): { readonly script: Named | null; readonly isBound: boolean } {
  const bound = namedFile(context, 'transformer')
  if (bound) return { script: bound, isBound: true }
  const artifact = context.registered?.artifact
  const name = artifact?.transformer ?? null
  return { script: artifact && name !== null ? { name, path: join(artifact.folder, name) } : null, isBound: false }
}
