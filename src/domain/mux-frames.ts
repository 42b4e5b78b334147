import { Buffer } from 'node:buffer'
import type { Writable } from 'node:stream'

/**
 * Many HTTP exchanges on one connection between the gateway and an instance of ours, which saves each of them a write and a read of
 * its own on both sides. Each frame is `u32le length of what follows | u32le exchange | u8 kind | u24le length of the head | head | body`;
 * a head is that of an HTTP/1.1 message in Latin-1, without the empty line at its end.
 */
export type MuxKind = (typeof muxKinds)[keyof typeof muxKinds]
export const muxKinds = {
  /** Gateway: a whole request, with a number that is free. */
  request: 1,
  /** Gateway: nobody waits for this exchange any more. It ends with a last word all the same. */
  cancel: 2,
  /** Gateway: no more pieces of this answer for now; and again. */
  pause: 3,
  resume: 4,
  /** Gateway: no more requests. */
  last: 5,
  /** Instance: a whole answer, the last word. */
  answer: 6,
  /** Instance: the head of an answer, with the first piece of its body. */
  begin: 7,
  piece: 8,
  /** Instance: the last word after a `begin`, with what is left of the body. */
  end: 9,
  /** Instance: the last word where no whole answer comes. */
  broken: 10,
  /** Instance: asks for `last`. What is on its way meanwhile is still answered. */
  leaving: 11,
} as const

/** The path of such a door: that of the instance's own socket, and this. */
export const muxSuffix = '.mux'

/** Bodies up to this size go in one frame; longer requests take a connection of their own, longer answers go in pieces. */
export const mostMuxBytes = 64 * 1024

/** Above this a frame is no frame: the other end is broken. */
const mostFrameBytes = 2 * 1024 * 1024
const prefixBytes = 12

export type MuxWriter = {
  /** `head`: Latin-1. `body` must stay as it is until it has been written. */
  put(exchange: number, kind: MuxKind, head?: string, body?: Buffer | null): void
}

/** Bodies up to this size are copied next to the others, which costs less than a buffer of their own. */
const joinBytes = 16 * 1024

type Waiting = readonly [exchange: number, kind: MuxKind, head: string, body: Buffer | null]

/** Gathers frames for one `write`; `soon` calls back when there are no more to be expected. */
export function makeMuxWriter(write: (pieces: readonly Buffer[]) => void, soon: (act: () => void) => void): MuxWriter {
  let waiting: Waiting[] = []
  /** Without long bodies. */
  let bytes = 0

  const flush = (): void => {
    const frames = waiting
    const page = Buffer.allocUnsafe(bytes)
    const pieces: Buffer[] = []
    waiting = []
    bytes = 0
    let from = 0
    let at = 0
    for (const [exchange, kind, head, body] of frames) {
      page.writeUInt32LE(prefixBytes - 4 + head.length + (body?.length ?? 0), at)
      page.writeUInt32LE(exchange, at + 4)
      page.writeUInt32LE(head.length * 256 + kind, at + 8)
      at += prefixBytes
      if (head !== '') at += page.write(head, at, 'latin1')
      if (body === null) continue
      if (body.length <= joinBytes) at += body.copy(page, at)
      else {
        pieces.push(page.subarray(from, at), body)
        from = at
      }
    }
    if (at > from) pieces.push(page.subarray(from, at))
    write(pieces)
  }

  return {
    put(exchange, kind, head = '', body = null) {
      if (waiting.length === 0) soon(flush)
      waiting.push([exchange, kind, head, body])
      bytes += prefixBytes + head.length + (body && body.length <= joinBytes ? body.length : 0)
    },
  }
}

/** For `makeMuxWriter`: all in one write. What has ended takes nothing any more. */
export function writeTo(socket: Pick<Writable, 'writable' | 'cork' | 'write' | 'uncork'>, pieces: readonly Buffer[]): void {
  if (!socket.writable) return
  if (pieces.length > 1) socket.cork()
  for (const each of pieces) socket.write(each)
  if (pieces.length > 1) socket.uncork()
}

/** `body`: part of memory that other frames came in, too. */
export type OnMuxFrame = (exchange: number, kind: number, head: string, body: Buffer) => void

/** Puts frames together from bytes that come in any pieces. Throws where they are none. */
export function makeMuxReader(onFrame: OnMuxFrame): (chunk: Buffer) => void {
  let pieces: Buffer[] = []
  let held = 0
  /** Bytes until the next thing can be told: a frame's length, then its end. */
  let needed = 4

  return (chunk) => {
    held += chunk.length
    if (held < needed) {
      pieces.push(chunk)
      return
    }
    const bytes = pieces.length === 0 ? chunk : Buffer.concat([...pieces, chunk], held)
    let at = 0
    for (;;) {
      needed = 4
      if (bytes.length - at < 4) break
      const length = bytes.readUInt32LE(at)
      if (length < prefixBytes - 4 || length > mostFrameBytes) throw new Error(`a frame says that it has ${length} bytes`)
      needed = 4 + length
      if (bytes.length - at < needed) break
      const kindAndHead = bytes.readUInt32LE(at + 8)
      const body = at + prefixBytes + Math.floor(kindAndHead / 256)
      const end = at + needed
      if (body > end) throw new Error('a frame says that its head is longer than it is')
      const exchange = bytes.readUInt32LE(at + 4)
      const head = bytes.toString('latin1', at + prefixBytes, body)
      at = end
      onFrame(exchange, kindAndHead % 256, head, bytes.subarray(body, end))
    }
    const rest = at === 0 ? bytes : bytes.subarray(at)
    pieces = rest.length === 0 ? [] : [rest]
    held = rest.length
  }
}
