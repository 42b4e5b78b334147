import type { InferenceDialect } from '../../gateway/dialect.ts'
import { groupIn } from '../address.ts'
import { openaiInference } from '../openai/inference.ts'

/** How control sends lines of batches: `/deployments/{id}/**`, answered in OpenAI's words. No address of the public port. */
export const batchInference: InferenceDialect = {
  id: 'batch',
  match(_method, path, headers) {
    const [, id, below] = /^\/deployments\/(d[0-9a-f]{15})(\/.*)$/.exec(path) ?? []
    if (id === undefined || below === undefined) return null
    return { kind: 'call', target: { by: 'id', id }, below, group: groupIn(headers) }
  },
  renderError: openaiInference.renderError,
}
