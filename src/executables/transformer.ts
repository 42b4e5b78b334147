import { join } from 'node:path'
import { z } from 'zod'
import type { LaunchPlacement } from '../domain/placement.ts'
import type { Executable, PlaceContext } from './define.ts'
import { launchPredictor, type Named, namedFile, predictorParameters, pythonOf, requirementsText } from './predictor-launch.ts'
import { sourceOf } from './predictor-source.ts'

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
type Parameters = z.infer<z.ZodObject<typeof parameters>>

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
  transformer: {
    requirements: (all) => (all as Parameters).transformerRequirements ?? null,
    place: (all, context) => placeTransformer(all as Parameters, context),
  },
})

function placeTransformer(said: Parameters, context: PlaceContext): LaunchPlacement | null {
  const bound = namedFile(context, 'transformer')
  const script = bound ?? ofArtifact(context)
  if (!script) return null
  const source = sourceOf(context, bound)
  return launchPredictor(
    {
      concurrency: said.transformerConcurrency,
      threads: said.transformerThreads,
      startSeconds: said.transformerStartSeconds,
      environmentVariables: said.transformerEnvironmentVariables,
      modelName: undefined,
      modelControl: 'false',
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
        ...languageOf(script, context),
        `--script=${script.path}`,
        `--script-name=${script.name}`,
      ],
    },
  )
}

function ofArtifact({ registered }: PlaceContext): Named | null {
  const artifact = registered?.artifact
  return artifact?.transformer ? { name: artifact.transformer, path: join(artifact.folder, artifact.transformer) } : null
}

const languageOf = ({ name }: Named, context: PlaceContext): readonly string[] =>
  /\.[cm]?[jt]s$/.test(name) ? ['--node'] : [`--python=${pythonOf(context)}`]
