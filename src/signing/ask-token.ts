import { importPKCS8, SignJWT } from 'jose'
import { z } from 'zod'
import type { EntraClientCredentials, GoogleServiceAccount, TokenAuth } from '../domain/auth.ts'
import type { Clock } from '../domain/clock.ts'
import { Failure, unreachable } from '../domain/failure.ts'
import type { AccessToken } from './tokens.ts'

const connectMs = 10_000
const answerMs = 15_000
const maxAnswerBytes = 64 * 1024

/** RFC 6749 §5.1; some servers write the number as text. */
const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().catch(3600) })

/** Asks the provider's token endpoint; whatever goes wrong is a `Failure('upstream_failed')` that names the endpoint's host. */
export function makeAskToken(clock: Pick<Clock, 'now'>): (auth: TokenAuth, publicOnly: boolean) => Promise<AccessToken> {
  let asking: ReturnType<typeof loadAsking> | null = null

  return async (auth, publicOnly) => {
    const url = endpointOf(auth)
    const asked = clock.now()
    const body = new URLSearchParams(await formOf(auth, asked)).toString()
    let status: number
    let text: string
    try {
      asking ??= loadAsking()
      const { request, open, guarded } = await asking
      const answer = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body,
        dispatcher: publicOnly ? guarded : open,
      })
      status = answer.statusCode
      text = await readUpTo(answer.body, maxAnswerBytes)
    } catch (cause) {
      throw noToken(url, cause instanceof Error ? cause.message || codeOf(cause) : 'unreachable', 'token_endpoint', cause)
    }
    if (status >= 400 && status < 500 && status !== 429) throw noToken(url, `HTTP ${status}${wordsIn(text)}`, 'upstream_auth')
    if (status !== 200) throw noToken(url, `HTTP ${status}`, 'token_endpoint')
    const parsed = TokenAnswer.safeParse(parseJson(text))
    if (!parsed.success) throw noToken(url, 'its answer holds no access token', 'token_endpoint')
    return { token: parsed.data.access_token, expiresAt: asked + parsed.data.expires_in * 1000 }
  }
}

/** Loaded with the first token that is asked for: most gateways never ask for one, and undici is ten megabytes. */
async function loadAsking() {
  const [{ Agent, request }, { makeGuardedConnector }] = await Promise.all([import('undici'), import('../outbound/connector.ts')])
  const bounds = { connectTimeout: connectMs, headersTimeout: answerMs, bodyTimeout: answerMs, keepAliveTimeout: 1 }
  return { request, open: new Agent(bounds), guarded: new Agent({ ...bounds, connect: makeGuardedConnector({ connectMs }) }) }
}

const endpointOf = (auth: TokenAuth): string => {
  switch (auth.kind) {
    case 'google-service-account':
      return auth.tokenUri
    case 'entra-client-credentials':
      return `${auth.authority.replace(/\/+$/, '')}/${encodeURIComponent(auth.tenantId)}/oauth2/v2.0/token`
    default:
      return unreachable(auth)
  }
}

const formOf = async (auth: TokenAuth, now: number): Promise<Record<string, string>> => {
  switch (auth.kind) {
    case 'google-service-account':
      return { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: await assertionOf(auth, now) }
    case 'entra-client-credentials':
      return entraForm(auth)
    default:
      return unreachable(auth)
  }
}

const entraForm = ({ clientId, clientSecret, scope }: EntraClientCredentials) => ({
  grant_type: 'client_credentials',
  client_id: clientId,
  client_secret: clientSecret,
  scope,
})

/** RFC 7523: the account states that it is itself, for an hour, to this endpoint alone. */
async function assertionOf(auth: GoogleServiceAccount, now: number): Promise<string> {
  const { clientEmail, privateKey, privateKeyId, tokenUri, scope } = auth
  let key: CryptoKey
  try {
    key = await importPKCS8(privateKey, 'RS256')
  } catch (cause) {
    throw noToken(tokenUri, "the connection's private_key is no PKCS #8 RSA key", 'upstream_auth', cause)
  }
  const seconds = Math.floor(now / 1000)
  return new SignJWT({ scope })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(privateKeyId === null ? {} : { kid: privateKeyId }) })
    .setIssuer(clientEmail)
    .setSubject(clientEmail)
    .setAudience(tokenUri)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 3600)
    .sign(key)
}

async function readUpTo(body: AsyncIterable<Uint8Array> & { destroy(): unknown }, limit: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > limit) {
      body.destroy()
      throw new Error(`its answer is longer than ${limit} bytes`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** `error` and `error_description` of RFC 6749 §5.2, which never hold the secret. */
const wordsIn = (text: string): string => {
  const parsed = z.object({ error: z.string(), error_description: z.string().catch('') }).safeParse(parseJson(text))
  if (!parsed.success) return ''
  const { error, error_description: description } = parsed.data
  return `: ${[error, description].filter(Boolean).join(', ').slice(0, 300)}`
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null // not what we know: there is no token in it
  }
}

const codeOf = (error: Error): string => String((error as NodeJS.ErrnoException).code ?? error.name)

const noToken = (url: string, trouble: string, code: 'upstream_auth' | 'token_endpoint', cause?: unknown): Failure =>
  new Failure(
    'upstream_failed',
    `${URL.parse(url)?.host ?? 'the token endpoint'} gave no access token for this deployment's connection (${trouble}); ` +
      'your own key was fine. An operator has to mend the connection',
    { code },
    { cause },
  )
