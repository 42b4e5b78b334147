import { z } from 'zod'
import { defineExecutable } from './define.ts'
import { launchLlama, llamaArtifacts, llamaFiles, llamaParameters } from './llama-launch.ts'

export const llamaCpp = defineExecutable({
  id: 'llama-cpp',
  title: 'GGUF model served by llama.cpp',
  description: 'Any language or embedding model in GGUF format, served on this installation by llama.cpp.',
  scenarioId: 'foundation-models',
  versionId: '0.1.0',
  wire: 'openai',
  parameters: z.strictObject({
    modelName: z.string().min(1).max(128).optional().describe('Name shown to callers; default: the name of the file'),
    ...llamaParameters,
  }),
  artifacts: llamaArtifacts,
  filesIn: llamaFiles,
  connection: null,
  catalogued: () => false,
  modelOf: ({ modelName, modelFile }) => {
    const name = modelName ?? nameOf(modelFile)
    return name === null ? null : { name, version: 'latest' }
  },
  capabilities: ['chat', 'completions', 'embeddings'],
  place: (parameters, { files, host }) =>
    launchLlama(parameters, parameters.modelName ?? nameOf(parameters.modelFile), files, host),
})

/** `hf://org/repo/tiny.gguf` is called `tiny`; a hash names nothing. */
const nameOf = (modelFile: string | undefined): string | null => {
  const file =
    modelFile
      ?.split('/')
      .at(-1)
      ?.replace(/\.gguf$/i, '') ?? ''
  return file === '' || /^[0-9a-f]{64}$/.test(file) ? null : file
}
