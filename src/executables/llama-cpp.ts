import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { BoundModel } from '../domain/registry.ts'
import { type BoundFiles, defineExecutable } from './define.ts'
import { launchLlama, llamaArtifacts, llamaFiles, llamaParameters } from './llama-launch.ts'
import { registeredIn, sourceParameters } from './predictor-source.ts'

const { model, modelVersion } = sourceParameters

export const llamaCpp = defineExecutable({
  id: 'llama-cpp',
  title: 'GGUF model served by llama.cpp',
  description: 'Any language or embedding model in GGUF format, served on this installation by llama.cpp.',
  scenarioId: 'foundation-models',
  versionId: '0.1.0',
  wire: 'openai',
  parameters: z.strictObject({
    modelName: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .describe('Name shown to callers; default: the name of the registered model, or of the file'),
    model: model.describe('Name of a registered model with a GGUF file; instead of "modelFile"'),
    modelVersion,
    ...llamaParameters,
  }),
  artifacts: llamaArtifacts,
  filesIn: llamaFiles,
  registered: (parameters) => registeredIn({ ...parameters, artifactVersion: 0 }),
  frameworks: ['GGUF'],
  servesFile: { parameter: 'modelFile', ending: '.gguf' },
  connection: null,
  catalogued: () => false,
  modelOf: (parameters) => {
    const name = shownAs(parameters)
    return name === null ? null : { name, version: parameters.model === undefined ? 'latest' : String(parameters.modelVersion) }
  },
  capabilities: ['chat', 'completions', 'embeddings'],
  place: (parameters, { files, host, registered }) =>
    launchLlama(parameters, shownAs(parameters), registered ? withRegistered(files, registered) : files, host),
})

const shownAs = ({ modelName, model, modelFile }: { [name in 'modelName' | 'model' | 'modelFile']?: string | undefined }) =>
  modelName ?? model ?? nameOf(modelFile)

/** `hf://org/repo/tiny.gguf` is called `tiny`; a hash names nothing. */
const nameOf = (modelFile: string | undefined): string | null => {
  const file =
    modelFile
      ?.split('/')
      .at(-1)
      ?.replace(/\.gguf$/i, '') ?? ''
  return file === '' || /^[0-9a-f]{64}$/.test(file) ? null : file
}

/** The one GGUF file of a registered version; of one in several pieces the first, which names the others. */
function withRegistered(files: BoundFiles, { name, version, folder, fileNames = [] }: BoundModel): BoundFiles {
  const refuse = (trouble: string): never => {
    throw new Failure('invalid', trouble, { target: 'parameterBindings.model' })
  }
  if (files['model'] !== undefined) refuse('name the model once: by the parameter "model", or by a file')
  const found = fileNames.filter((each) => /\.gguf$/i.test(each) && !/-(?!00001-)\d{5}-of-\d{5}\.gguf$/i.test(each))
  const [file] = found
  const which = `version ${version} of model ${name}`
  if (file === undefined) return refuse(`${which} has no GGUF file; its files are ${fileNames.slice(0, 10).join(', ') || 'none'}`)
  if (found.length > 1)
    refuse(`${which} has several GGUF files (${found.slice(0, 10).join(', ')}); register each as a model of its own`)
  return { ...files, model: join(folder, file) }
}
