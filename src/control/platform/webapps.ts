import { Failure } from '../../domain/failure.ts'
import { mayAs, mayEnter, mayTouch, type Principal } from '../../domain/principal.ts'
import { Webapp } from '../../domain/webapp.ts'
import type { ControlDeps } from '../deps.ts'
import { type CredentialDeps, createApiKey, revokeApiKey } from './api-keys.ts'
import type { Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'

type Deps = Pick<ControlDeps, 'store' | 'clock'> & CredentialDeps

export type WebappAsked = {
  /** Absent: the deployment's name. */
  readonly name?: string | undefined
  readonly title?: string | undefined
  readonly greeting?: string | undefined
  readonly public: boolean
}

/** With the deployment that it is of. */
export type PlacedWebapp = { readonly deploymentId: string; readonly deploymentName: string; readonly webapp: Webapp }

const dialect = 'webapps'

export const getWebapp =
  (deps: Pick<Deps, 'store'>) =>
  async (caller: Caller, deploymentId: string): Promise<PlacedWebapp> => {
    const { id, name } = await findDeployment(deps, caller, deploymentId)
    const webapp = (await all(deps)).get(id)
    if (!webapp) throw new Failure('not_found', `deployment ${id} has no chat app`, { target: 'deploymentId' })
    return { deploymentId: id, deploymentName: name, webapp }
  }

/** What is not said falls back to its standard. A public one gets a key of its own, which opens this deployment and nothing else. */
export const openWebapp =
  (deps: Deps) =>
  async (caller: Caller, deploymentId: string, asked: WebappAsked): Promise<PlacedWebapp> => {
    const { principal, resourceGroup } = caller
    const deployment = await findDeployment(deps, caller, deploymentId)
    if (asked.public && !mayAs(principal, 'admin'))
      throw new Failure('forbidden', 'a chat app that everybody may use takes the role admin', { target: 'public' })
    const apps = await all(deps)
    const before = apps.get(deployment.id)
    const name = asked.name ?? deployment.name
    for (const [id, each] of apps) {
      if (each.name !== name || id === deployment.id) continue
      throw new Failure('conflict', `name: another chat app is at /webapps/${name}/; choose another name`, { target: 'name' })
    }
    if (deployment.targetStatus === 'DELETED')
      throw new Failure('precondition', `deployment ${deployment.id} is being deleted`, { target: 'deploymentId' })
    const made = asked.public && !before?.keyId ? await makeKey(deps, caller, deployment) : null
    const webapp: Webapp = {
      name,
      title: asked.title ?? deployment.name,
      greeting: asked.greeting ?? '',
      resourceGroup,
      keyId: asked.public ? (before?.keyId ?? made) : null,
      createdAt: before?.createdAt ?? deps.clock.now(),
      createdBy: before?.createdBy ?? principal.id,
    }
    await deps.store.dialectRecords.put(dialect, deployment.id, webapp, deps.clock.now()).catch(async (error) => {
      // It was deleted meanwhile: nobody would ever revoke it.
      if (made) await revokeApiKey(deps)(principal, made)
      throw error
    })
    if (before?.keyId && !asked.public) await revokeApiKey(deps)(principal, before.keyId)
    deps.audit('chat app opened', { deploymentId: deployment.id, name, public: asked.public, by: principal.id })
    return { deploymentId: deployment.id, deploymentName: deployment.name, webapp }
  }

/** Asking again changes nothing. */
export const closeWebapp =
  (deps: Deps) =>
  async ({ principal, resourceGroup }: Caller, deploymentId: string): Promise<void> => {
    const { id } = await findDeployment(deps, { principal, resourceGroup }, deploymentId)
    const webapp = (await all(deps)).get(id)
    if (!webapp) return
    await deps.store.dialectRecords.put(dialect, id, null, deps.clock.now())
    if (webapp.keyId) await revokeApiKey(deps)(principal, webapp.keyId)
    deps.audit('chat app closed', { deploymentId: id, name: webapp.name, by: principal.id })
  }

/** By its name; null where there is none, or none for `visitor`. Without a visitor only what everybody may use is found. */
export const findWebapp =
  (deps: Pick<Deps, 'store'>) =>
  async (name: string, visitor: Principal | null): Promise<PlacedWebapp | null> => {
    for (const [deploymentId, webapp] of await all(deps)) {
      if (webapp.name !== name) continue
      const deployment = await deps.store.deployments.get(webapp.resourceGroup, deploymentId)
      const may = visitor
        ? mayEnter(visitor, webapp.resourceGroup) && mayTouch(visitor, deploymentId)
        : await opens(deps, webapp.keyId)
      return deployment && may ? { deploymentId, deploymentName: deployment.name, webapp } : null
    }
    return null
  }

/** Of the keys that chat apps go by, in what is kept of a deployment. */
export const keysOfWebapps = (records: readonly { readonly dialect: string; readonly record: unknown }[]): readonly string[] =>
  records.flatMap((each) => {
    const webapp = each.dialect === dialect && each.record !== null ? Webapp.parse(each.record) : null
    return webapp?.keyId ? [webapp.keyId] : []
  })

/** Whoever revokes the key has closed the page for everybody. */
const opens = async ({ store }: Pick<Deps, 'store'>, keyId: string | null): Promise<boolean> =>
  keyId !== null && (await store.apiKeys.byPublicId(keyId))?.revokedAt === null

/** Nobody ever sees the key: pages get tokens of minutes in its name. */
async function makeKey(
  deps: Deps,
  { principal, resourceGroup }: Caller,
  { id, name }: { id: string; name: string },
): Promise<string> {
  const { record } = await createApiKey(deps)(principal, {
    name: `Chat app of ${name}`,
    role: 'consumer',
    resourceGroups: [resourceGroup],
    deployments: [id],
    expiresAt: null,
  })
  return record.publicId
}

/** By deployment id; those that were closed left an empty record. */
const all = async ({ store }: Pick<Deps, 'store'>): Promise<ReadonlyMap<string, Webapp>> => {
  const kept = await store.dialectRecords.every(dialect)
  return new Map([...kept].flatMap(([id, record]) => (record === null ? [] : [[id, Webapp.parse(record)]])))
}
