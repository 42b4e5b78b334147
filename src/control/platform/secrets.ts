import { distinctLabels, mergeLabels } from '../../decide/labels.ts'
import type { Label } from '../../domain/configuration.ts'
import { Failure } from '../../domain/failure.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Secret, SecretKind } from '../../domain/secret.ts'
import type { Page, Window } from '../../store/store.ts'
import type { ControlDeps } from '../deps.ts'
import type { Audit } from './caller.ts'
import { quotaReached, readLimits } from './limits.ts'
import { type Box, sealSecret } from './seal-secret.ts'

/** Where a secret lives: a group's id, `'*'` for every group, `''` for the tenant alone. */
export type SecretPlace = { readonly kind: SecretKind; readonly scope: string }

export type NewSecret = {
  readonly name: string
  readonly data: Readonly<Record<string, string>>
  readonly labels: readonly Label[]
  readonly metadata: Readonly<Record<string, string>>
}

/** What is absent stays as it is. Data is replaced as a whole; labels are merged, and the value `''` takes one away. */
export type SecretChange = Partial<Omit<NewSecret, 'name'>>

/** What may be shown of a secret. */
export type SecretView = Omit<Secret, 'sealedData'>

type Deps = Pick<ControlDeps, 'store' | 'clock'> & { readonly box: Box; readonly audit: Audit }

export const createSecret =
  (deps: Deps) =>
  async (principal: Principal, place: SecretPlace, { name, data, labels, metadata }: NewSecret): Promise<void> => {
    await mustHaveRoom(deps, place)
    const now = deps.clock.now()
    const sealedData = sealSecret(deps.box, { ...place, name }, data)
    await deps.store.secrets.insert({
      ...place,
      name,
      sealedData,
      labels: distinctLabels(labels),
      metadata,
      createdAt: now,
      modifiedAt: now,
    })
    deps.audit('secret created', { ...place, name, by: principal.id })
  }

export const getSecret =
  ({ store }: Pick<ControlDeps, 'store'>) =>
  async (place: SecretPlace, name: string): Promise<SecretView> =>
    view(await find({ store }, place, name))

export const listSecrets =
  ({ store }: Pick<ControlDeps, 'store'>) =>
  async (place: SecretPlace, window: Partial<Window>): Promise<Page<SecretView>> => {
    const { count, items } = await store.secrets.list(place.kind, place.scope, window)
    return { count, items: items.map(view) }
  }

export const changeSecret =
  (deps: Deps) =>
  async (principal: Principal, place: SecretPlace, name: string, { data, labels, metadata }: SecretChange): Promise<void> => {
    const before = await find(deps, place, name)
    const sealedData = data ? sealSecret(deps.box, before, data) : before.sealedData
    const after = {
      ...before,
      sealedData,
      labels: labels ? mergeLabels(before.labels, distinctLabels(labels)) : before.labels,
      metadata: { ...before.metadata, ...metadata },
      modifiedAt: deps.clock.now(),
    }
    if (!(await deps.store.secrets.update(after))) throw unknown(place, name)
    deps.audit('secret changed', { ...place, name, by: principal.id })
  }

export const deleteSecret =
  (deps: Pick<Deps, 'store' | 'audit'>) =>
  async (principal: Principal, place: SecretPlace, name: string): Promise<void> => {
    if (!(await deps.store.secrets.remove(place.kind, place.scope, name))) throw unknown(place, name)
    deps.audit('secret deleted', { ...place, name, by: principal.id })
  }

const find = async ({ store }: Pick<ControlDeps, 'store'>, place: SecretPlace, name: string): Promise<Secret> => {
  const secret = await store.secrets.get(place.kind, place.scope, name)
  if (!secret) throw unknown(place, name)
  return secret
}

const unknown = ({ kind, scope }: SecretPlace, name: string): Failure => {
  const where = scope === '' ? 'of the tenant' : scope === '*' ? 'for all resource groups' : `in resource group ${scope}`
  return new Failure('not_found', `there is no ${kind} secret "${name}" ${where}`, { target: 'name' })
}

const mustHaveRoom = async (deps: Pick<ControlDeps, 'store'>, { kind, scope }: SecretPlace): Promise<void> => {
  if (kind === 'object-store') return
  const name = kind === 'docker-registry' ? 'dockerRegistrySecrets' : scope === '*' ? 'tenantSecrets' : 'secrets'
  const limit = (await readLimits(deps))[name]
  if ((await deps.store.secrets.list(kind, scope, { top: 0, skip: 0 })).count >= limit) throw quotaReached(name, limit)
}

const view = ({ sealedData: _, ...shown }: Secret): SecretView => shown
