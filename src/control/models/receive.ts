import type { Clock } from '../../domain/clock.ts'
import { Failure } from '../../domain/failure.ts'
import { networkWords } from '../connections/network-words.ts'
import { type Have, PassingTrouble, type RemoteFile } from './open-remote.ts'
import { noRoom, type PartialFile, requireRoom } from './partial-file.ts'
import type { Source } from './source.ts'

export type ReceiveDeps = {
  readonly clock: Clock
  readonly openRemote: (source: RemoteSource, have: Have, signal: AbortSignal) => Promise<RemoteFile>
}
export type RemoteSource = Exclude<Source, { kind: 'local' }>

/** Told as the file comes in; may be called very often. */
export type Progress = (bytesDone: number, bytesTotal: number | null) => Promise<void>

/** Gives up after this many attempts in a row that brought no byte. */
const maxFruitless = 5
const stallMs = 60_000
const ggufMagic = Buffer.from('GGUF')

/**
 * Brings the whole file into `partial`, going on where it broke off as often as that helps. Answers the SHA-256 that the hub vouches
 * for, or null. `isHere` is asked once that is known: true ends the transfer before it begins.
 */
export const makeReceive =
  ({ clock, openRemote }: ReceiveDeps) =>
  async (
    source: RemoteSource,
    partial: PartialFile,
    folder: string,
    progress: Progress,
    isHere: (sha256: string | null) => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<string | null> => {
    for (let fruitless = 0; ; fruitless++) {
      const before = partial.bytes()
      try {
        return await attempt()
      } catch (error) {
        if (signal.aborted) throw signal.reason
        if (isDiskFull(error)) throw noRoom(folder)
        if (!isWorthRetrying(error)) throw inWords(error, source)
        if (partial.bytes() > before) fruitless = 0
        if (fruitless >= maxFruitless)
          throw new Failure(
            'upstream_failed',
            `${source.shown}: ${troubleWords(error, source)}; gave up after several attempts`,
            {},
            { cause: error },
          )
        await clock.sleep(500 * 2 ** fruitless, signal)
      }
    }

    async function attempt(): Promise<string | null> {
      const remote = await openRemote(source, { bytes: partial.bytes(), etag: partial.etag() }, signal)
      try {
        if (await isHere(remote.sha256)) return remote.sha256
        if (remote.offset === 0) await partial.restart(remote.etag)
        if (remote.total !== null) await requireRoom(folder, remote.total - partial.bytes())
        await progress(partial.bytes(), remote.total)
        await pour(remote)
        if (remote.total !== null && partial.bytes() !== remote.total) {
          throw new PassingTrouble(`only ${partial.bytes()} of ${remote.total} bytes came`)
        }
        return remote.sha256
      } finally {
        remote.body.destroy()
      }
    }

    async function pour(remote: RemoteFile): Promise<void> {
      const watch = watchForStall(
        clock,
        () => partial.bytes(),
        () => remote.body.destroy(),
      )
      try {
        for await (const chunk of remote.body) {
          if (signal.aborted) throw signal.reason
          await partial.append(chunk)
          requireMagic(source, partial)
          await progress(partial.bytes(), remote.total)
        }
      } finally {
        watch.stop()
      }
    }
  }

/** A file that calls itself GGUF and is not one (an error page, a pointer file) is refused at its first bytes. */
export function requireMagic(source: Source, partial: Pick<PartialFile, 'start'>): void {
  const start = partial.start()
  if (!source.fileName.toLowerCase().endsWith('.gguf') || start.length < 4 || start.equals(ggufMagic)) return
  throw new Failure(
    'invalid',
    `${source.shown} is not a GGUF file: it starts with ${JSON.stringify(start.toString('latin1'))} instead of "GGUF"`,
  )
}

export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

/** Ends a transfer in which no byte has come for a minute, so that it is tried again. */
function watchForStall(clock: Clock, bytes: () => number, onStall: () => void): { stop(): void } {
  const finished = new AbortController()
  const watch = async (): Promise<void> => {
    for (let seen = -1; seen !== bytes(); ) {
      seen = bytes()
      await clock.sleep(stallMs, finished.signal)
    }
    onStall()
  }
  watch().catch(() => {}) // stopped
  return { stop: () => finished.abort() }
}

const passingCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ABORT_ERR',
])

const isWorthRetrying = (error: unknown): boolean =>
  error instanceof PassingTrouble ||
  (error instanceof Failure && error.code === 'timeout') ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string' && passingCodes.has(error.code))

const troubleWords = (error: unknown, source: RemoteSource): string =>
  error instanceof PassingTrouble
    ? error.message
    : networkWords(error, source.kind === 'web' ? source.url : new URL('https://hub'))

/** System errors become words; what is a bug stays one. */
const inWords = (error: unknown, source: RemoteSource): unknown => {
  if (error instanceof Failure && error.details.code !== 'private_address') return error
  if (!(error instanceof Error && 'code' in error)) return error
  return new Failure(
    error instanceof Failure ? error.code : 'upstream_failed',
    `${source.shown}: ${troubleWords(error, source)}`,
    {},
    { cause: error },
  )
}
