import { type Entry, openPromise } from 'yauzl'
import { Failure } from '../../domain/failure.ts'
import { short } from '../platform/listing.ts'
import type { TakeEntry } from './archive-limits.ts'

/** A zip archive, entry by entry, in the order of its directory. */
export async function readZip(file: string, take: TakeEntry): Promise<void> {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true })
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      mustBeFile(entry)
      const stream = await zip.openReadStreamPromise(entry)
      // It reads ahead: a broken entry may fail before the loop that reads it has begun. The loop is told all the same.
      stream.on('error', () => undefined)
      try {
        await take({ name: entry.fileName, write: () => stream as AsyncIterable<Buffer> })
      } finally {
        stream.destroy()
      }
    }
  } finally {
    zip.close()
  }
}

function mustBeFile(entry: Entry): void {
  const refuse = (words: string): never => {
    throw new Failure('invalid', `${short(entry.fileName)} in the archive ${words}`, { target: 'source' })
  }
  // The upper half is a Unix mode where a Unix made the archive; 0 elsewhere.
  const type = (entry.externalFileAttributes >>> 16) & 0o170_000
  if (type === 0o120_000) refuse('is a link; only files and folders are allowed')
  if (type !== 0 && type !== 0o100_000) refuse('is no ordinary file; only files and folders are allowed')
  if (entry.isEncrypted()) refuse('is encrypted; send an archive without a password')
}
