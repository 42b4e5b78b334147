import { configurationsOf, type Deployment } from '../../domain/deployment.ts'
import { Failure } from '../../domain/failure.ts'
import type { ModelFile } from '../../domain/model-file.ts'
import { mayAs, type Principal } from '../../domain/principal.ts'
import { withoutSecrets } from '../../domain/without-secrets.ts'
import type { Store } from '../../store/store.ts'
import type { Audit } from '../platform/caller.ts'
import type { BlobKeeper } from './blob-keeper.ts'
import { canonicalSource } from './source.ts'

export type FilesDeps = {
  readonly store: Pick<Store, 'modelFiles' | 'resourceGroups' | 'deployments' | 'configurations' | 'artifacts'>
  readonly keeper: BlobKeeper
  readonly audit: Audit
}

export type Files = {
  list(): Promise<readonly ModelFile[]>
  /** Deletes the content and every source that led to it; refused while a deployment that is wanted running needs it. */
  remove(principal: Principal, sha256: string): Promise<void>
}

export function makeFiles({ store, keeper, audit }: FilesDeps): Files {
  return { list: () => store.modelFiles.list(), remove }

  async function remove(principal: Principal, sha256: string): Promise<void> {
    if (!mayAs(principal, 'admin') || principal.resourceGroups !== '*') {
      throw new Failure('forbidden', 'model files are shared: only an administrator of all resource groups may delete one')
    }
    const files = (await store.modelFiles.list()).filter((each) => each.sha256 === sha256)
    if (files.length === 0) throw new Failure('not_found', `there is no model file ${sha256}`, { target: 'sha256' })
    const users = await usersOf([sha256, ...files.map((each) => each.source)])
    if (users.length > 0) {
      const named = users.map((each) => `${each.name} (${each.id})`).join(', ')
      throw new Failure('conflict', `model file ${sha256} is used by ${named}; stop these deployments first`, {
        target: 'sha256',
        data: { deployments: users },
      })
    }
    for (const file of files) await store.modelFiles.remove(file.source)
    // A registered model may have the same content.
    await keeper.release([sha256])
    audit('model file deleted', { sha256, sources: files.map((each) => withoutSecrets(each.source)), by: principal.id })
  }

  /** Deployments wanted running whose configuration binds or names one of these. */
  async function usersOf(names: readonly string[]) {
    const { items: groups } = await store.resourceGroups.list({})
    const pages = await Promise.all(groups.map((group) => store.deployments.list(group.id, {})))
    const wanted = pages.flatMap((page) => page.items).filter((each) => each.targetStatus === 'RUNNING')
    const needed = (each: Deployment) => [
      ...configurationsOf(each),
      ...(each.latestRunningConfigurationId === null ? [] : [each.latestRunningConfigurationId]),
    ]
    const ids = new Set(wanted.flatMap(needed))
    const configurations = await store.configurations.byIds([...ids])
    const artifactIds = configurations.flatMap((each) => each.inputArtifactBindings.map((binding) => binding.artifactId))
    const urls = new Map((await store.artifacts.byIds([...new Set(artifactIds)])).map((each) => [each.id, each.url]))
    const using = new Set(
      configurations
        .filter((each) => {
          const bound = each.inputArtifactBindings.map((binding) => canonicalSource(urls.get(binding.artifactId) ?? ''))
          const said = each.parameterBindings.map((binding) => binding.value)
          return names.some((name) => bound.includes(name) || said.some((value) => value.includes(name)))
        })
        .map((each) => each.id),
    )
    return wanted
      .filter((each) => needed(each).some((id) => using.has(id)))
      .map(({ id, name, resourceGroup }) => ({ id, name, resourceGroup }))
  }
}
