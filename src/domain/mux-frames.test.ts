import { Buffer } from 'node:buffer'
import { Writable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MuxKind, makeMuxReader, makeMuxWriter, muxKinds, writeTo } from './mux-frames.ts'

type Frame = { readonly exchange: number; readonly kind: MuxKind; readonly head: string; readonly body: Buffer | null }
type Read = { readonly exchange: number; readonly kind: number; readonly head: string; readonly body: Buffer }

const longBytes = 16 * 1024 + 1
const sizes = fc.oneof(fc.nat({ max: 40 }), fc.constantFrom(longBytes - 1, longBytes, 64 * 1024, 64 * 1024 + 1, 200_000))
const body = fc.tuple(sizes, fc.nat({ max: 255 })).map(([size, first]) => Buffer.alloc(size, Buffer.from([first, 1, 2, 3, 4])))
const latin1 = fc.string({ unit: fc.nat({ max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 30 })
const frame: fc.Arbitrary<Frame> = fc.record({
  exchange: fc.nat({ max: 0xffff_ffff }),
  kind: fc.constantFrom(...Object.values(muxKinds)),
  head: fc.oneof(latin1, fc.constant('ä'.repeat(70_000))),
  body: fc.option(body),
})

/** What one gathering writes. */
function written(frames: readonly Frame[]): readonly Buffer[] {
  const writes: (readonly Buffer[])[] = []
  const due: (() => void)[] = []
  const writer = makeMuxWriter(
    (pieces) => writes.push(pieces),
    (act) => due.push(act),
  )
  for (const { exchange, kind, head, body } of frames) writer.put(exchange, kind, head, body)
  expect([due.length, writes.length]).toEqual([frames.length === 0 ? 0 : 1, 0])
  for (const act of due) act()
  expect(writes).toHaveLength(due.length)
  return writes[0] ?? []
}

function reading(): { readonly read: Read[]; readonly push: (chunk: Buffer) => void } {
  const read: Read[] = []
  return { read, push: makeMuxReader((exchange, kind, head, body) => read.push({ exchange, kind, head, body })) }
}

/** Long bodies are looked at as bytes: to print a difference of them helps nobody. */
function expectSame(read: readonly Read[], frames: readonly Frame[]): void {
  const plain = ({ exchange, kind, head, body }: Frame | Read) => [exchange, kind, head, body?.length ?? 0]
  expect(read.map(plain)).toEqual(frames.map(plain))
  expect(read.every((each, at) => each.body.equals(frames[at]?.body ?? Buffer.alloc(0)))).toBe(true)
}

describe('frames', () => {
  it('come out as they went in, however they are gathered and their bytes are cut', () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(frame, { maxLength: 5 }), { maxLength: 4 }),
        fc.array(fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 100_000 })), { maxLength: 40 }),
        (gatherings, cuts) => {
          const all = Buffer.concat(gatherings.flatMap(written))
          const { read, push } = reading()
          let at = 0
          for (const size of cuts) {
            push(all.subarray(at, at + size))
            at = Math.min(at + size, all.length)
          }
          push(all.subarray(at))
          expectSame(read, gatherings.flat())
        },
      ),
    ))

  it('come out at every two cuts', () => {
    const frames: Frame[] = [
      { exchange: 7, kind: muxKinds.request, head: 'GET / é\r\n', body: Buffer.from('xyz') },
      { exchange: 0xffff_ffff, kind: muxKinds.leaving, head: '', body: null },
      { exchange: 0, kind: muxKinds.piece, head: '', body: Buffer.from('p') },
    ]
    const all = Buffer.concat(written(frames))
    for (let first = 0; first <= all.length; first += 1) {
      for (let second = first; second <= all.length; second += 1) {
        const { read, push } = reading()
        for (const piece of [all.subarray(0, first), all.subarray(first, second), all.subarray(second)]) push(piece)
        expectSame(read, frames)
      }
    }
  })

  it('are told as soon as they are whole', () => {
    const { read, push } = reading()
    const all = Buffer.concat(written([{ exchange: 1, kind: muxKinds.piece, head: '', body: Buffer.from('ab') }]))
    push(all.subarray(0, -1))
    expect(read).toEqual([])
    push(Buffer.concat([all.subarray(-1), all.subarray(0, 5)]))
    expect(read).toHaveLength(1)
  })

  it('have the format that both sides agreed on', () => {
    const [page] = written([{ exchange: 0x0403_0201, kind: muxKinds.answer, head: 'ÿ', body: Buffer.from('b') }])
    expect([...(page ?? [])]).toEqual([10, 0, 0, 0, 1, 2, 3, 4, 6, 1, 0, 0, 255, 98])
  })

  it('share one piece of memory when they are short; long bodies go as they are', () => {
    const put = (body: Buffer): Frame => ({ exchange: 1, kind: muxKinds.request, head: 'h', body })
    const short = put(Buffer.alloc(longBytes - 1))
    const long = put(Buffer.alloc(longBytes))
    expect(written([short, short, short])).toHaveLength(1)
    const pieces = written([short, long, long, short])
    expect(pieces).toHaveLength(5)
    expect(pieces[1]).toBe(long.body)
    expect(pieces[3]).toBe(long.body)
  })

  it('that come in a whole are read from that memory', () => {
    const chunk = Buffer.concat(written([{ exchange: 1, kind: muxKinds.piece, head: 'h', body: Buffer.alloc(longBytes, 'x') }]))
    const { read, push } = reading()
    push(chunk)
    chunk.fill('y')
    expect(read[0]?.body.toString()).toBe('y'.repeat(longBytes))
  })

  const most = 2 * 1024 * 1024
  const prefix = (length: number, headBytes = 0): Buffer => {
    const bytes = Buffer.alloc(12)
    bytes.writeUInt32LE(length)
    bytes.writeUInt32LE(headBytes * 256 + muxKinds.answer, 8)
    return bytes
  }
  it.each([
    ['no length', prefix(0), /has 0 bytes/],
    ['a length too short for a frame', prefix(7), /has 7 bytes/],
    ['a length too long for one, before the rest has come', prefix(most + 1).subarray(0, 4), /has 2097153 bytes/],
    ['the longest length', prefix(0xffff_ffff), /has 4294967295 bytes/],
    ['text', Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), /bytes/],
    ['a head in a frame without room for it', prefix(8, 1), /head is longer/],
    ['a head longer than its frame', Buffer.concat([prefix(10, 3), Buffer.from('abc')]), /head is longer/],
  ])('%s is no frame', (_name, bytes, message) => {
    expect(() => reading().push(bytes)).toThrow(message)
    const { read, push } = reading()
    const good = { exchange: 1, kind: muxKinds.piece, head: '', body: null }
    expect(() => push(Buffer.concat([...written([good]), bytes]))).toThrow(message)
    expectSame(read, [good])
  })

  it('the shortest and the longest are frames', () => {
    const { read, push } = reading()
    push(prefix(8))
    push(prefix(most, most - 8))
    push(Buffer.alloc(most - 8, 'h'))
    expect(read.map(({ head, body }) => [head.length, body.length])).toEqual([
      [0, 0],
      [most - 8, 0],
    ])
  })
})

describe('a write', () => {
  it('is one, of however many pieces', async () => {
    const writes: string[][] = []
    const to = new Writable({
      writev(chunks, done) {
        writes.push(chunks.map(({ chunk }) => String(chunk)))
        done()
      },
    })
    writeTo(to, [Buffer.from('a'), Buffer.from('b'), Buffer.from('c')])
    await new Promise<void>((resolve) => to.end(resolve))
    expect(writes).toEqual([['a', 'b', 'c']])
  })

  it.each(['end', 'destroy'] as const)('after %s is none, and no error', async (how) => {
    const written: string[] = []
    const errors: Error[] = []
    const to = new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk))
        done()
      },
    }).on('error', (error) => errors.push(error))
    to[how]()
    writeTo(to, [Buffer.from('a'), Buffer.from('b')])
    await new Promise((resolve) => to.once('close', resolve))
    expect([written, errors]).toEqual([[], []])
  })
})
