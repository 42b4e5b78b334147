import type { Failure } from '../../domain/failure.ts'
import { azureOpenaiInference } from '../azure-openai/inference.ts'
import { openaiInference } from '../openai/inference.ts'

/** As OpenAI says no, or Azure where the address is one of Azure's own. */
export function batchError(failure: Failure, requestId: string, path: string): unknown {
  const azure = isAzure(path)
  const { error } = JSON.parse((azure ? azureOpenaiInference : openaiInference).renderError(failure, requestId).body)
  // Their usual codes for what is not found speak of models.
  const code = failure.code === 'not_found' && failure.details.code === undefined ? (azure ? '404' : 'not_found') : error.code
  return { error: { ...error, code } }
}

export const isAzure = (path: string): boolean => path.startsWith('/openai/') && !path.startsWith('/openai/v1/')
