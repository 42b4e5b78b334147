import { Buffer } from 'node:buffer'

const headBytes = 8
const streams = ['stdout', 'stdout', 'stderr'] as const

/**
 * Takes apart what a container prints, as the Docker Engine API sends it: a byte that names the stream (0 and 1 stdout, 2 stderr), three
 * zeros, the length as a big-endian 32-bit number, so many bytes. Pieces go on as they come: nothing is gathered.
 */
export function makeFrameReader(put: (stream: 'stdout' | 'stderr', bytes: Buffer) => void): (chunk: Buffer) => void {
  const head = Buffer.alloc(headBytes)
  let inHead = 0
  let left = 0
  return (chunk) => {
    let at = 0
    while (at < chunk.length) {
      if (left > 0) {
        const piece = chunk.subarray(at, at + left)
        put(streams[head[0] ?? 1] ?? 'stdout', piece)
        left -= piece.length
        at += piece.length
        continue
      }
      const copied = chunk.copy(head, inHead, at, Math.min(chunk.length, at + headBytes - inHead))
      inHead += copied
      at += copied
      if (inHead === headBytes) {
        left = head.readUInt32BE(4)
        inHead = 0
      }
    }
  }
}
