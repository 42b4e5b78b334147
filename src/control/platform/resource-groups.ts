import { apiKeyEntryId } from '../../access/api-keys.ts'
import { distinctLabels, mergeLabels } from '../../decide/labels.ts'
import type { Label } from '../../domain/configuration.ts'
import { wantOf } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import { mayEnter, type Principal } from '../../domain/principal.ts'
import type { ResourceGroup } from '../../domain/resource-group.ts'
import { defaultResourceGroup } from '../../domain/resource-group.ts'
import type { LabelMatch, Page, Window } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { Publisher } from '../publish.ts'
import type { Audit } from './caller.ts'
import { mustHaveRoom } from './limits.ts'
import { listing, short } from './listing.ts'

type Deps = Pick<ControlDeps, 'store' | 'clock' | 'newIds'> & { readonly audit: Audit }

export type GroupDeletionDeps = Pick<ControlDeps, 'store' | 'clock' | 'kick'> & {
  /** Takes away the files of a group; its rows go with it. */
  readonly forgetFiles: (group: string) => Promise<void>
  /** Its keys are worth nothing from then on, not even in a new group of that name. */
  readonly publisher: Pick<Publisher, 'removeCredential'>
}

/** On a group whose contents are on their way out. Callers cannot set it: their keys begin with `ext.ai.sap.com/`. */
const deletionMark = 'internal.ai.sap.com/deleting'

const isLeaving = ({ labels }: ResourceGroup): boolean => labels.some(({ key }) => key === deletionMark)

/** The group, if it exists and the caller may enter it; both noes sound the same. */
export const enterResourceGroup =
  ({ store }: Pick<ControlDeps, 'store'>) =>
  async (principal: Principal, id: string): Promise<ResourceGroup> => {
    const group = mayEnter(principal, id) ? await store.resourceGroups.get(id) : null
    if (group && !isLeaving(group)) return group
    const message = `Resource group ${short(id)} not found; this credential may use ${await namesFor(store, principal)}`
    throw new Failure('not_found', message, { target: 'AI-Resource-Group' })
  }

/** Those the caller may enter. */
export const listResourceGroups =
  ({ store }: Pick<ControlDeps, 'store'>) =>
  async (principal: Principal, labels: readonly LabelMatch[], window: Window): Promise<Page<ResourceGroup>> => {
    const { items } = await store.resourceGroups.list({ labels })
    const open = items.filter((each) => !isLeaving(each) && mayEnter(principal, each.id))
    return { count: open.length, items: open.slice(window.skip, window.skip + window.top) }
  }

export const createResourceGroup =
  (deps: Deps) =>
  async (
    principal: Principal,
    request: { readonly id: string | null; readonly labels: readonly Label[] },
  ): Promise<ResourceGroup> => {
    await mustHaveRoom(deps, 'resourceGroups')
    const id = request.id ?? deps.newIds.uuid()
    const group = {
      id,
      labels: distinctLabels(request.labels),
      status: 'PROVISIONED',
      generation: 1,
      createdAt: deps.clock.now(),
    } as const
    const existing = await deps.store.resourceGroups.get(id)
    if (existing && isLeaving(existing))
      throw new Failure('conflict', `resource group "${id}" is still being deleted; try again in a moment`, {
        target: 'resourceGroupId',
      })
    await deps.store.resourceGroups.insert(group)
    deps.audit('resource group created', { resourceGroup: id, by: principal.id })
    return group
  }

export const labelResourceGroup =
  (deps: Deps) =>
  async (principal: Principal, id: string, changes: readonly Label[]): Promise<ResourceGroup> => {
    const group = await enterResourceGroup(deps)(principal, id)
    const labels = mergeLabels(group.labels, distinctLabels(changes))
    if (!(await deps.store.resourceGroups.setLabels(id, group.generation, labels))) throw raced(id)
    deps.audit('resource group labelled', { resourceGroup: id, by: principal.id })
    return { ...group, labels }
  }

/** The group is out of reach at once; it goes for good when its deployments are gone (`finishGroupDeletions`). */
export const deleteResourceGroup =
  (deps: Deps & GroupDeletionDeps) =>
  async (principal: Principal, id: string): Promise<void> => {
    const group = await enterResourceGroup(deps)(principal, id)
    if (id === defaultResourceGroup) {
      throw new Failure('invalid', `resource group "${defaultResourceGroup}" cannot be deleted: it always exists`, {
        target: 'resourceGroupId',
      })
    }
    const labels = [...group.labels, { key: deletionMark, value: 'true' }]
    if (!(await deps.store.resourceGroups.setLabels(id, group.generation, labels))) throw raced(id)
    deps.audit('resource group deleted', { resourceGroup: id, by: principal.id })
    await finishGroupDeletions(deps)
  }

/**
 * Takes every leaving group one step further: asks for the end of its deployments, and removes it once there are none.
 * Level, not edge: safe at any time; the reconciler's sweep calls it until nothing is left to do.
 */
export const finishGroupDeletions = async (deps: GroupDeletionDeps): Promise<void> => {
  const { store, clock, kick, forgetFiles, publisher } = deps
  const { items } = await store.resourceGroups.list({ labels: [{ key: deletionMark, value: 'true', equal: true }] })
  for (const { id } of items) {
    const deployments = (await store.deployments.list(id, {})).items
    for (const deployment of deployments.filter((each) => each.targetStatus !== 'DELETED')) {
      const want = { ...wantOf(deployment), targetStatus: 'DELETED', lastOperation: 'DELETE' } as const
      await store.deployments.want(deployment.id, deployment.generation, want, clock.now())
      void kick(deployment.id)
    }
    if (deployments.length > 0) continue
    await forgetFiles(id)
    const keys = await store.accountKeys.of(id)
    await store.resourceGroups.remove(id)
    for (const { publicId } of keys) publisher.removeCredential(apiKeyEntryId(publicId))
  }
}

const raced = (id: string): Failure =>
  new Failure(
    'conflict',
    `resource group "${id}" was changed by another request at the same moment; read it again and repeat the change`,
  )

const namesFor = async (store: ControlDeps['store'], principal: Principal): Promise<string> => {
  if (principal.resourceGroups !== '*') return listing(principal.resourceGroups)
  return listing(
    (await store.resourceGroups.list({ top: 21, skip: 0 })).items.filter((each) => !isLeaving(each)).map((each) => each.id),
  )
}
