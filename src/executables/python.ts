import { z } from 'zod'
import { defineExecutable } from './define.ts'
import { launchPredictor, predictorParameters, pythonOf, requirementsText } from './predictor-launch.ts'
import {
  folderInputs,
  modelArtifact,
  mustHaveScript,
  ownScript,
  registeredIn,
  shownModel,
  sourceOf,
  sourceParameters,
} from './predictor-source.ts'
import { severalArgs, severalIn, severalParameters } from './several-models.ts'

export const python = defineExecutable({
  id: 'python',
  title: 'Python predictor',
  description: 'A Python script of your own (class Predict with predict(inputs)) answers V1 and Open Inference Protocol calls.',
  scenarioId: 'model-serving',
  versionId: '0.1.0',
  wire: 'instances-v1',
  parameters: z.strictObject({
    ...sourceParameters,
    ...predictorParameters,
    ...severalParameters,
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
  folderInputs,
  filesIn: ({ script, modelFile }) => ({
    ...(script === undefined ? {} : { script }),
    ...(modelFile === undefined ? {} : { model: modelFile }),
  }),
  registered: registeredIn,
  registeredSeveral: severalIn,
  requirements: ({ requirements }) => requirements ?? null,
  connection: null,
  catalogued: () => false,
  modelOf: shownModel,
  capabilities: ['predict'],
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
