import { randomUUID } from 'node:crypto'
import { json, type Listening, listen } from './listen.ts'

export type VaultUpstream = Listening & {
  /** Writes the next version of a secret. */
  put(mount: string, path: string, data: Record<string, unknown>): void
  /** As `vault kv delete` does: the newest version is there no more. */
  remove(mount: string, path: string): void
  readonly behaviour: {
    /** Tokens that are taken. */
    tokens: Set<string>
    /** Paths (`mount/path`) that no policy opens. */
    forbidden: Set<string>
    sealed: boolean
    namespace: string | null
    role: { id: string; secretId: string; leaseSeconds: number } | null
  }
  /** Reads of secrets that were answered, with whatever. */
  readonly reads: string[]
  logins(): number
}

type Version = { readonly data: Record<string, unknown> | null; readonly deletedAt: string }

/** A small real server that speaks the API of HashiCorp Vault: KV version 2 and AppRole, to holders of a token. */
export async function startVault(token = 'hvs.the-token'): Promise<VaultUpstream> {
  const secrets = new Map<string, Version[]>()
  const reads: string[] = []
  let logins = 0
  const behaviour: VaultUpstream['behaviour'] = {
    tokens: new Set([token]),
    forbidden: new Set(),
    sealed: false,
    namespace: null,
    role: null,
  }
  const around = (data: unknown, auth: unknown = null) => ({
    request_id: randomUUID(),
    lease_id: '',
    renewable: false,
    lease_duration: 0,
    data,
    wrap_info: null,
    warnings: null,
    auth,
    mount_type: 'kv',
  })

  const server = await listen(async (got, response) => {
    const refuse = (status: number, ...errors: string[]): void =>
      json(response, status, { errors }, { 'cache-control': 'no-store' })
    if (behaviour.sealed) return refuse(503, 'Vault is sealed')
    if ((got.headers['x-vault-namespace'] ?? null) !== behaviour.namespace)
      return refuse(404, 'no handler for route "secret/data/azure". route entry not found.')
    if (got.method === 'POST' && got.url === '/v1/auth/approle/login') {
      const { role } = behaviour
      const asked = JSON.parse(got.body.toString())
      if (!role || asked.role_id !== role.id || asked.secret_id !== role.secretId) return refuse(400, 'invalid role or secret ID')
      logins += 1
      const client_token = `hvs.login-${logins}`
      behaviour.tokens.add(client_token)
      const lease = { lease_duration: role.leaseSeconds, renewable: true, token_type: 'service' }
      return json(response, 200, around(null, { client_token, accessor: 'a', policies: ['default'], ...lease }))
    }
    const [, mount = '', path = ''] = /^\/v1\/([^/]+)\/data\/(.+)$/.exec(decodeURIComponent(got.url)) ?? []
    if (path === '' || got.method !== 'GET') return refuse(405)
    reads.push(`${mount}/${path}`)
    if (!behaviour.tokens.has(got.headers['x-vault-token'] as string))
      return refuse(403, '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n')
    if (behaviour.forbidden.has(`${mount}/${path}`)) return refuse(403, '1 error occurred:\n\t* permission denied\n\n')
    const versions = secrets.get(`${mount}/${path}`) ?? []
    const newest = versions.at(-1)
    if (!newest) return refuse(404)
    const metadata = {
      created_time: '2026-11-20T12:00:00.000000Z',
      custom_metadata: null,
      deletion_time: newest.deletedAt,
      destroyed: false,
      version: versions.length,
    }
    return json(response, newest.data ? 200 : 404, around({ data: newest.data, metadata }))
  })

  const versionsOf = (place: string): Version[] => {
    const versions = secrets.get(place) ?? []
    secrets.set(place, versions)
    return versions
  }
  return {
    ...server,
    put: (mount, path, data) => void versionsOf(`${mount}/${path}`).push({ data, deletedAt: '' }),
    remove(mount, path) {
      const versions = versionsOf(`${mount}/${path}`)
      versions[versions.length - 1] = { data: null, deletedAt: '2026-11-20T12:30:00.000000Z' }
    },
    behaviour,
    reads,
    logins: () => logins,
  }
}
