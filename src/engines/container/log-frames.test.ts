import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeFrameReader } from './log-frames.ts'

const frame = (stream: 1 | 2, text: string): Buffer => {
  const bytes = Buffer.from(text)
  const head = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0])
  head.writeUInt32BE(bytes.length, 4)
  return Buffer.concat([head, bytes])
}
const read = (chunks: readonly Buffer[]): string[] => {
  const got: string[] = []
  const take = makeFrameReader((stream, bytes) => {
    const last = got.at(-1)
    if (last?.startsWith(`${stream}:`)) got[got.length - 1] = last + bytes.toString('latin1')
    else got.push(`${stream}:${bytes.toString('latin1')}`)
  })
  for (const chunk of chunks) take(chunk)
  return got
}

it('gives the same output however it is cut', () => {
  const frames = fc.array(fc.tuple(fc.constantFrom(1 as const, 2 as const), fc.string({ unit: 'grapheme-ascii', maxLength: 40 })))
  fc.assert(
    fc.property(frames, fc.array(fc.nat(), { maxLength: 20 }), (said, cuts) => {
      const bytes = Buffer.concat(said.map(([stream, text]) => frame(stream, text)))
      const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
      const pieces = [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length))
      expect(read(pieces)).toEqual(read([bytes]))
      expect(
        read([bytes])
          .join('')
          .replaceAll(/std(out|err):/g, ''),
      ).toContain('')
    }),
  )
})

it('tells the streams apart', () => {
  expect(read([frame(1, 'ready\n'), frame(2, 'oh'), frame(2, 'no\n'), frame(1, '')])).toEqual(['stdout:ready\n', 'stderr:ohno\n'])
})
