import { Buffer } from 'node:buffer'
import { write, writeSync } from 'node:fs'
import type { Clock } from '../domain/clock.ts'

/** Where log lines go. */
export type LineWriter = { write(line: string): void }

export type LineWriterOptions = {
  /** An open file, pipe or terminal. */
  readonly file: number
  readonly clock: Pick<Clock, 'sleep'>
  /** Characters that are gathered for one write; fewer are written after a second. */
  readonly gathered?: number
  /** Characters that wait at most while nobody takes them; lines beyond are dropped, and their number is written. */
  readonly mostWaiting?: number
  /** Told what is to be done at the very end: `process.once('exit', …)`. */
  readonly atExit: (act: () => void) => void
}

const flushMs = 1_000
/** A pipe whose reader is slow. */
const retryMs = 100

/** Gathers lines and writes them in the background, one write at a time: whoever logs never waits for a disk or a reader. */
export function openLines(options: LineWriterOptions): LineWriter {
  const { file, clock, gathered = 64 * 1024, mostWaiting = 16 * 1024 * 1024, atExit } = options
  let text = ''
  let dropped = 0
  let busy = false

  const take = (): Buffer => {
    const note = dropped === 0 ? '' : `{"level":"warn","dropped":${dropped},"msg":"log lines were dropped: nobody took them"}\n`
    const bytes = Buffer.from(text + note)
    text = ''
    dropped = 0
    return bytes
  }

  const push = (bytes: Buffer): void => {
    busy = true
    write(file, bytes, 0, bytes.length, null, (error, written) => {
      if (error?.code === 'EAGAIN') clock.sleep(retryMs).then(() => push(bytes))
      else if (!error && written < bytes.length) push(bytes.subarray(written))
      else {
        // What cannot be written (a full disk, a reader that is gone) is lost; the next may fare better.
        busy = false
        if (text.length >= gathered) push(take())
      }
    })
  }

  const flushSometimes = async (): Promise<never> => {
    for (;;) {
      await clock.sleep(flushMs)
      if (!busy && (text !== '' || dropped > 0)) push(take())
    }
  }

  void flushSometimes()
  atExit(() => writeAll(file, take()))
  return {
    write(line) {
      if (text.length + line.length > mostWaiting) {
        dropped += 1
        return
      }
      text += line
      if (text.length >= gathered && !busy) push(take())
    },
  }
}

/** At the end there is no later; a reader that does not take it now does not get it. */
function writeAll(file: number, bytes: Buffer): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
  } catch {} // nobody is left who could be told
}
