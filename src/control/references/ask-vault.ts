import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { VaultSettings } from '../../domain/secret-reference.ts'
import { networkWords } from '../connections/network-words.ts'
import { within } from '../connections/within.ts'

/** One request; `body` makes it a POST. Rejects with `Failure('unavailable')` where no whole answer comes. */
export type AskVault = (
  path: string,
  options: { readonly token?: string; readonly body?: object },
) => Promise<{ readonly status: number; readonly body: unknown }>

export const makeAskVault =
  ({ address, namespace }: Pick<VaultSettings, 'address' | 'namespace'>, clock: Clock): AskVault =>
  async (path, { token, body }) => {
    const url = new URL(`${address}${path}`)
    const headers: Record<string, string> = { accept: 'application/json', 'x-vault-request': 'true' }
    // A header that cannot be sent is quoted by whoever refuses it.
    if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
      throw new Failure('forbidden', 'the token for the vault holds characters that no token has')
    if (token !== undefined) headers['x-vault-token'] = token
    if (namespace !== null) headers['x-vault-namespace'] = namespace
    if (body) headers['content-type'] = 'application/json'
    const late = `${url.host} did not answer within ${boundMs / 1000} s`
    try {
      return await within(clock, boundMs, late, new AbortController().signal, async (signal) => {
        const sent = body ? { method: 'POST', body: JSON.stringify(body) } : {}
        // Whoever answered a redirect would be given the token.
        const response = await fetch(url, { ...sent, headers, signal, redirect: 'manual' })
        return { status: response.status, body: parsed(await textOf(response)) }
      })
    } catch (cause) {
      if (cause instanceof Failure) throw cause
      const reason = cause instanceof TypeError && cause.cause ? cause.cause : cause
      throw new Failure('unavailable', networkWords(reason, url), {}, { cause })
    }
  }

const boundMs = 5_000
const maxAnswerBytes = 1024 * 1024

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > maxAnswerBytes) throw new Failure('invalid', `the vault's answer is larger than ${maxAnswerBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null // whoever reads it says what is missing
  }
}
