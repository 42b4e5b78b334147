import { aicoreOpensource } from './aicore-opensource.ts'
import { anthropic } from './anthropic.ts'
import { awsBedrock } from './aws-bedrock.ts'
import { azureOpenai } from './azure-openai.ts'
import type { Executable } from './define.ts'
import { gcpVertexai } from './gcp-vertexai.ts'
import { llamaCpp } from './llama-cpp.ts'
import { openai } from './openai.ts'
import { openaiCompatible } from './openai-compatible.ts'

const all: readonly Executable[] = [
  azureOpenai,
  openai,
  anthropic,
  awsBedrock,
  gcpVertexai,
  openaiCompatible,
  aicoreOpensource,
  llamaCpp,
]
const byId = new Map(all.map((each) => [each.id, each]))

/** The registry: one line per provider or runtime. */
export const executables = {
  list: (): readonly Executable[] => all,
  find: (id: string): Executable | undefined => byId.get(id),
}
