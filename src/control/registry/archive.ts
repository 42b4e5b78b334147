import { PassThrough, type Readable } from 'node:stream'
import { create } from 'tar'

/** The folder's files as a tar archive. Modes and owners of this machine are left out. */
export function tarOf(folder: string): Readable {
  const pack = create({ cwd: folder, portable: true, linkCache: noLinks() }, ['.'])
  const stream = new PassThrough()
  pack.on('error', (error) => stream.destroy(error instanceof Error ? error : new Error(String(error))))
  stream.once('close', () => pack.unpipe(stream))
  pack.pipe(stream)
  return stream
}

/** Equal files are one file on disk under several names; in the archive each is a file of its own. */
const noLinks = (): Map<`${number}:${number}`, string> => Object.assign(new Map(), { get: () => undefined })
