import { Readable } from 'node:stream'
import { Failure } from '../../domain/failure.ts'
import { isFile } from '../../domain/registry.ts'
import type { Store } from '../../store/store.ts'
import type { BlobKeeper } from '../models/blob-keeper.ts'
import { short } from '../platform/listing.ts'
import { treePath } from './paths.ts'
import type { Uploads } from './uploads.ts'

/** Where a new file's bytes come from: an upload that is complete, the group's own tree, words, or a content that is here. */
export type FileSource =
  | { readonly uploadId: string }
  | { readonly treePath: string }
  | { readonly text: string }
  | { readonly content: Content }
export type Content = { readonly sha256: string; readonly bytes: number }

export type Gathered = {
  /** In the order of the sources. */
  readonly contents: readonly Content[]
  /** Bytes that the group's quota does not count yet: an upload announced its own, once. */
  readonly more: number
  /** Used up when the files are written down. */
  readonly uploadIds: readonly string[]
}

export type ContentsDeps = {
  readonly store: Pick<Store, 'registry'>
  readonly uploads: Uploads
  readonly newId: () => string
}

export type GatherContents = (group: string, sources: readonly FileSource[]) => Promise<Gathered>

export const makeGatherContents = (deps: ContentsDeps): GatherContents => {
  return async (group, sources) => {
    const contents: Content[] = []
    const uploadIds = new Set<string>()
    let more = 0
    for (const source of sources) {
      const { content, uploadId } = await find(group, source)
      contents.push(content)
      if (uploadId === null || uploadIds.has(uploadId)) more += content.bytes
      if (uploadId !== null) uploadIds.add(uploadId)
    }
    return { contents, more, uploadIds: [...uploadIds] }
  }

  async function find(group: string, source: FileSource): Promise<{ content: Content; uploadId: string | null }> {
    if ('content' in source) return { content: source.content, uploadId: null }
    if ('treePath' in source) return { content: await inTree(group, source.treePath), uploadId: null }
    const uploadId = 'text' in source ? await write(group, source.text) : source.uploadId
    const upload = await deps.store.registry.uploads.get(group, uploadId)
    if (!upload) throw wrong(`files: there is no upload "${short(uploadId)}" in this resource group`)
    if (upload.state !== 'complete' || !upload.sha256)
      throw wrong(`files: upload "${uploadId}" is not complete; complete it first`)
    return { content: { sha256: upload.sha256, bytes: upload.bytes }, uploadId }
  }

  async function inTree(group: string, text: string): Promise<Content> {
    const path = treePath(text, 'files.treePath')
    const node = await deps.store.registry.tree.get(group, path)
    if (!node || !isFile(node)) throw wrong(`files: there is no file ${short(path)} in this resource group`)
    return { sha256: node.sha256, bytes: node.bytes }
  }

  async function write(group: string, text: string): Promise<string> {
    const bytes = Buffer.from(text)
    const { id } = await deps.uploads.begin(group, deps.newId(), { bytes: bytes.length, sha256: null })
    if (bytes.length > 0) await deps.uploads.put(group, id, { from: 0, to: bytes.length, body: Readable.from([bytes]) })
    await deps.uploads.complete(group, id, null)
    return id
  }
}

/** To be called in `naming`: what was found may have gone since. Makes every content our own, and read-only. */
export async function mustBeHere(
  keeper: BlobKeeper,
  nodes: readonly { readonly path: string; readonly sha256: string }[],
): Promise<void> {
  for (const { path, sha256 } of nodes) {
    if (!(await keeper.blobs.has(sha256)))
      throw new Failure('unavailable', `the content of ${path} went away meanwhile; bring it again`, { target: 'files' })
    await keeper.own(sha256)
  }
}

const wrong = (words: string): Failure => new Failure('invalid', words, { target: 'files' })
