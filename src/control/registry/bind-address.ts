import { Failure } from '../../domain/failure.ts'
import { isFile, type RegisteredRef } from '../../domain/registry.ts'
import type { Store } from '../../store/store.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import { short } from '../platform/listing.ts'
import type { BindModel } from './bind.ts'
import { nameIn, treePath } from './paths.ts'
import type { Snapshots } from './snapshots.ts'

/** A file, or a folder with its files, of the group's own tree: an absolute path on this machine, and what it is called. */
export type BoundAddress = { readonly path: string; readonly name: string; readonly isFolder: boolean }
export type BindAddress = (resourceGroup: string, address: string) => Promise<BoundAddress>

const ours = 'ai://default/'

/** Whether an address is of the kind that SAP AI Core's artifacts have: `ai://<store>/<path>`. */
export const isTreeAddress = (text: string): boolean => text.startsWith('ai://')

/** A registered version, where that is what an address means: `ai://default/Models/iris/2`, and without a number the newest. */
export function registeredAt(address: string): RegisteredRef | null {
  const [, name, number] = /^ai:\/\/default\/+Models\/(\w+)(?:\/([1-9]\d{0,8})(?:\/Files)?)?\/*$/.exec(address) ?? []
  return name === undefined ? null : { name, version: number === undefined ? 'latest' : Number(number), artifactVersion: null }
}

/** What an address means, now. What is not there is the configuration's mistake: `invalid`. */
export const makeBindAddress =
  (deps: {
    readonly store: Pick<Store, 'registry'>
    readonly keeper: Pick<BlobKeeper, 'blobs'>
    readonly snapshots: Pick<Snapshots, 'folder'>
    readonly bind: BindModel
  }): BindAddress =>
  async (resourceGroup, address) => {
    if (!address.startsWith(ours))
      throw refused(
        `${short(address)} names another store; files of this resource group are ai://default/<path>, such as ai://default/Models/iris/1`,
      )
    const registered = registeredAt(address)
    if (registered) {
      const { folder } = await deps.bind(resourceGroup, registered)
      return { path: folder, name: registered.name, isFolder: true }
    }
    const root = treePath(address.slice(ours.length), 'url')
    const nodes = root === '' ? [] : await deps.store.registry.tree.below(resourceGroup, root)
    const [first] = nodes
    if (nodes.length === 1 && first && isFile(first) && first.path === root)
      return { path: deps.keeper.blobs.path(first.sha256), name: nameIn(root), isFolder: false }
    if (!nodes.some(isFile))
      throw refused(`there is no file, nor a folder with files, at ${short(address)} in this resource group`)
    return { path: await deps.snapshots.folder(resourceGroup, root, nodes), name: nameIn(root), isFolder: true }
  }

const refused = (message: string): Failure => new Failure('invalid', message, { target: 'url' })
