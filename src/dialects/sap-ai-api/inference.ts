import { statusOf } from '../../domain/failure.ts'
import type { InferenceDialect } from '../../gateway/dialect.ts'
import { groupIn } from '../address.ts'
import { codes } from './error-codes.ts'

const prefix = '/v2/inference/deployments/'

/** `/v2/inference/deployments/{id}/**`: a deployment's own address; the path below it is the backend's. */
export const sapAiApiInference: InferenceDialect = {
  id: 'sap-ai-api',
  nativePaths: true,
  match(_method, path, headers) {
    if (!path.startsWith(prefix)) return null
    const slash = path.indexOf('/', prefix.length)
    const id = slash === -1 ? path.slice(prefix.length) : path.slice(prefix.length, slash)
    if (id === '') return null
    return { kind: 'call', target: { by: 'id', id }, below: slash === -1 ? '' : path.slice(slash), group: groupIn(headers) }
  },
  renderError(failure, requestId) {
    const { code, target } = failure.details
    const error = {
      code: code ?? codes[failure.code],
      message: failure.message,
      requestId,
      ...(target === undefined ? {} : { target }),
    }
    return { status: statusOf[failure.code], headers: {}, body: JSON.stringify({ error }) }
  },
}
