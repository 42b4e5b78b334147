import { Failure } from '../../domain/failure.ts'
import type { Tag } from '../../domain/registry.ts'
import type { Caller } from '../platform/caller.ts'
import { short } from '../platform/listing.ts'
import { getVersion, type VersionsDeps } from './versions.ts'

const mostTags = 1_000

/** Tags of a version: a name and any JSON. */
export function makeTags(deps: Pick<VersionsDeps, 'store' | 'audit'>) {
  const { tags } = deps.store.registry
  const list = async (resourceGroup: string, name: string, version: number | 'latest'): Promise<readonly Tag[]> =>
    tags.list(await getVersion(deps)(resourceGroup, name, version))

  return {
    list,
    all: tags.all,
    async get(resourceGroup: string, name: string, version: number | 'latest', tag: string): Promise<Tag> {
      const found = (await list(resourceGroup, name, version)).find((each) => each.name === tag)
      if (!found) throw unknownTag(tag, name, version)
      return found
    },
    async put({ resourceGroup, principal }: Caller, name: string, version: number | 'latest', tag: Tag): Promise<Tag> {
      const of = await getVersion(deps)(resourceGroup, name, version)
      const there = await tags.list(of)
      if (there.length >= mostTags && !there.some((each) => each.name === tag.name))
        throw new Failure('invalid', `a version can have ${mostTags} tags`, { target: 'tag' })
      await tags.put(of, tag)
      deps.audit('model tag set', { resourceGroup, model: name, version: of.version, tag: tag.name, by: principal.id })
      return tag
    },
    async remove({ resourceGroup, principal }: Caller, name: string, version: number | 'latest', tag: string): Promise<void> {
      const of = await getVersion(deps)(resourceGroup, name, version)
      if (!(await tags.remove(of, tag))) throw unknownTag(tag, name, version)
      deps.audit('model tag removed', { resourceGroup, model: name, version: of.version, tag, by: principal.id })
    },
  }
}

const unknownTag = (tag: string, name: string, version: number | 'latest'): Failure =>
  new Failure('not_found', `version ${version} of model ${name} has no tag ${short(tag)}`, { target: 'tag' })
