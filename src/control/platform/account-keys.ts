import type { AccountKeyChange, AccountKeyring } from '../../access/account-keys.ts'
import { apiKeyEntryId } from '../../access/api-keys.ts'
import { type KeyName, keyNames } from '../../domain/account-key.ts'
import { Failure } from '../../domain/failure.ts'
import { mayAs } from '../../domain/principal.ts'
import { type CredentialDeps, publish } from './api-keys.ts'
import type { Caller } from './caller.ts'
import { mustCover } from './grants.ts'

export { type KeyName, keyNames }

/** Texts of the two keys. */
export type AccountKeys = { readonly key1: string; readonly key2: string }

export type AccountKeyDeps = Pick<CredentialDeps, 'store' | 'audit' | 'publisher'> & { readonly accountKeys: AccountKeyring }

/** Made on first use, and the same ones from then on. Takes who could make such a key anyhow: an operator of the group. */
export const listAccountKeys =
  (deps: AccountKeyDeps) =>
  async (caller: Caller): Promise<AccountKeys> => {
    await mustBeOn(deps, caller)
    const keys = await present(deps, caller)
    deps.audit('account keys read', { resourceGroup: caller.resourceGroup, by: caller.principal.id })
    return keys
  }

/** The other one goes on working; the old text of this one is refused at once. */
export const regenerateAccountKey =
  (deps: AccountKeyDeps) =>
  async (caller: Caller, name: KeyName): Promise<AccountKeys> => {
    await mustBeOn(deps, caller)
    // Where somebody was first at the same moment, the old text is worth nothing either, and both get what they made.
    const change = await deps.accountKeys.renew(caller.resourceGroup, name)
    if (change) await tell(deps, caller, change)
    return present(deps, caller)
  }

export const accountKeysAreOn =
  ({ accountKeys }: Pick<AccountKeyDeps, 'accountKeys'>) =>
  async ({ resourceGroup }: Caller): Promise<boolean> =>
    !(await accountKeys.areOff(resourceGroup))

/** Off: nobody gets in with them. On again they are the same. */
export const switchAccountKeys =
  (deps: AccountKeyDeps) =>
  async (caller: Caller, on: boolean): Promise<void> => {
    const { resourceGroup, principal } = caller
    mustBeTheirs(caller)
    if ((await deps.accountKeys.areOff(resourceGroup)) === !on) return
    await deps.accountKeys.setOff(resourceGroup, !on)
    for (const id of await deps.accountKeys.publicIds(resourceGroup)) await publish(deps, apiKeyEntryId(id))
    deps.audit(on ? 'account keys switched on' : 'account keys switched off', { resourceGroup, by: principal.id })
  }

const present = async (deps: AccountKeyDeps, caller: Caller): Promise<AccountKeys> => {
  for (const made of await deps.accountKeys.ensure(caller.resourceGroup)) await tell(deps, caller, made)
  const { Key1: key1, Key2: key2 } = await deps.accountKeys.read(caller.resourceGroup)
  if (key1 !== undefined && key2 !== undefined) return { key1, key2 }
  throw new Failure('conflict', 'the keys were changed at the same moment; read them again')
}

const tell = async (deps: AccountKeyDeps, { resourceGroup, principal }: Caller, change: AccountKeyChange): Promise<void> => {
  if (change.revoked !== null) deps.publisher.removeCredential(apiKeyEntryId(change.revoked))
  await publish(deps, apiKeyEntryId(change.made))
  deps.audit('account key made', { publicId: change.made, replaces: change.revoked, resourceGroup, by: principal.id })
}

const mustBeOn = async ({ accountKeys }: AccountKeyDeps, caller: Caller): Promise<void> => {
  mustBeTheirs(caller)
  if (!(await accountKeys.areOff(caller.resourceGroup))) return
  throw new Failure('forbidden', `the keys of resource group ${caller.resourceGroup} are switched off`, {
    code: 'AuthenticationTypeDisabled',
  })
}

const mustBeTheirs = ({ principal, resourceGroup }: Caller): void => {
  if (!mayAs(principal, 'operator'))
    throw new Failure('forbidden', `keys are for operators; this credential has the role ${principal.role}`)
  mustCover(principal, { role: 'consumer', resourceGroups: [resourceGroup], deployments: '*' })
}
