import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { Failure } from '../../domain/failure.ts'
import { type FileNode, isFile, type TreeNode, type Upload } from '../../domain/registry.ts'
import type { Store } from '../../store/store.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import { makeTurns } from '../models/turns.ts'
import { short } from '../platform/listing.ts'
import { missingIn } from './chunk-ranges.ts'
import { filePath, treePath } from './paths.ts'
import type { Tree } from './tree.ts'
import type { Uploads } from './uploads.ts'

/** One chunk as flow.js sends it: everything needed to find its place comes with each. */
export type FlowChunk = {
  /** Folder of the tree that the file is to lie in. */
  readonly folder: string
  readonly fileName: string
  /** `flowIdentifier`: the sender's name for this file. */
  readonly identifier: string
  /** From 1 on; 0 or 1 for an empty file. */
  readonly chunkNumber: number
  /** Of all chunks but the last. */
  readonly chunkSize: number
  readonly totalSize: number
  readonly body: Readable
}

export type ReceiveFlowChunk = (group: string, owner: string, chunk: FlowChunk) => Promise<{ readonly node: TreeNode | null }>

export type FlowDeps = {
  readonly store: Pick<Store, 'registry'>
  readonly keeper: BlobKeeper
  readonly uploads: Uploads
  readonly tree: Tree
}

/**
 * Takes chunks in any order and as often as they come; the file appears in the tree, whole, with the one that completes it
 * (`node`). A repeated chunk of a file that is there already is answered as the first was, if it is equal to what is there.
 */
export const makeReceiveFlowChunk = ({ store, keeper, uploads, tree }: FlowDeps): ReceiveFlowChunk => {
  const turns = makeTurns()

  return async (group, owner, chunk) => {
    const path = treePath(`${treePath(chunk.folder, 'folder')}/${filePath(chunk.fileName, 'flowFilename')}`)
    const id = `flow-${digestOf([group, path, chunk.identifier, String(chunk.totalSize)])}`
    const from = offsetOf(chunk)
    const upload = await turns(id, () => begin(group, path, id, chunk))
    if (!upload) return { node: await mustBeEqual(group, path, from, chunk) }
    const now = upload.state === 'complete' ? upload : await uploads.put(group, id, { from, to: endOf(chunk), body: chunk.body })
    chunk.body.resume()
    if (missingIn(now.received, now.bytes).length > 0) return { node: null }
    return { node: await turns(id, () => finish(group, owner, path, id)) }
  }

  /** null: the file is there already. */
  async function begin(group: string, path: string, id: string, { totalSize }: FlowChunk): Promise<Upload | null> {
    const known = await store.registry.uploads.get(group, id)
    if (known) return known
    if (await tree.stat(group, path)) return null
    return uploads.begin(group, id, { bytes: totalSize, sha256: null })
  }

  async function finish(group: string, owner: string, path: string, id: string): Promise<TreeNode | null> {
    // Another chunk that came at the same moment may have finished it.
    if (!(await store.registry.uploads.get(group, id))) return tree.stat(group, path)
    await uploads.complete(group, id, null)
    try {
      return await tree.putUpload(group, owner, path, id)
    } catch (error) {
      await uploads.cancel(group, id)
      throw error
    }
  }

  async function mustBeEqual(group: string, path: string, from: number, { totalSize, body }: FlowChunk): Promise<TreeNode> {
    const node = await tree.stat(group, path)
    const there = new Failure('conflict', `there is a file or folder at ${short(path)} already; delete it first`, {
      target: 'path',
    })
    if (!node || !isFile(node) || node.bytes !== totalSize) throw there
    if (!(await isPartOf(node, from, body))) throw there
    return node
  }

  async function isPartOf({ sha256, bytes }: FileNode, from: number, body: Readable): Promise<boolean> {
    const pieces: Buffer[] = []
    let length = 0
    for await (const piece of body as AsyncIterable<Buffer>) {
      pieces.push(piece)
      length += piece.length
      if (from + length > bytes) return false
    }
    if (length === 0) return true
    const part = { start: from, end: from + length - 1 }
    const kept: Buffer[] = []
    for await (const piece of createReadStream(keeper.blobs.path(sha256), part) as AsyncIterable<Buffer>) kept.push(piece)
    return Buffer.concat(kept).equals(Buffer.concat(pieces))
  }
}

const offsetOf = ({ chunkNumber, chunkSize, totalSize }: FlowChunk): number => {
  const from = Math.max(0, chunkNumber - 1) * chunkSize
  if (from > 0 && from >= totalSize) {
    const words = `flowChunkNumber ${chunkNumber} of ${chunkSize} bytes begins after the end of a file of ${totalSize} bytes`
    throw new Failure('invalid', words, { target: 'flowChunkNumber' })
  }
  return from
}

/** null: flow.js makes the last chunk larger rather than send a small one after it. */
const endOf = ({ chunkNumber, chunkSize, totalSize }: FlowChunk): number | null => {
  const end = Math.max(1, chunkNumber) * chunkSize
  return end + chunkSize > totalSize ? null : end
}

const digestOf = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)
