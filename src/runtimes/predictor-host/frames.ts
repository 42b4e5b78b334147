import { Buffer } from 'node:buffer'
import { freeBytes } from '../../domain/free-bytes.ts'

/**
 * What host and child say to each other: `u32le length of what follows | u32le header length | header JSON | payload`. Each end
 * writes whole frames only, and nobody else has the descriptor: what a script prints cannot get in between.
 */
export type Header = { readonly op: string; readonly id?: number | null; readonly [name: string]: unknown }
export type Frame = { readonly header: Header; readonly payload: Buffer }

/** Above this a frame is no frame: the other end is broken. */
export const mostFrameBytes = 2 ** 31

/** The bytes to write: payloads are not copied. Before one the header has spaces at its end, so that numbers lie where they may begin. */
export function encodeFrame(header: Header, payload: Buffer = empty): readonly Buffer[] {
  const text = JSON.stringify(header)
  const textBytes = Buffer.byteLength(text)
  const headerBytes = payload.length === 0 ? textBytes : Math.ceil(textBytes / 8) * 8
  const start = Buffer.allocUnsafe(8 + headerBytes)
  start.fill(space, 8 + textBytes)
  start.writeUInt32LE(4 + headerBytes + payload.length, 0)
  start.writeUInt32LE(headerBytes, 4)
  start.write(text, 8)
  return payload.length === 0 ? [start] : [start, payload]
}

/** Puts frames together from bytes that come in any pieces; each byte is copied once at most. */
export function makeFrameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let pieces: Buffer[] = []
  let held = 0
  /** Bytes until the next thing can be told: a frame's length, then its end. */
  let needed = 4

  return (chunk) => {
    pieces.push(chunk)
    held += chunk.length
    if (held < needed) return
    let bytes = joined(pieces)
    let at = 0
    for (;;) {
      needed = 4
      if (bytes.length - at < 4) break
      const length = bytes.readUInt32LE(at)
      if (length < 4 || length > mostFrameBytes) throw new Error(`a frame says that it has ${length} bytes`)
      needed = 4 + length
      if (bytes.length - at < needed) break
      const frame = bytes.subarray(at + 4, at + needed)
      at += needed
      onFrame(readFrame(frame))
    }
    bytes = bytes.subarray(at)
    pieces = bytes.length === 0 ? [] : [bytes]
    held = bytes.length
  }
}

const empty = Buffer.alloc(0)
const space = 0x20
function joined(pieces: readonly Buffer[]): Buffer {
  if (pieces.length === 1 && pieces[0]) return pieces[0]
  const whole = Buffer.concat(pieces)
  for (const each of pieces) freeBytes(each)
  return whole
}

function readFrame(frame: Buffer): Frame {
  const headerBytes = frame.readUInt32LE(0)
  if (headerBytes > frame.length - 4) throw new Error(`a frame's header says that it has ${headerBytes} bytes`)
  return { header: JSON.parse(frame.toString('utf8', 4, 4 + headerBytes)), payload: frame.subarray(4 + headerBytes) }
}
