import { UnreachableError } from '../client/api-error.ts'
import type { ServiceKey } from './contexts.ts'
import { exits } from './exit-codes.ts'
import { Trouble } from './world.ts'

/** An access token for a service key, by client credentials. */
export async function tokenOf({ clientid, clientsecret, url }: ServiceKey): Promise<string> {
  const base = url.replace(/\/+$/, '')
  const response = await fetch(`${base}/oauth/token`, {
    method: 'POST',
    redirect: 'error',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientid, client_secret: clientsecret }),
  }).catch((cause) => {
    throw new UnreachableError(`no Lectern answers at ${base}`, { cause })
  })
  const answer = (await response.json().catch(() => ({}))) as { readonly access_token?: string }
  if (response.ok && typeof answer.access_token === 'string') return answer.access_token
  throw new Trouble(`${base} takes this service key no more (${response.status})`, {
    exitCode: exits.denied,
    next: 'lectern login with another one',
  })
}
