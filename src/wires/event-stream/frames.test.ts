import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anthropicFrames, converseFrames, exceptionFrame, titanFrames } from '../../../test/upstreams/bedrock.ts'
import { encodeFrame, type Frame, FrameReader } from './frames.ts'

const streams = [
  ['converse', Buffer.concat(converseFrames())],
  ['native, Anthropic', Buffer.concat(anthropicFrames())],
  ['native, Titan', Buffer.concat(titanFrames())],
  [
    'one that breaks off',
    Buffer.concat([...converseFrames().slice(0, 2), exceptionFrame({ type: 'throttlingException', message: 'slow' })]),
  ],
] as const

/** The frames of a stream in these pieces, and whether it ended where one did. */
const read = (pieces: readonly Buffer[]): { frames: Frame[]; whole: boolean } => {
  const frames: Frame[] = []
  const reader = new FrameReader((frame) => frames.push({ headers: frame.headers, body: Buffer.from(frame.body) }))
  for (const piece of pieces) reader.push(piece)
  return { frames, whole: !reader.midFrame }
}

describe.each(streams)('a stream: %s', (_, bytes) => {
  const expected = read([bytes])

  it('is read whole', () => {
    expect(expected.whole).toBe(true)
    expect(expected.frames.length).toBeGreaterThan(1)
    expect(Buffer.concat(expected.frames.map(({ headers, body }) => encodeFrame(headers, body)))).toEqual(bytes)
  })

  it('gives the same frames at every cut', () => {
    for (let at = 0; at <= bytes.length; at += 1) expect(read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(expected)
    expect(read([...bytes].map((byte) => Buffer.from([byte])))).toEqual(expected)
  })

  it('shows every single bit that was flipped', () => {
    const missed: number[] = []
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const spoilt = Buffer.from(bytes)
      spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      try {
        read([spoilt])
        missed.push(bit)
      } catch {
        // seen
      }
    }
    expect(missed).toEqual([])
  })

  it('shows every end that is no end of a frame', () => {
    const ends = new Set<number>()
    let at = 0
    for (const { headers, body } of expected.frames) {
      at += encodeFrame(headers, body).length
      ends.add(at)
    }
    for (let length = 1; length <= bytes.length; length += 1)
      expect(read([bytes.subarray(0, length)]).whole, String(length)).toBe(ends.has(length))
  })
})

it('reads any frames in any pieces', () => {
  const frame = fc.record({
    name: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }),
    body: fc.uint8Array({ maxLength: 300 }),
  })
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1, maxLength: 6 }), fc.array(fc.nat(), { maxLength: 12 }), (frames, cuts) => {
      const bytes = Buffer.concat(frames.map(({ name, body }) => encodeFrame({ [`x-${name}`]: name }, body)))
      const at = [0, ...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b)
      const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end))
      expect(read(pieces).frames.map(({ body }) => [...body])).toEqual(frames.map(({ body }) => [...body]))
    }),
  )
})

it('never waits for a length that cannot be', () => {
  const huge = Buffer.from(encodeFrame({}, Buffer.from('x')))
  huge.writeUInt32BE(0x7fffffff, 0)
  expect(() => read([huge.subarray(0, 12)])).toThrow()
})
