import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseApiKeyText } from '../../access/api-key-text.ts'
import { type ApiKeyRecord, type ApiKeys, apiKeyEntryId } from '../../access/api-keys.ts'
import { readPrivateFile } from '../../access/private-file.ts'
import type { Deployment } from '../../domain/deployment.ts'
import type { DeploymentId } from '../../domain/ids.ts'
import type { Instance } from '../../domain/instance.ts'
import { insideScope, type PlatformAccess, platformRole, platformScopes } from '../../domain/platform-access.ts'
import type { Placed } from '../deps.ts'
import { type CredentialDeps, publish } from '../platform/api-keys.ts'
import { chainFile, isKnownToAll, keyFile, type Trust, writeMaterial } from './material.ts'

/** Keys that instances are given to speak to this platform with: one for a revision of a deployment, as long as it is wanted or runs. */
export type InstanceKeys = {
  /** What an instance of this revision is started with; nothing where it asks for no access. */
  give(deployment: Asking, revision: string, access: PlatformAccess | undefined): Promise<GivenAccess>
  /** Revokes the deployment's keys of revisions that neither run nor are to run, and removes their files. */
  keep(
    id: DeploymentId,
    instances: readonly Pick<Instance, 'phase' | 'revision'>[],
    wanted: readonly (Pick<Placed, 'revision' | 'transformer'> | null)[],
  ): Promise<void>
}

type Asking = Pick<Deployment, 'id' | 'name' | 'resourceGroup'>
type Variables = Readonly<Record<string, string>>
/** Environment variables; those of `secretEnv` are the key itself. */
export type GivenAccess = { readonly env: Variables; readonly secretEnv: Variables }

export type InstanceKeyDeps = Pick<CredentialDeps, 'store' | 'publisher' | 'audit'> & {
  readonly apiKeys: Pick<ApiKeys, 'create' | 'verify' | 'revoke'>
  /** In its `instance-keys` a folder for each key, `<deployment>-<revision>`: they are the record of what keys there are. */
  readonly dataFolder: string
  readonly tls: { readonly kind: 'off' | 'self-signed' } | { readonly kind: 'files'; readonly cert: string }
}

export async function openInstanceKeys(deps: InstanceKeyDeps): Promise<InstanceKeys> {
  const folder = join(deps.dataFolder, 'instance-keys')
  const trust: Trust = { chain: deps.tls.kind === 'files' ? await readFile(deps.tls.cert, 'utf8') : null }
  const known = new Map<DeploymentId, Set<string>>()
  const note = (id: DeploymentId, revision: string): void => void known.set(id, (known.get(id) ?? new Set()).add(revision))
  for (const name of await namesIn(folder)) {
    const [id = '', revision = ''] = name.split('-')
    note(id, revision)
  }
  const placeOf = (id: DeploymentId, revision: string): string => join(folder, `${id}-${revision}`)

  const make = async ({ id, name, resourceGroup }: Asking, access: PlatformAccess): Promise<string> => {
    const { key, record } = await deps.apiKeys.create({
      name: `deployment ${name} (${id})`,
      role: platformRole,
      resourceGroups: [resourceGroup],
      deployments: '*',
      scopes: scopesFor(access),
      expiresAt: null,
    })
    await publish(deps, apiKeyEntryId(record.publicId))
    deps.audit('instance key created', { publicId: record.publicId, deploymentId: id, access })
    return key
  }

  const revoke = async (id: DeploymentId, revision: string): Promise<void> => {
    const place = placeOf(id, revision)
    const publicId = parseApiKeyText((await readPrivateFile(join(place, keyFile))) ?? '')?.publicId
    if (publicId !== undefined && (await deps.store.apiKeys.byPublicId(publicId))) {
      await deps.apiKeys.revoke(publicId)
      deps.publisher.removeCredential(apiKeyEntryId(publicId))
      deps.audit('instance key revoked', { publicId, deploymentId: id })
    }
    // Last: until then the folder says that something is left to do.
    await rm(place, { recursive: true, force: true })
  }

  return {
    async give(deployment, revision, access) {
      if (access === undefined) return { env: {}, secretEnv: {} }
      const { id, resourceGroup } = deployment
      const place = placeOf(id, revision)
      const found = await readPrivateFile(join(place, keyFile))
      const key = found !== null && (await isOf(deps, found, access)) ? found : await make(deployment, access)
      const user = `${resourceGroup}__lectern`
      await writeMaterial({ folder: place, key, user }, trust)
      note(id, revision)
      return {
        env: {
          SECRETS_DIR: place,
          MATERIAL_DIRECTORY: place,
          HADOOP_USER_NAME: user,
          REQUESTS_VERIFY: String(isKnownToAll(trust)),
          DOMAIN_CA_TRUSTSTORE_PEM: join(place, chainFile),
        },
        secretEnv: { API_KEY: key, SERVING_API_KEY: key },
      }
    },

    async keep(id, instances, wanted) {
      const mine = known.get(id)
      if (!mine) return
      const running = instances.filter(({ phase }) => phase !== 'exited')
      const needed = [...running, ...wanted, ...wanted.map((each) => each?.transformer)].map((each) => each?.revision)
      for (const revision of mine) {
        if (needed.includes(revision)) continue
        await revoke(id, revision)
        mine.delete(revision)
      }
      if (mine.size === 0) known.delete(id)
    },
  }
}

/** Somebody may have revoked it: then the next instance gets another. */
async function isOf({ apiKeys }: InstanceKeyDeps, key: string, access: PlatformAccess): Promise<boolean> {
  const record: ApiKeyRecord | null = await apiKeys.verify(key)
  return record?.scopes?.join() === scopesFor(access).join()
}

const scopesFor = (access: PlatformAccess): readonly string[] => [...platformScopes[access], insideScope]

const namesIn = async (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw cause
  })
