import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { makeGuardedLookup, refusePrivate } from '../../outbound/guard.ts'

/** Posts a body; throws, with a reason for people, where it was not taken (any 2xx). Redirects are not followed. */
export type PostWebhook = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<void>

const boundMs = 10_000
const guardedLookup = makeGuardedLookup()

/** Addresses are users' own: private ones are refused unless allowed. */
export const makePostWebhook =
  ({ allowPrivate }: { readonly allowPrivate: boolean }): PostWebhook =>
  async (address, headers, body) => {
    const url = new URL(address)
    if (!allowPrivate) refusePrivate(url.hostname)
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(boundMs),
      agent: false as const,
      ...(allowPrivate ? {} : { lookup: guardedLookup }),
    }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      send(url, options, resolve).on('error', reject).end(body)
    })
    // What it says is of no interest, and may be long.
    answer.destroy()
    const { statusCode = 0 } = answer
    if (statusCode < 200 || statusCode > 299) throw new Error(`${url.host} answered ${statusCode}`)
  }
