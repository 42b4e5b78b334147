import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { jwtVerify } from 'jose'
import { json, type Listening, listen } from './listen.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
/** PKCS #8, PEM: what a key file holds. */
export const serviceAccountKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

export const entraApplication = { tenantId: 'contoso.example', clientId: 'app-1', clientSecret: 's3cret~of-the.app' }

export type TokenEndpoint = Listening & {
  /** Tokens given so far are `token-1`, `token-2`, …; only those not taken back are good. */
  isGood(token: string | undefined): boolean
  takeBack(): void
  /** Seconds that tokens last. */
  lasts: number
  failure: { status: number; body: unknown } | null
  /** Answers wait for this. */
  hold: Promise<unknown> | null
}

/** Google's token endpoint at `/google`, Entra's under `/entra`; both check what they are shown. `now`: epoch ms. */
export async function startTokenEndpoint(now: () => number = Date.now): Promise<TokenEndpoint> {
  let given = 0
  const good = new Set<string>()
  const endpoint = await listen(async (got, response) => {
    const form = new URLSearchParams(got.body.toString())
    if (state.hold) await state.hold
    if (state.failure) return json(response, state.failure.status, state.failure.body)
    const invalid =
      got.url === '/google' ? await googleTrouble(form, `${endpoint.address}/google`, now()) : entraTrouble(got.url, form)
    if (invalid) return json(response, 400, { error: 'invalid_grant', error_description: invalid })
    given += 1
    good.add(`token-${given}`)
    json(response, 200, { access_token: `token-${given}`, expires_in: state.lasts, token_type: 'Bearer' })
  })
  const state: TokenEndpoint = {
    ...endpoint,
    isGood: (token) => token !== undefined && good.has(token),
    takeBack: () => good.clear(),
    lasts: 3599,
    failure: null,
    hold: null,
  }
  return state
}

async function googleTrouble(form: URLSearchParams, audience: string, now: number): Promise<string | null> {
  if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') return 'wrong grant type'
  try {
    const { payload, protectedHeader } = await jwtVerify(
      form.get('assertion') ?? '',
      createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
      {
        algorithms: ['RS256'],
        audience,
        issuer: 'lectern@acme-1.iam.gserviceaccount.com',
        maxTokenAge: '1h',
        currentDate: new Date(now),
      },
    )
    if (payload['scope'] !== 'https://www.googleapis.com/auth/cloud-platform') return 'wrong scope'
    return protectedHeader.kid === 'key-1' ? null : 'unknown key'
  } catch (error) {
    return error instanceof Error ? error.message : 'invalid'
  }
}

function entraTrouble(url: string, form: URLSearchParams): string | null {
  const { tenantId, clientId, clientSecret } = entraApplication
  if (url !== `/entra/${tenantId}/oauth2/v2.0/token`) return `no such tenant: ${url}`
  if (form.get('grant_type') !== 'client_credentials') return 'wrong grant type'
  if (form.get('scope') !== 'https://cognitiveservices.azure.com/.default') return 'wrong scope'
  if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
    return 'AADSTS7000215: Invalid client secret'
  return null
}

/** The key file of the service account that the endpoint knows. */
export const keyFile = (endpoint: TokenEndpoint) => ({
  type: 'service_account',
  project_id: 'acme-1',
  private_key_id: 'key-1',
  private_key: serviceAccountKey,
  client_email: 'lectern@acme-1.iam.gserviceaccount.com',
  client_id: '123',
  token_uri: `${endpoint.address}/google`,
})
