import { statusOf } from '../../domain/failure.ts'
import type { InferenceDialect } from '../../gateway/dialect.ts'
import { sapAiApiInference } from './inference.ts'

/** Below a deployment's own address: V1's verbs and the Open Inference Protocol, whose clients take `error` for a text. */
const paths = /^\/v1\/models\/[^/]+(?::|%3a)\w+\/?$|^\/v2(?:\/|$)/i

/** The same addresses as `sapAiApiInference`; refusals in the words of the protocol that is spoken there. */
export const modelServerInference: InferenceDialect = {
  ...sapAiApiInference,
  match(method, path, headers) {
    const match = sapAiApiInference.match(method, path, headers)
    return match?.kind === 'call' && paths.test(match.below) ? match : null
  },
  renderError: (failure) => ({
    status: statusOf[failure.code],
    headers: {},
    body: JSON.stringify({ error: failure.message }),
  }),
}
