import { Failure } from '../domain/failure.ts'

/** Answers of a target that are about our account or address, never the caller's to see. `raw`: flat name, value list. */
export function refusalFor(status: number, raw: readonly string[]): Failure | null {
  if (status === 401 || status === 403) {
    return new Failure(
      'upstream_failed',
      `the model's provider refused the credential of this deployment's connection (HTTP ${status}); your own key was fine. ` +
        'An operator has to mend the connection',
      { code: 'upstream_auth', data: { upstreamStatus: status, ...idIn(raw) } },
    )
  }
  if (status < 300 || status >= 400 || status === 304) return null
  return new Failure('upstream_failed', `the model server answered with a redirect (HTTP ${status}), which is not followed`, {
    code: 'upstream_redirect',
    data: { upstreamStatus: status, ...idIn(raw) },
  })
}

/** What providers call a request: OpenAI, Anthropic, Bedrock, Azure, Google. */
const idHeaders = ['x-request-id', 'request-id', 'x-amzn-requestid', 'apim-request-id', 'x-goog-request-id']

/** The provider's own name of the request, for the log: what its support asks for. */
function idIn(raw: readonly string[]): { upstreamRequestId?: string } {
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (idHeaders.includes(raw[at]?.toLowerCase() ?? '')) return { upstreamRequestId: raw[at + 1] ?? '' }
  }
  return {}
}
