import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { Failure } from '../../domain/failure.ts'
import { isDiskFull } from '../models/receive.ts'

/**
 * Writes what comes into the file from `from` on. Answers how far it got, and what was wrong in the end, if anything: what
 * came before that is on disk.
 */
export async function writeChunk({
  file,
  from,
  end,
  body,
}: {
  readonly file: string
  readonly from: number
  readonly end: number
  readonly body: Readable
}): Promise<{ readonly to: number; readonly trouble: unknown }> {
  const handle = await open(file, 'r+')
  let to = from
  let trouble: unknown = null
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      if (to + piece.length > end) {
        throw new Failure('invalid', `the chunk goes past the end of the upload, which has ${end} bytes`, {
          target: 'content-range',
        })
      }
      await writeAll(handle, piece, to)
      to += piece.length
    }
  } catch (error) {
    trouble = inWords(error)
  } finally {
    // On disk before it is written down as received.
    if (to > from) await handle.datasync()
    await handle.close()
  }
  return { to, trouble }
}

async function writeAll(handle: Awaited<ReturnType<typeof open>>, piece: Buffer, at: number): Promise<void> {
  for (let done = 0; done < piece.length; ) {
    done += (await handle.write(piece, done, piece.length - done, at + done)).bytesWritten
  }
}

function inWords(error: unknown): unknown {
  if (error instanceof Failure) return error
  if (isDiskFull(error)) return new Failure('unavailable', 'no room on the disk that takes uploads', {}, { cause: error })
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ABORT_ERR')
    return new Failure(
      'invalid',
      'the chunk broke off; what came of it is kept: ask what is missing, and send that',
      {},
      { cause: error },
    )
  return error
}
