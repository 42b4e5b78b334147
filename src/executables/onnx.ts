import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import { defineExecutable } from './define.ts'
import { launchPredictor, predictorParameters } from './predictor-launch.ts'
import {
  folderInputs,
  hasModel,
  modelArtifact,
  registeredIn,
  shownModel,
  sourceOf,
  sourceParameters,
} from './predictor-source.ts'
import { isSeveral, severalArgs, severalIn, severalParameters } from './several-models.ts'

export const onnx = defineExecutable({
  id: 'onnx',
  title: 'ONNX model server',
  description: 'Serves ONNX models on ONNX Runtime without a script, over V1 and the Open Inference Protocol.',
  scenarioId: 'model-serving',
  versionId: '0.1.0',
  wire: 'instances-v1',
  parameters: z.strictObject({ ...sourceParameters, ...predictorParameters, ...severalParameters }),
  artifacts: { model: modelArtifact },
  folderInputs,
  filesIn: ({ modelFile }) => (modelFile === undefined ? {} : { model: modelFile }),
  registered: registeredIn,
  frameworks: ['ONNX'],
  registeredSeveral: severalIn,
  connection: null,
  catalogued: () => false,
  modelOf: shownModel,
  capabilities: ['predict'],
  place: (parameters, context) => {
    if (!hasModel(context) && !isSeveral(parameters))
      throw new Failure('invalid', 'a model is needed: name a registered one in "model", or bind the artifact "model"', {
        target: 'parameterBindings.model',
      })
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
