import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import type { Get } from '../connections/guarded-get.ts'
import { networkWords } from '../connections/network-words.ts'
import { within } from '../connections/within.ts'
import { refusalWords } from '../models/remote-words.ts'

export type GetText = (
  url: URL,
  options: {
    readonly headers?: Readonly<Record<string, string>>
    readonly trusted?: boolean
    /** What is being fetched, for people. */
    readonly what: string
    readonly signal: AbortSignal
  },
) => Promise<{ readonly text: string; readonly link: string | null }>

const boundMs = 30_000
const mostBytes = 16 * 1024 * 1024

/** A small answer as text, through the guard; redirects are not followed. */
export const makeGetText =
  ({ clock, get }: { readonly clock: Clock; readonly get: Get }): GetText =>
  (url, { headers = {}, trusted = false, what, signal }) =>
    within(clock, boundMs, `${url.host} did not answer within ${boundMs / 1000} s`, signal, async (bounded) => {
      const response = await get(url, {
        headers: { accept: '*/*', 'user-agent': 'lectern', ...headers },
        trusted,
        signal: bounded,
      }).catch((error: unknown) => {
        bounded.throwIfAborted()
        throw new Failure('upstream_failed', `${what}: ${networkWords(error, url)}`, {}, { cause: error })
      })
      const pieces: Buffer[] = []
      let bytes = 0
      for await (const piece of response as AsyncIterable<Buffer>) {
        bytes += piece.length
        if (bytes > mostBytes) throw new Failure('upstream_failed', `${what}: the answer of ${url.host} is too large`)
        pieces.push(piece)
      }
      const status = response.statusCode ?? 0
      if (status !== 200) {
        const source = { kind: 'web', text: what, shown: what, fileName: '', url } as const
        throw new Failure('upstream_failed', refusalWords(source, url, status, response.headers))
      }
      const { link } = response.headers
      return { text: Buffer.concat(pieces).toString('utf8'), link: typeof link === 'string' ? link : null }
    })
