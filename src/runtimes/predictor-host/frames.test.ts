import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, type Frame, makeFrameReader } from './frames.ts'

const frame = fc.record({
  header: fc.record({ op: fc.string(), id: fc.nat(), said: fc.jsonValue() }),
  payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
})
const bytesOf = ({ header, payload }: Frame): Buffer => Buffer.concat(encodeFrame(header, payload))
/** As JSON says it again: -0 is 0 there. */
const plain = ({ header, payload }: Frame) => ({ header: JSON.parse(JSON.stringify(header)), payload: payload.toString('hex') })

describe('frames', () => {
  it('come out as they went in, however their bytes are cut', () =>
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat({ max: 40 }), { maxLength: 60 }), (frames, sizes) => {
        const all = Buffer.concat(frames.map(bytesOf))
        const read: Frame[] = []
        const push = makeFrameReader((each) => read.push(each))
        let at = 0
        for (const size of sizes) {
          push(Buffer.from(all.subarray(at, at + size)))
          at += size
        }
        push(all.subarray(Math.min(at, all.length)))
        expect(read.map(plain)).toEqual(frames.map(plain))
      }),
    ))

  it('come out at every single cut', () => {
    const all = Buffer.concat(
      [
        { header: { op: 'a', id: 1 }, payload: Buffer.from('xyz') },
        { header: { op: 'é' }, payload: Buffer.alloc(0) },
      ].map(bytesOf),
    )
    for (let cut = 0; cut <= all.length; cut += 1) {
      const read: Frame[] = []
      const push = makeFrameReader((each) => read.push(each))
      push(all.subarray(0, cut))
      push(all.subarray(cut))
      expect(read.map(({ header, payload }) => [header.op, payload.toString()])).toEqual([
        ['a', 'xyz'],
        ['é', ''],
      ])
    }
  })

  it('refuse what cannot be a frame', () => {
    const push = (bytes: readonly number[]): void => makeFrameReader(() => {})(Buffer.from(bytes))
    expect(() => push([0, 0, 0, 0])).toThrow(/0 bytes/)
    expect(() => push([255, 255, 255, 255])).toThrow(/bytes/)
    expect(() => push([5, 0, 0, 0, 9, 0, 0, 0, 1])).toThrow(/header/)
  })
})
