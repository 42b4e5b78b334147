import { expect, it } from 'vitest'
import { frameOf, readFrames } from './ledger-frame.ts'

const two = Buffer.concat([frameOf('{"a":1}\n{"b":"é"}\n'), frameOf('{"c":3}\n')])
const first = frameOf('{"a":1}\n{"b":"é"}\n').length

it('reads what was written', () => {
  expect(readFrames(two)).toEqual({ lines: ['{"a":1}', '{"b":"é"}', '{"c":3}'], read: two.length, rest: 'whole' })
  expect(readFrames(Buffer.alloc(0))).toEqual({ lines: [], read: 0, rest: 'whole' })
  expect(readFrames(frameOf(''))).toMatchObject({ lines: [], rest: 'whole' })
})

it('reads whole frames only, wherever the bytes are cut', () => {
  for (let length = 0; length < two.length; length += 1) {
    const { lines, read, rest } = readFrames(two.subarray(0, length))
    expect(lines.length).toBe(length < first ? 0 : 2)
    expect(read).toBe(length < first ? 0 : first)
    expect(rest).toBe(length === 0 || length === first ? 'whole' : 'more')
  }
})

it('takes no frame in which a single bit is not as it was written', () => {
  for (let bit = first * 8; bit < two.length * 8; bit += 1) {
    const torn = Buffer.from(two)
    torn[bit >> 3] = (torn[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(readFrames(torn).lines).toEqual(['{"a":1}', '{"b":"é"}'])
  }
})
