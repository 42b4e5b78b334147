import type { Signer } from '../../domain/auth.ts'
import type { Clock } from '../../domain/clock.ts'
import type { ProbeRequest } from '../../executables/define.ts'
import { makeGet } from './guarded-get.ts'
import { networkWords } from './network-words.ts'
import { within } from './within.ts'

/** What one real call to the provider taught us. */
export type Trial = {
  readonly ok: boolean
  /** HTTP status; null where no answer came. */
  readonly status: number | null
  readonly latencyMs: number
  readonly message: string
}

const boundMs = 10_000
/** Model lists can be long, error texts are short: beyond this the answer is of no further interest. */
const maxAnswerBytes = 256 * 1024

/** Sends the provider's probe to its address, within 10 s, without following redirects; every outcome is an answer, none is thrown. */
export const makeTryConnection = (deps: { readonly clock: Clock; readonly allowPrivate: boolean; readonly signer: Signer }) => {
  const get = makeGet(deps)

  return async (probe: ProbeRequest, signal: AbortSignal): Promise<Trial> => {
    const url = new URL(probe.url)
    const start = deps.clock.now()
    const answer = (ok: boolean, status: number | null, message: string): Trial => ({
      ok,
      status,
      latencyMs: deps.clock.now() - start,
      message,
    })
    try {
      return await within(
        deps.clock,
        boundMs,
        `${url.host} did not answer within ${boundMs / 1000} s`,
        signal,
        async (bounded) => {
          const headers = {
            accept: 'application/json',
            ...probe.headers,
            ...(await Promise.race([proofOf(deps, probe, url), aborted(bounded)])),
          }
          const response = await get(url, { headers, signal: bounded })
          const status = response.statusCode ?? 0
          await readUpTo(response, maxAnswerBytes)
          const ok = (status >= 200 && status < 300) || probe.proven?.(status, response.headers) === true
          return answer(ok, status, ok ? works : statusWords(status, url, response.headers.location))
        },
      )
    } catch (error) {
      return answer(false, null, networkWords(error, url))
    }
  }
}

const works = 'works: address and credential were accepted'

/** Signing has no signal of its own: a token endpoint that does not answer must not outlast the bound. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })

const proofOf = async ({ signer, allowPrivate }: { signer: Signer; allowPrivate: boolean }, { auth }: ProbeRequest, url: URL) => {
  if (!auth) return {}
  const request = { method: 'GET', origin: url.origin, path: url.pathname + url.search, headers: [], body: null }
  // A fresh token: one that is kept would prove nothing about a credential that was just changed or revoked.
  signer.refused(auth)
  return signer.sign(auth, request, !allowPrivate)
}

const statusWords = (status: number, url: URL, location: string | undefined): string => {
  if (status >= 300 && status < 400)
    return `${url.host} redirects (${status})${location ? ` to ${originOf(location, url)}` : ''}; redirects are not followed, so set baseUrl to the final address`
  if (status === 401 || status === 403)
    return `the provider refused the credential (${status}); check that the key is right and belongs to this address`
  if (status === 404)
    return `nothing answers at ${url.pathname} of ${url.host} (404); check the path of baseUrl (many servers want /v1 at its end)`
  if (status === 429) return 'address and credential work, but the provider is limiting calls at the moment (429)'
  if (status >= 500) return `the provider has trouble of its own (${status}); try again later`
  return `the provider answered ${status}`
}

/** Only the origin: the rest may carry a session. */
const originOf = (location: string, base: URL): string => URL.parse(location, base)?.origin ?? 'an unreadable address'

async function readUpTo(response: AsyncIterable<Buffer> & { destroy(): void }, limit: number): Promise<void> {
  let read = 0
  for await (const chunk of response) {
    read += chunk.length
    if (read > limit) break
  }
  response.destroy()
}
