import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import type { Tokens } from '../../../access/tokens.ts'
import { Failure } from '../../../domain/failure.ts'
import type { ControlApp } from '../../control/app.ts'
import { asFailure } from '../../control/failures.ts'
import { decode, mustBeUtf8 } from '../../control/read-json.ts'

const TokenRequest = z
  .object({
    grant_type: z.string().optional(),
    client_id: z.string().max(1_000).optional(),
    client_secret: z.string().max(1_000).optional(),
  })
  .nullish()
  .meta({ id: 'TokenRequest', description: 'Client id and secret here, or as HTTP Basic' })

const Token = z
  .object({
    access_token: z.string(),
    token_type: z.literal('bearer'),
    expires_in: z.int().describe('Seconds'),
    scope: z.string(),
    jti: z.string(),
  })
  .meta({ id: 'Token' })

const OAuthError = z
  .object({ error: z.string(), error_description: z.string() })
  .meta({ id: 'OAuthError', description: 'Refused' })

/** Takes forms, JSON and HTTP Basic; refusals are OAuth's own shape, since token clients know no other. */
export const mountOAuth = (app: ControlApp, tokenGrant: Tokens['tokenGrant']): void => {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer', bodyLimit: 64 * 1024 },
    async (request: { headers: IncomingHttpHeaders }, body: Buffer) => {
      mustBeUtf8(request.headers['content-type'] ?? '')
      return Object.fromEntries(new URLSearchParams(decode(body)))
    },
  )
  app.setErrorHandler((error, _request, reply) => {
    const failure = asFailure(error)
    if (!failure) throw error
    const unauthorized = failure.code === 'unauthenticated'
    return reply
      .code(unauthorized ? 401 : failure.code === 'too_large' ? 413 : failure.code === 'unsupported' ? 415 : 400)
      .type('application/json; charset=utf-8')
      .serializer(JSON.stringify)
      .send({ error: failure.details.code ?? 'invalid_request', error_description: failure.message })
  })

  app.post(
    '/oauth/token',
    {
      config: { access: 'public' },
      schema: {
        tags: ['OAuth'],
        operationId: 'oauth.token',
        summary: 'Exchanges client credentials for an access token',
        consumes: ['application/x-www-form-urlencoded', 'application/json'],
        // As in SAP's own curl samples: the grant in the address, the client as HTTP Basic, no body. A secret has no place in an address.
        querystring: z.object({ grant_type: z.string().max(100).optional() }),
        body: TokenRequest,
        response: { 200: Token, '4xx': OAuthError },
      },
    },
    async (request) => {
      const basic = basicIn(request.headers.authorization)
      return tokenGrant({
        grantType: request.body?.grant_type ?? request.query.grant_type,
        clientId: basic?.clientId ?? request.body?.client_id,
        clientSecret: basic?.clientSecret ?? request.body?.client_secret,
      })
    },
  )
}

/** RFC 6749 §2.3.1: both halves are percent-encoded before they are joined; many clients leave that out. */
const basicIn = (authorization: string | undefined): { clientId: string; clientSecret: string } | null => {
  const encoded = /^basic +([A-Za-z0-9+/_=-]+)$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon === -1) throw new Failure('unauthenticated', 'Bad credentials', { code: 'unauthorized' })
  return { clientId: unescaped(text.slice(0, colon)), clientSecret: unescaped(text.slice(colon + 1)) }
}

const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // Not percent-encoded: a secret may hold a "%".
  }
}
