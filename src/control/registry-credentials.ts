import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { ContainerSpec } from '../domain/placement.ts'
import type { Store } from '../store/store.ts'

type Deps = {
  readonly store: Pick<Store, 'secrets'>
  /** Opens what was sealed in the same context (see `access/box.ts`). */
  readonly openSealed: (sealed: string, context: string) => string | Promise<string>
}

type Credentials = NonNullable<ContainerSpec['registry']>

/** As `docker login` keeps it: user and password, or both as one in Base64. */
const Entry = z.object({ username: z.string().optional(), password: z.string().optional(), auth: z.string().optional() })
const DockerConfig = z.object({ auths: z.record(z.string(), Entry) })

/**
 * Credentials for an image, out of a Docker registry secret. Throws `Failure('invalid')` where there is no such secret, or nothing in it
 * for the registry that has the image.
 */
export const makeRegistryCredentials =
  ({ store, openSealed }: Deps) =>
  async (name: string, image: string): Promise<Credentials> => {
    const target = 'parameterBindings.registrySecret'
    const secret = await store.secrets.get('docker-registry', '', name)
    if (!secret)
      throw new Failure(
        'invalid',
        `Docker registry secret ${name} does not exist; create it with POST /v2/admin/dockerRegistrySecrets`,
        {
          target,
        },
      )
    const data = JSON.parse(await openSealed(secret.sealedData, `secret:docker-registry//${name}`))
    const { auths } = DockerConfig.parse(JSON.parse(data['.dockerconfigjson']))
    const host = hostOf(image)
    const found = Object.entries(auths).find(([server]) => serverHost(server) === host)
    if (!found)
      throw new Failure(
        'invalid',
        `Docker registry secret ${name} holds nothing for ${host}; it is for ${Object.keys(auths).map(serverHost).join(', ') || 'no registry'}`,
        { target },
      )
    const [server, { username, password, auth }] = found
    const [user = '', ...rest] = Buffer.from(auth ?? '', 'base64')
      .toString()
      .split(':')
    return { server, username: username ?? user, password: password ?? rest.join(':') }
  }

/** What stands before the first slash names a registry if it looks like a host. */
function hostOf(image: string): string {
  const [first = ''] = image.split('/')
  const named = image.includes('/') && (/[.:]/.test(first) || first === 'localhost')
  return named ? first : 'docker.io'
}

const serverHost = (server: string): string => {
  const host = server.replace(/^https?:\/\//, '').split('/')[0] ?? ''
  return host === 'index.docker.io' ? 'docker.io' : host
}
