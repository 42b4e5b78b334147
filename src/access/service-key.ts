import { join } from 'node:path'
import { z } from 'zod'
import type { ApiKeys } from './api-keys.ts'
import type { OAuthClients } from './oauth-clients.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

/** What people paste into `AICORE_SERVICE_KEY`, in the shape that SAP's clients read. */
export const ServiceKey = z.object({
  clientid: z.string(),
  clientsecret: z.string(),
  /** Token endpoint's origin: clients add `/oauth/token`. */
  url: z.string(),
  identityzone: z.string(),
  identityzoneid: z.string(),
  appname: z.string(),
  /** Origin of the API: clients add `/v2`. */
  serviceurls: z.object({ AI_API_URL: z.string() }),
})
export type ServiceKey = z.infer<typeof ServiceKey>

/** Where the installation is reached (an origin), and its id. */
export type Installation = { readonly url: string; readonly zoneId: string }

export const serviceKeyOf = (client: { clientId: string; clientSecret: string }, { url, zoneId }: Installation): ServiceKey => ({
  clientid: client.clientId,
  clientsecret: client.clientSecret,
  url,
  identityzone: 'lectern',
  identityzoneid: zoneId,
  appname: 'lectern',
  serviceurls: { AI_API_URL: url },
})

type Deps = {
  readonly apiKeys: Pick<ApiKeys, 'create' | 'verify'>
  readonly oauthClients: Pick<OAuthClients, 'create' | 'verify'>
  /** `<data directory>/credentials` */
  readonly directory: string
  readonly installation: Installation
}

/**
 * Makes sure that the administrator's service key and API key lie in the credentials directory and work.
 * What is there and still valid stays (the service key follows a changed address); what is not is made anew.
 */
export const ensureAdministrator = async (
  deps: Deps,
): Promise<{ readonly serviceKey: ServiceKey; readonly adminKey: string }> => ({
  serviceKey: await ensureServiceKey(deps),
  adminKey: await ensureAdminKey(deps),
})

const ensureServiceKey = async ({ oauthClients, directory, installation }: Deps): Promise<ServiceKey> => {
  const path = join(directory, 'service-key.json')
  const text = await readPrivateFile(path)
  const found = text === null ? null : parsed(text)
  const valid = found && (await oauthClients.verify(found.clientid, found.clientsecret))
  const client = valid
    ? { clientId: found.clientid, clientSecret: found.clientsecret }
    : await oauthClients.create({ name: 'administrator', role: 'admin', resourceGroups: '*' })
  const serviceKey = serviceKeyOf(client, installation)
  const next = JSON.stringify(serviceKey, null, 2)
  if (next !== text) await writePrivateFile(path, next)
  return serviceKey
}

const ensureAdminKey = async ({ apiKeys, directory }: Deps): Promise<string> => {
  const path = join(directory, 'admin-key')
  const found = await readPrivateFile(path)
  if (found !== null && (await apiKeys.verify(found))) return found
  const all = { role: 'admin', resourceGroups: '*', deployments: '*', expiresAt: null } as const
  const { key } = await apiKeys.create({ name: 'administrator', ...all })
  await writePrivateFile(path, key)
  return key
}

const parsed = (text: string): ServiceKey | null => {
  try {
    return ServiceKey.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null // Not JSON: a new key is written over it.
  }
}
