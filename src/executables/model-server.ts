import { Failure } from '../domain/failure.ts'
import type { PlaceContext } from './define.ts'
import { predictorParameters } from './predictor-launch.ts'
import { folderInputs, hasModel, registeredIn, shownModel, sourceParameters } from './predictor-source.ts'
import { isSeveral, type SeveralParameters, severalIn, severalParameters } from './several-models.ts'

/** What is the same of all servers of one's own models: each adds its name, its files and what it launches. */
export const modelServer = {
  scenarioId: 'model-serving',
  versionId: '0.1.0',
  wire: 'instances-v1',
  folderInputs,
  registered: registeredIn,
  registeredSeveral: severalIn,
  connection: null,
  catalogued: () => false,
  modelOf: shownModel,
  capabilities: ['predict'],
} as const

export const modelServerParameters = { ...sourceParameters, ...predictorParameters, ...severalParameters }

/** `filesIn` of those that may have a script. */
export const scriptAndModel = ({ script, modelFile }: Named): Readonly<Record<string, string>> => ({
  ...(script === undefined ? {} : { script }),
  ...modelAlone({ modelFile }),
})

/** `filesIn` of the others. */
export const modelAlone = ({ modelFile }: Pick<Named, 'modelFile'>): Readonly<Record<string, string>> =>
  modelFile === undefined ? {} : { model: modelFile }

type Named = { readonly script?: string | undefined; readonly modelFile?: string | undefined }

/** Of those that serve nothing by themselves. */
export function mustHaveModel(parameters: SeveralParameters, context: PlaceContext): void {
  if (hasModel(context) || isSeveral(parameters)) return
  throw new Failure('invalid', 'a model is needed: name a registered one in "model", or bind the artifact "model"', {
    target: 'parameterBindings.model',
  })
}
