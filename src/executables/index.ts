import { unlimitedResources, usualResources } from '../domain/resources.ts'
import { aicoreOpensource } from './aicore-opensource.ts'
import { anthropic } from './anthropic.ts'
import { awsBedrock } from './aws-bedrock.ts'
import { azureOpenai } from './azure-openai.ts'
import { container } from './container.ts'
import type { Executable } from './define.ts'
import { gcpVertexai } from './gcp-vertexai.ts'
import { llamaCpp } from './llama-cpp.ts'
import { node } from './node.ts'
import { onnx } from './onnx.ts'
import { openai } from './openai.ts'
import { openaiCompatible } from './openai-compatible.ts'
import { python } from './python.ts'
import { sklearn } from './sklearn.ts'
import { onPredictorHost, withTransformer } from './transformer.ts'
import { withResources } from './with-resources.ts'
import { withSecrets } from './with-secrets.ts'
import { xgboost } from './xgboost.ts'

const all: readonly Executable[] = [
  azureOpenai,
  openai,
  anthropic,
  awsBedrock,
  gcpVertexai,
  openaiCompatible,
  ...[aicoreOpensource, llamaCpp].map((each) => withResources(each, unlimitedResources)),
  withResources(withSecrets(withTransformer(container)), unlimitedResources),
  ...[python, node, onnx, sklearn, xgboost].map((each) => withResources(withSecrets(onPredictorHost(each)), usualResources)),
]
const byId = new Map(all.map((each) => [each.id, each]))

/** The registry: one line per provider or runtime. */
export const executables = {
  list: (): readonly Executable[] => all,
  find: (id: string): Executable | undefined => byId.get(id),
}
