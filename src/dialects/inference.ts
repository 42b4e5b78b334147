import type { InferenceDialect } from '../gateway/dialect.ts'
import { anthropicInference } from './anthropic/inference.ts'
import { azureOpenaiInference } from './azure-openai/inference.ts'
import { azureAiInference, foundryInference } from './foundry/inference.ts'
import { hopsworksInference } from './hopsworks/inference.ts'
import { openaiInference } from './openai/inference.ts'
import { sapAiApiInference } from './sap-ai-api/inference.ts'
import { modelServerInference } from './sap-ai-api/model-server.ts'

/** Every way of calling a deployment; the first that knows an address answers it. */
export const inferenceDialects: readonly InferenceDialect[] = [
  // Before SAP's, whose addresses these are.
  modelServerInference,
  sapAiApiInference,
  // Before OpenAI's: both begin with /v1, and this one knows its own.
  hopsworksInference,
  openaiInference,
  azureOpenaiInference,
  anthropicInference,
  foundryInference,
  azureAiInference,
]
