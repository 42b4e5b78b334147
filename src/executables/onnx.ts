import { z } from 'zod'
import { defineExecutable } from './define.ts'
import { modelAlone, modelServer, modelServerParameters, mustHaveModel } from './model-server.ts'
import { launchPredictor } from './predictor-launch.ts'
import { modelArtifact, sourceOf } from './predictor-source.ts'
import { severalArgs } from './several-models.ts'

export const onnx = defineExecutable({
  id: 'onnx',
  title: 'ONNX model server',
  description: 'Serves ONNX models on ONNX Runtime without a script, over V1 and the Open Inference Protocol.',
  ...modelServer,
  parameters: z.strictObject(modelServerParameters),
  artifacts: { model: modelArtifact },
  filesIn: modelAlone,
  frameworks: ['ONNX'],
  place: (parameters, context) => {
    mustHaveModel(parameters, context)
    const source = sourceOf(context, null)
    // What a model says of itself is exact; what the registry has been told of it need not be.
    const registeredSeveral = (context.registeredSeveral ?? []).map((each) => ({ ...each, schemaFile: null }))
    return launchPredictor(parameters, context, {
      ...source,
      schemaFile: null,
      // Imported without its name, it still ends as its kind does.
      modelFiles: source.modelFiles.map(({ name, path }) => ({
        name: name.toLowerCase().endsWith('.onnx') ? name : `${name}.onnx`,
        path,
      })),
      backend: ['--onnx', String(parameters.threads), ...severalArgs(parameters, { ...context, registeredSeveral })],
    })
  },
})
