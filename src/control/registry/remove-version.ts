import { Failure } from '../../domain/failure.ts'
import type { ModelVersion } from '../../domain/registry.ts'
import type { Audit, Caller } from '../platform/caller.ts'
import { listing } from '../platform/listing.ts'
import type { Folders } from './folders.ts'
import { type UsersDeps, usersOf } from './users-of.ts'
import { getVersion, type VersionsDeps } from './versions.ts'

type Deps = UsersDeps & Pick<VersionsDeps, 'store' | 'keeper'> & { readonly folders: Folders; readonly audit: Audit }

/** The version and its files; contents that nothing else names go with it. Refused while a deployment is bound to it. */
export const removeVersion =
  (deps: Deps) =>
  async (caller: Caller, name: string, version: number): Promise<ModelVersion> => {
    const { resourceGroup, principal } = caller
    const found = await getVersion(deps)(resourceGroup, name, version)
    const users = await usersOf(deps)(resourceGroup, name, version)
    if (users.length > 0) {
      const named = listing(users.map((each) => `${each.name} (${each.id})`))
      throw new Failure('conflict', `version ${version} of model ${name} is used by ${named}; delete these deployments first`, {
        target: 'version',
        data: { deployments: users },
      })
    }
    const contents = await deps.keeper.naming(() => deps.store.registry.versions.remove(resourceGroup, name, version))
    await deps.keeper.release(contents)
    await deps.folders.removeVersion(resourceGroup, name, version)
    deps.audit('model version deleted', { resourceGroup, model: name, version, by: principal.id })
    return found
  }
