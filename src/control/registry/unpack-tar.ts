import { createReadStream } from 'node:fs'
import { type Readable, type Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Parser, type ReadEntry } from 'tar'
import { Failure } from '../../domain/failure.ts'
import { short } from '../platform/listing.ts'
import type { ArchiveLimits, TakeEntry } from './archive-limits.ts'

const files = new Set(['File', 'OldFile', 'ContiguousFile'])

/** Headers of long names and folders come out of the compression too, but write nothing: a few times `files` of them are enough. */
const mostEntries = (limits: Pick<ArchiveLimits, 'files'>): number => limits.files * 3 + 1_000

/** A tar archive, gzipped or not, entry by entry. */
export async function readTar(
  file: string,
  take: TakeEntry,
  limits: Pick<ArchiveLimits, 'files'>,
  signal: AbortSignal,
): Promise<void> {
  const broken = new AbortController()
  let last: Promise<void> = Promise.resolve()
  let entries = 0
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      entries += 1
      last = last.then(() => handle(entry)).catch((error) => broken.abort(error))
    },
  })

  const handle = async (entry: ReadEntry): Promise<void> => {
    broken.signal.throwIfAborted()
    if (entries > mostEntries(limits)) throw new Failure('invalid', `the archive holds more than ${limits.files} files`)
    if (entry.type === 'Directory' || entry.type === 'GNUDumpDir') return void entry.resume()
    if (!files.has(entry.type)) {
      const what = entry.type === 'SymbolicLink' || entry.type === 'Link' ? 'a link' : `of type ${entry.type}`
      throw new Failure('invalid', `${short(entry.path)} in the archive is ${what}; only files and folders are allowed`, {
        target: 'source',
      })
    }
    await take({ name: entry.path, write: () => entry as AsyncIterable<Buffer> })
  }

  const steps: Transform[] = (await isGzip(file)) ? [createGunzip()] : []
  const both = AbortSignal.any([signal, broken.signal])
  try {
    await pipeline([createReadStream(file), ...steps, into(parser)], { signal: both })
    await last
  } catch (error) {
    throw broken.signal.aborted ? broken.signal.reason : error
  }
  broken.signal.throwIfAborted()
}

/** The parser as a stream of Node's own that waits while an entry is being read. */
function into(parser: Parser): Writable {
  let failed: unknown = null
  parser.on('error', (error: unknown) => {
    failed ??= error
  })
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      const goOn = () => done(failed instanceof Error ? failed : null)
      if (parser.write(chunk) || failed) goOn()
      else parser.once('drain', goOn)
    },
    final(done) {
      parser.once('end', () => done(failed instanceof Error ? failed : null))
      parser.end()
      if (failed) done(failed instanceof Error ? failed : new Error(String(failed)))
    },
  })
}

async function isGzip(file: string): Promise<boolean> {
  for await (const start of createReadStream(file, { end: 1 }) as Readable & AsyncIterable<Buffer>)
    return start.length === 2 && start[0] === 0x1f && start[1] === 0x8b
  return false
}
