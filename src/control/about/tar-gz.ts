import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { Header } from 'tar'

export type Packed = { readonly path: string; readonly text: () => Promise<string> }

const block = 512

/** A `.tar.gz` of texts, one after the other as they are read. A text that cannot be had says why instead. */
export function tarGz(files: readonly Packed[], now: number): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (const { path, text } of files) {
      const body = Buffer.from(
        await text().catch((error) => `could not be read: ${error instanceof Error ? error.message : error}\n`),
      )
      const head = Buffer.alloc(block)
      new Header({ path, mode: 0o600, size: body.length, mtime: new Date(now), type: 'File', uid: 0, gid: 0 }).encode(head, 0)
      yield head
      yield body
      yield Buffer.alloc((block - (body.length % block)) % block)
    }
    yield Buffer.alloc(2 * block)
  }
  return Readable.from(pieces(), { objectMode: false }).pipe(createGzip())
}
