import { call } from '../../../api/client.ts'
import { problemOf } from '../../../api/problem.ts'
import { Refused } from '../chat/stream.ts'

export type Predicted = { readonly ms: number; readonly requestId: string | null; readonly answer: unknown }

/** `path`: below the deployment's address. Throws `Refused`. */
export async function predict(deploymentId: string, path: string, body: string): Promise<Predicted> {
  const began = performance.now()
  const response = await call(`/v2/inference/deployments/${deploymentId}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  if (!response.ok) throw new Refused(await problemOf(response), response.headers.get('retry-after'))
  const text = await response.text()
  const ms = performance.now() - began
  return { ms, requestId: response.headers.get('x-request-id'), answer: jsonOr(text) }
}

/** A container may answer whatever it likes. */
const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
