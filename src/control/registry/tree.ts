import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import { type FileNode, isFile, type TreeNode } from '../../domain/registry.ts'
import type { Page, Store, Window } from '../../store/store.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import { short } from '../platform/listing.ts'
import { foldersAbove, isWithin, treePath, versionIn } from './paths.ts'
import type { StorageQuota } from './quota.ts'

export type TreeDeps = {
  readonly store: Pick<Store, 'registry'>
  readonly clock: Clock
  readonly keeper: BlobKeeper
  readonly quota: StorageQuota
}

/**
 * A group's files: a small file system whose contents are shared. Files of registered versions never change. Paths may begin and
 * end with a slash. What is wrong with a path is `invalid`, what is not there `not_found`, what is in the way `conflict`.
 */
export type Tree = {
  stat(group: string, path: string): Promise<TreeNode | null>
  list(group: string, path: string, window: Partial<Window> & { readonly descending?: boolean }): Promise<Page<TreeNode>>
  /** With the folders above it; one that is there already is left as it is. */
  mkdir(group: string, owner: string, path: string): Promise<TreeNode>
  /** Gives a content that is here a path, with the folders above it. */
  put(group: string, owner: string, path: string, content: Content): Promise<TreeNode>
  /** Takes an upload's content over: in one step, so that it is never nameless. */
  putUpload(group: string, owner: string, path: string, uploadId: string): Promise<TreeNode>
  copy(group: string, owner: string, from: string, to: string): Promise<TreeNode>
  move(group: string, from: string, to: string): Promise<TreeNode>
  /** The file, or the folder with everything in it. */
  remove(group: string, path: string): Promise<void>
  read(group: string, path: string, range?: { readonly from: number; readonly to: number }): Promise<OpenFile>
}

export type Content = { readonly sha256: string; readonly bytes: number }
export type OpenFile = { readonly node: FileNode; open(): Readable }

/** Folders that every group has without making them. */
const givenFolders = ['Models', 'Resources', 'Deployments'] as const

export function makeTree({ store, clock, keeper, quota }: TreeDeps): Tree {
  const { tree, versions, uploads } = store.registry

  return { stat, list, mkdir, put, putUpload, copy, move, remove, read }

  async function stat(group: string, text: string): Promise<TreeNode | null> {
    const path = treePath(text)
    const given = path === '' || givenFolders.some((each) => each === path)
    const found = path === '' ? null : await tree.get(group, path)
    return found ?? (given ? folderNode(group, '', path, 0) : null)
  }

  async function list(group: string, text: string, window: Partial<Window> & { descending?: boolean }): Promise<Page<TreeNode>> {
    const path = treePath(text)
    await mustBeFolder(group, path)
    if (path === '') await makeFolders(group, '', [...givenFolders])
    return tree.children(group, path, window)
  }

  async function mkdir(group: string, owner: string, text: string): Promise<TreeNode> {
    const path = mustBeNamed(treePath(text))
    await mustBeMutable(group, path)
    const there = await tree.get(group, path)
    if (there && isFile(there)) throw inTheWay(path)
    if (there) return there
    await makeFolders(group, owner, [...foldersAbove(path), path])
    return mustFind(group, path)
  }

  async function put(group: string, owner: string, text: string, content: Content): Promise<TreeNode> {
    const path = mustBeNamed(treePath(text))
    return quota.taking(group, content.bytes, () =>
      keeper.naming(async () => {
        await mustBeFree(group, path)
        await makeFolders(group, owner, foldersAbove(path))
        return insertFile(group, owner, path, content)
      }),
    )
  }

  async function putUpload(group: string, owner: string, text: string, uploadId: string): Promise<TreeNode> {
    const path = mustBeNamed(treePath(text))
    return keeper.naming(async () => {
      await mustBeFree(group, path)
      const upload = await uploads.get(group, uploadId)
      if (upload?.state !== 'complete' || !upload.sha256)
        throw new Failure('conflict', `upload "${uploadId}" is not complete`, { target: 'uploadId' })
      await makeFolders(group, owner, foldersAbove(path))
      const node = await insertFile(group, owner, path, { sha256: upload.sha256, bytes: upload.bytes })
      await uploads.remove(uploadId)
      return node
    })
  }

  async function insertFile(group: string, owner: string, path: string, { sha256, bytes }: Content): Promise<TreeNode> {
    if (!(await keeper.blobs.has(sha256)))
      throw new Failure('unavailable', `the content of ${path} went away meanwhile; upload it again`)
    await keeper.own(sha256)
    const node = { resourceGroup: group, path, sha256, bytes, owner, modifiedAt: clock.now() }
    await tree.insert([node])
    return node
  }

  async function copy(group: string, owner: string, fromText: string, toText: string): Promise<TreeNode> {
    const [from, to] = [mustBeNamed(treePath(fromText)), mustBeNamed(treePath(toText, 'destination'))]
    await mustFind(group, from)
    mustNotNest(from, to)
    const now = clock.now()
    const nodes = (await tree.below(group, from)).map((each) => ({
      ...each,
      path: to + each.path.slice(from.length),
      owner,
      modifiedAt: now,
    }))
    const bytes = nodes.reduce((sum, each) => sum + each.bytes, 0)
    return quota.taking(group, bytes, () =>
      // Within `naming`, so that no content of the copied goes with its other names while it gets this one.
      keeper.naming(async () => {
        await mustBeFree(group, to)
        const there = await tree.below(group, from)
        if (there.length !== nodes.length) throw new Failure('conflict', `${from} changed while it was being copied; try again`)
        await makeFolders(group, owner, foldersAbove(to))
        await tree.insert(nodes)
        return mustFind(group, to)
      }),
    )
  }

  async function move(group: string, fromText: string, toText: string): Promise<TreeNode> {
    const [from, to] = [mustBeNamed(treePath(fromText)), mustBeNamed(treePath(toText, 'destination'))]
    mustNotNest(from, to)
    return keeper.naming(async () => {
      const source = await mustFind(group, from)
      await mustHoldNoVersion(group, from)
      await mustBeMutable(group, from)
      await mustBeFree(group, to)
      await makeFolders(group, source.owner, foldersAbove(to))
      const nodes = (await tree.below(group, from)).map((each) => ({ ...each, path: to + each.path.slice(from.length) }))
      await tree.move(group, from, nodes)
      return mustFind(group, to)
    })
  }

  async function remove(group: string, text: string): Promise<void> {
    const path = mustBeNamed(treePath(text))
    const contents = await keeper.naming(async () => {
      await mustFind(group, path)
      await mustHoldNoVersion(group, path)
      await mustBeMutable(group, path)
      return tree.remove(group, path)
    })
    await keeper.release(contents)
  }

  async function read(group: string, text: string, range?: { from: number; to: number }): Promise<OpenFile> {
    const path = treePath(text)
    const node = await mustFind(group, path)
    if (!isFile(node)) throw new Failure('invalid', `${short(path)} is a folder`, { target: 'path' })
    const options = range ? { start: range.from, end: range.to - 1 } : {}
    return { node, open: () => createReadStream(keeper.blobs.path(node.sha256), { highWaterMark: 1 << 18, ...options }) }
  }

  async function makeFolders(group: string, owner: string, paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const there = await tree.get(group, path)
      if (there && isFile(there)) throw inTheWay(path)
      if (there) continue
      try {
        await tree.insert([folderNode(group, owner, path, clock.now())])
      } catch (error) {
        if (!(error instanceof Failure && error.code === 'conflict')) throw error // made by another at the same moment
      }
    }
  }

  async function mustFind(group: string, path: string): Promise<TreeNode> {
    const node = await stat(group, path)
    if (node) return node
    throw new Failure('not_found', `there is no file or folder ${short(path)} in this resource group`, { target: 'path' })
  }

  async function mustBeFolder(group: string, path: string): Promise<void> {
    if (isFile(await mustFind(group, path)))
      throw new Failure('invalid', `${short(path)} is a file, no folder`, { target: 'path' })
  }

  async function mustBeFree(group: string, path: string): Promise<void> {
    await mustBeMutable(group, path)
    if (await stat(group, path))
      throw new Failure('conflict', `there is a file or folder at ${short(path)} already; delete it first`, { target: 'path' })
  }

  /** Model files and scripts of a registered version are what its number stands for. */
  async function mustBeMutable(group: string, path: string): Promise<void> {
    const lies = versionIn(path)
    if (!lies || !(isWithin(lies.rest, 'Files') || isWithin(lies.rest, 'Artifacts'))) return
    if (await versions.get(group, lies.name, lies.version)) throw immutable(lies.name, lies.version)
  }

  async function mustHoldNoVersion(group: string, path: string): Promise<void> {
    const [, name = '', number] = /^Models(?:\/(\w+)(?:\/(\d+))?)?$/.exec(path) ?? []
    if (path !== 'Models' && name === '') return
    const filter = name === '' ? {} : { name }
    const { items } = await versions.list(group, filter)
    const inside = items.find((each) => number === undefined || each.version === Number(number))
    if (inside) throw immutable(inside.name, inside.version)
  }
}

const folderNode = (resourceGroup: string, owner: string, path: string, modifiedAt: number): TreeNode => ({
  resourceGroup,
  path,
  sha256: null,
  bytes: 0,
  owner,
  modifiedAt,
})

function mustBeNamed(path: string): string {
  if (path !== '') return path
  throw new Failure('invalid', 'path must name a file or folder', { target: 'path' })
}

function mustNotNest(from: string, to: string): void {
  if (isWithin(to, from)) throw new Failure('invalid', `${short(to)} lies in ${short(from)} itself`, { target: 'destination' })
}

const inTheWay = (path: string): Failure =>
  new Failure('conflict', `${short(path)} is a file; there cannot be a folder of that name`, { target: 'path' })

const immutable = (name: string, version: number): Failure =>
  new Failure(
    'conflict',
    `files of version ${version} of model ${name} cannot change: it is registered; register another version, or delete this one`,
    { target: 'path' },
  )
