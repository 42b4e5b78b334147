import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Framework } from '../domain/registry.ts'
import { defineExecutable } from './define.ts'
import { modelAlone, modelServer, modelServerParameters, mustHaveModel } from './model-server.ts'
import { launchPredictor, pythonOf, requirementsText } from './predictor-launch.ts'
import { modelArtifact, sourceOf } from './predictor-source.ts'
import { severalArgs } from './several-models.ts'

type BuiltIn = {
  readonly id: string
  readonly title: string
  readonly description: string
  /** File among the scripts that come with the Python harness. */
  readonly script: string
  /** What it runs on unless the configuration says otherwise. */
  readonly requirements: string
  /** The same, for people. */
  readonly packages: string
  /** Of registered models. */
  readonly frameworks: readonly Framework[]
}

/** The word for: the machine's Python as it is. */
const system = 'system'

/** A server of one kind of model files that needs no script: a script of ours on the same host. */
export const builtInServer = ({ id, title, description, script, requirements: usual, packages, frameworks }: BuiltIn) =>
  defineExecutable({
    id,
    title,
    description,
    ...modelServer,
    parameters: z.strictObject({
      ...modelServerParameters,
      requirements: requirementsText
        .optional()
        .describe(
          `Python packages as in pip's requirements.txt, one a line; "${system}": those of the machine's Python; default: ${packages}`,
        ),
    }),
    artifacts: { model: modelArtifact },
    filesIn: modelAlone,
    frameworks,
    requirements: ({ requirements = usual }) => (requirements.trim() === system ? null : requirements),
    place: (parameters, context) => {
      mustHaveModel(parameters, context)
      const path = join(dirname(context.host.predictorHost), '..', 'python', 'lectern_harness', 'built_in', script)
      return launchPredictor(parameters, context, {
        ...sourceOf(context, null),
        backend: [
          `--python=${pythonOf(context)}`,
          `--script=${path}`,
          `--script-name=${script}`,
          ...severalArgs(parameters, context),
        ],
      })
    },
  })
