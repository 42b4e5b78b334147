import { Agent, request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import type { LineAnswer } from '../../decide/batch-result.ts'
import { onBehalfOf } from '../../domain/batch.ts'

export type LineCall = {
  readonly deploymentId: string
  readonly resourceGroup: string
  /** Entry id of the credential that it is made with. */
  readonly createdBy: string
  /** Below the deployment. */
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

/** `retryAfterMs`: as it was told, null: nothing was. */
export type Called = LineAnswer & { readonly retryAfterMs: number | null }

/** One line through the gateway, like any call; null where the gateway is not there, or went away before it had answered. */
export type CallLine = (call: LineCall, signal: AbortSignal) => Promise<Called | null>

/** `socketPath`: where the gateway takes lines. */
export const makeCallLine = (socketPath: string): CallLine & Disposable => {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 16 })
  const callLine: CallLine = ({ deploymentId, resourceGroup, createdBy, path, body }, signal) =>
    new Promise((resolve) => {
      const bytes = Buffer.from(JSON.stringify(body))
      const request = httpRequest({
        socketPath,
        agent,
        signal,
        method: 'POST',
        path: `/deployments/${deploymentId}${path}`,
        headers: {
          'content-type': 'application/json',
          'content-length': bytes.length,
          'ai-resource-group': resourceGroup,
          [onBehalfOf]: createdBy,
        },
      })
      request.on('error', (error: NodeJS.ErrnoException) => {
        const neverCame = error.code === 'ECONNREFUSED' || error.code === 'ENOENT'
        resolve(neverCame ? { status: 503, requestId: '', text: '', retryAfterMs: null } : null)
      })
      request.on('response', (response) => {
        const { 'retry-after-ms': ms, 'retry-after': seconds, 'x-request-id': requestId } = response.headers
        const retryAfterMs = Number(ms ?? Number(seconds) * 1_000)
        text(response).then(
          (answer) =>
            resolve({
              status: response.statusCode ?? 502,
              requestId: String(requestId ?? ''),
              text: answer,
              retryAfterMs: Number.isFinite(retryAfterMs) ? retryAfterMs : null,
            }),
          () => resolve(null),
        )
      })
      request.end(bytes)
    })
  return Object.assign(callLine, { [Symbol.dispose]: () => agent.destroy() })
}
