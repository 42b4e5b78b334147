import { Buffer } from 'node:buffer'
import { write, writeSync } from 'node:fs'
import type { Clock } from '../domain/clock.ts'

/** Where log lines go. */
export type LineWriter = { write(line: string): void }

export type LineWriterOptions = {
  /** An open file, pipe or terminal. */
  readonly file: number
  readonly clock: Pick<Clock, 'sleep'>
  /** Bytes that are gathered for one write; fewer are written after a second. */
  readonly gathered?: number
  /** Bytes that wait at most while nobody takes them; lines beyond are dropped, and their number is written. */
  readonly mostWaiting?: number
  /** Told what is to be done at the very end: `process.once('exit', …)`. */
  readonly atExit: (act: () => void) => void
}

/** `page`: the memory that is free again once the bytes are written; null: nobody uses it again. */
type Waiting = { readonly bytes: Buffer; readonly page: Buffer<ArrayBuffer> | null }

const flushMs = 1_000
/** A pipe whose reader is slow. */
const retryMs = 100

/**
 * Gathers lines and writes them in the background, one write at a time: whoever logs never waits for a disk or a reader. A line
 * becomes bytes at once: as text, which is a tree of its pieces until somebody reads it, it costs three times as much later.
 */
export function openLines(options: LineWriterOptions): LineWriter {
  const { file, clock, gathered = 64 * 1024, mostWaiting = 16 * 1024 * 1024, atExit } = options
  let page = Buffer.allocUnsafeSlow(gathered)
  let filled = 0
  /** Written out, and free for the next lines. */
  let spare: Buffer<ArrayBuffer> | null = null
  let full: Waiting[] = []
  let fullBytes = 0
  let dropped = 0
  let busy = false

  const turnPage = (): void => {
    if (filled === 0) return
    enqueue({ bytes: page.subarray(0, filled), page })
    page = spare ?? Buffer.allocUnsafeSlow(gathered)
    spare = null
    filled = 0
  }

  const enqueue = (waiting: Waiting): void => {
    full.push(waiting)
    fullBytes += waiting.bytes.length
  }

  /** All that waits, in order. */
  const take = (): Waiting[] => {
    turnPage()
    if (dropped > 0) {
      const note = `{"level":"warn","dropped":${dropped},"msg":"log lines were dropped: nobody took them"}\n`
      enqueue({ bytes: Buffer.from(note), page: null })
    }
    const taken = full
    dropped = 0
    full = []
    fullBytes = 0
    return taken
  }

  const push = ([first, ...rest]: Waiting[]): void => {
    busy = first !== undefined
    if (!first) return
    const { bytes, page: done } = first
    write(file, bytes, 0, bytes.length, null, (error, written) => {
      if (error?.code === 'EAGAIN') clock.sleep(retryMs).then(() => push([first, ...rest]))
      else if (!error && written < bytes.length) push([{ bytes: bytes.subarray(written), page: done }, ...rest])
      else {
        // What cannot be written (a full disk, a reader that is gone) is lost; the next may fare better.
        spare ??= done
        push(rest.length > 0 || full.length === 0 ? rest : take())
      }
    })
  }

  const flushSometimes = async (): Promise<never> => {
    for (;;) {
      await clock.sleep(flushMs)
      if (!busy) push(take())
    }
  }

  void flushSometimes()
  atExit(() => writeAll(file, Buffer.concat(take().map(({ bytes }) => bytes))))
  return {
    write(line) {
      // A character is three bytes at most: only where they might not fit they are counted.
      if (line.length * 3 > gathered - filled || fullBytes + filled + line.length * 3 > mostWaiting) {
        const length = Buffer.byteLength(line)
        if (fullBytes + filled + length > mostWaiting) {
          dropped += 1
          return
        }
        if (length > gathered - filled) {
          turnPage()
          if (length > gathered) enqueue({ bytes: Buffer.from(line), page: null })
          if (!busy) push(take())
          if (length > gathered) return
        }
      }
      filled += page.write(line, filled)
    },
  }
}

/** At the end there is no later; a reader that does not take it now does not get it. */
function writeAll(file: number, bytes: Buffer): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
  } catch {} // nobody is left who could be told
}
