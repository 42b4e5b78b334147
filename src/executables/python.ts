import { z } from 'zod'
import { defineExecutable } from './define.ts'
import { modelServer, modelServerParameters, scriptAndModel } from './model-server.ts'
import { launchPredictor, pythonOf, requirementsText } from './predictor-launch.ts'
import { modelArtifact, mustHaveScript, ownScript, sourceOf } from './predictor-source.ts'
import { severalArgs } from './several-models.ts'

export const python = defineExecutable({
  id: 'python',
  title: 'Python predictor',
  description: 'A Python script of your own (class Predict with predict(inputs)) answers V1 and Open Inference Protocol calls.',
  ...modelServer,
  parameters: z.strictObject({
    ...modelServerParameters,
    script: z
      .string()
      .min(1)
      .optional()
      .describe("Imported script (.py or .ipynb): its source (https://…, file://…) or SHA-256; default: the artifact version's"),
    requirements: requirementsText
      .optional()
      .describe("Python packages as in pip's requirements.txt, one a line; default: those of the machine's Python"),
  }),
  artifacts: {
    script: { kind: 'other', required: false, description: 'The script (.py or .ipynb) with class Predict' },
    model: modelArtifact,
  },
  filesIn: scriptAndModel,
  requirements: ({ requirements }) => requirements ?? null,
  runs: 'Python',
  scripts: ({ script }, context) => ownScript('Python', script, context),
  place: (parameters, context) => {
    const { bound, script } = mustHaveScript(context)
    return launchPredictor(parameters, context, {
      ...sourceOf(context, bound),
      backend: [
        `--python=${pythonOf(context)}`,
        `--script=${script.path}`,
        `--script-name=${script.name}`,
        ...severalArgs(parameters, context),
      ],
    })
  },
})
