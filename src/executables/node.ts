import { z } from 'zod'
import { defineExecutable } from './define.ts'
import { modelServer, modelServerParameters, scriptAndModel } from './model-server.ts'
import { launchPredictor } from './predictor-launch.ts'
import { modelArtifact, mustHaveScript, ownScript, sourceOf } from './predictor-source.ts'
import { severalArgs } from './several-models.ts'

export const node = defineExecutable({
  id: 'node',
  title: 'JavaScript or TypeScript predictor',
  description:
    'A script of your own (class Predict with predict(inputs), or a function) answers V1 and Open Inference Protocol calls.',
  ...modelServer,
  parameters: z.strictObject({
    ...modelServerParameters,
    dependencies: z
      .string()
      .min(2)
      .max(65_536)
      .optional()
      .describe(
        'npm packages as a JSON object: {"left-pad":"1.3.0"}; default: those of the package.json beside the artifact version\'s script',
      ),
    script: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Imported script (.js, .mjs, .cjs, .ts): its source (https://…, file://…) or SHA-256; default: the artifact version's",
      ),
  }),
  artifacts: {
    script: {
      kind: 'other',
      required: false,
      description: 'The script (.js, .mjs, .cjs or .ts) with class Predict or function predict',
    },
    model: modelArtifact,
  },
  filesIn: scriptAndModel,
  dependencies: ({ dependencies }) => dependencies ?? null,
  runs: 'JavaScript',
  scripts: ({ script }, context) => ownScript('JavaScript', script, context),
  place: (parameters, context) => {
    const { bound, script } = mustHaveScript(context)
    return launchPredictor(parameters, context, {
      ...sourceOf(context, bound),
      backend: [
        '--node',
        ...(context.packages ? [`--packages=${context.packages.folder}`] : []),
        `--script=${script.path}`,
        `--script-name=${script.name}`,
        ...severalArgs(parameters, context),
      ],
    })
  },
})
