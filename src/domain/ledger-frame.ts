import { Buffer } from 'node:buffer'
import { crc32 } from 'node:zlib'

/**
 * What is written at once is one frame: `L1 <bytes> <crc32>\n`, then that many bytes of JSON lines. The check tells a frame that
 * was torn by a crash from a whole one; both numbers have a fixed width.
 */
const headBytes = 22
const newline = 0x0a

/** `lines` ends with a newline. */
export function frameOf(lines: string): Buffer {
  const length = Buffer.byteLength(lines)
  const frame = Buffer.allocUnsafe(headBytes + length)
  frame.write(lines, headBytes)
  const sum = crc32(frame.subarray(headBytes))
  frame.write(`L1 ${length.toString(16).padStart(9, '0')} ${sum.toString(16).padStart(8, '0')}\n`, 0, 'latin1')
  return frame
}

export type Frames = {
  readonly lines: readonly string[]
  /** Bytes of whole frames read. */
  readonly read: number
  /** `whole`: nothing is left. `more`: the last frame may still be being written, or is torn. `broken`: what is there is no frame. */
  readonly rest: 'whole' | 'more' | 'broken'
}

/** Reads whole frames from the beginning of `bytes`, until `mostBytes` are read or there are no more. */
export function readFrames(bytes: Buffer, mostBytes = Number.POSITIVE_INFINITY): Frames {
  const lines: string[] = []
  let at = 0
  while (at < bytes.length && at < mostBytes) {
    if (bytes.length - at < headBytes) return { lines, read: at, rest: 'more' }
    const length = bytes[at + headBytes - 1] === newline ? lengthIn(bytes.toString('latin1', at, at + headBytes)) : -1
    if (length < 0) return { lines, read: at, rest: 'broken' }
    const start = at + headBytes
    if (bytes.length - start < length) return { lines, read: at, rest: 'more' }
    const content = bytes.subarray(start, start + length)
    if (crc32(content) !== Number.parseInt(bytes.toString('latin1', at + 13, at + 21), 16))
      return { lines, read: at, rest: 'broken' }
    const text = content.toString()
    for (const line of text.split('\n')) if (line !== '') lines.push(line)
    at = start + length
  }
  return { lines, read: at, rest: at < bytes.length ? 'more' : 'whole' }
}

const lengthIn = (head: string): number => {
  const [, length = ''] = /^L1 ([0-9a-f]{9}) [0-9a-f]{8}\n$/.exec(head) ?? []
  return length === '' ? -1 : Number.parseInt(length, 16)
}
