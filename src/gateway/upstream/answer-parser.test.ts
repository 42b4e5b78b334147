import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AnswerParser } from './answer-parser.ts'
import { ok, sound, text, unsound } from './answers.fixture.ts'
import { LineError } from './handler.ts'

type Heard = { status: number; raw: readonly string[]; body: string; end: 'kept' | 'excess' | 'none' | string }

/** What a sink hears of pieces that come one after the other; `pauses`: it stops the parser after every piece, and lets it go on. */
function hear(pieces: readonly Buffer[], { head = false, closes = false, pauses = false } = {}): Heard {
  const heard: Heard = { status: 0, raw: [], body: '', end: 'none' }
  const chunks: Buffer[] = []
  const parser: AnswerParser = new AnswerParser({
    head({ status, raw, keepAlive }) {
      Object.assign(heard, { status, raw: [...raw, ...(keepAlive ? [] : ['(closes)'])] })
      return !pauses
    },
    data(chunk) {
      expect(chunk.length).toBeGreaterThan(0)
      chunks.push(chunk)
      return !pauses
    },
    end(excess) {
      expect(heard.end).toBe('none')
      heard.end = excess ? 'excess' : 'kept'
    },
  })
  parser.expect(head)
  try {
    for (const piece of pieces) {
      parser.push(piece)
      for (let steps = 0; parser.paused; steps += 1) {
        expect(steps).toBeLessThan(100_000)
        parser.resume()
      }
    }
    if (closes) parser.close()
  } catch (error) {
    if (!(error instanceof LineError)) throw error
    heard.end = error.code
  }
  heard.body = Buffer.concat(chunks).toString('latin1')
  return heard
}

const whole = (bytes: Buffer, how = {}): Heard => hear([bytes], { closes: true, ...how })

describe('reading an answer', () => {
  it.each(Object.entries(sound))('%s', (_name, { bytes, heard, head }) => {
    expect(whole(bytes, { head })).toMatchObject(heard)
    expect(whole(bytes, { head, pauses: true })).toMatchObject(heard)
  })

  it.each(Object.entries(unsound))('refuses %s', (_name, { bytes, code }) => {
    const { end } = whole(bytes)
    expect(end).toBe(code ?? 'ANSWER_MALFORMED')
  })

  it('passes bodies on as the memory they came in', () => {
    const body = Buffer.alloc(1024 * 1024, 'x')
    const seen: Buffer[] = []
    const parser = new AnswerParser({ head: () => true, data: (chunk) => seen.push(chunk) > 0, end: () => {} })
    parser.expect(false)
    parser.push(Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`))
    parser.push(body)
    expect(seen).toHaveLength(1)
    expect(seen[0]).toBe(body)
    const chunked = Buffer.concat([text(ok, 'transfer-encoding: chunked', '', '100000', ''), body, text('', '0', '', '')])
    parser.expect(false)
    parser.push(chunked)
    expect(seen[1]?.buffer).toBe(chunked.buffer)
    expect(seen[1]?.equals(body)).toBe(true)
  })

  it('refuses what cannot become an answer before it is complete', () => {
    expect(hear([Buffer.from('SSH-2.0-OpenSSH')]).end).toBe('ANSWER_MALFORMED')
    expect(hear([Buffer.from('HTTP/1.1 200 OK\ncontent')]).end).toBe('ANSWER_MALFORMED')
  })
})

const all = [...Object.values(sound), ...Object.values(unsound)].filter(({ bytes }) => bytes.length < 2000)
const cut = (bytes: Buffer, at: readonly number[]): Buffer[] => {
  const cuts = [0, ...at.toSorted((a, b) => a - b), bytes.length]
  return cuts.slice(1).map((to, index) => bytes.subarray(cuts[index], to))
}

describe('however an answer is cut', () => {
  it('at every byte, and into single bytes, the same is heard', () => {
    for (const { bytes, ...more } of all) {
      const head = 'head' in more && more.head === true
      const expected = whole(bytes, { head })
      // Whether bytes follow is known only where they come at once: then the connection's idle state catches them.
      const plain = (heard: Heard): Heard => ({ ...heard, end: heard.end === 'excess' ? 'kept' : heard.end })
      for (const pauses of [false, true]) {
        for (let at = 1; at < bytes.length; at += 1) {
          expect(plain(hear(cut(bytes, [at]), { head, closes: true, pauses }))).toEqual(plain(expected))
        }
        const single = cut(
          bytes,
          Array.from({ length: Math.max(0, bytes.length - 1) }, (_, at) => at + 1),
        )
        expect(plain(hear(single, { head, closes: true, pauses }))).toEqual(plain(expected))
      }
    }
  })

  it('random changes are heard the same in any cut, and end in a defined way', () => {
    const edits = fc.array(
      fc.record({
        at: fc.nat(),
        kind: fc.constantFrom('set', 'drop', 'insert', 'repeat'),
        byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 9, 10, 13, 32, 44, 48, 58, 59)),
      }),
      { minLength: 1, maxLength: 4 },
    )
    fc.assert(
      fc.property(fc.constantFrom(...all), edits, fc.array(fc.nat(), { maxLength: 6 }), ({ bytes }, changes, cuts) => {
        let changed = bytes
        for (const { at, kind, byte } of changes) {
          const where = at % (changed.length + 1)
          const before = changed.subarray(0, where)
          const after = changed.subarray(kind === 'insert' || kind === 'repeat' ? where : where + 1)
          const middle = kind === 'drop' ? [] : kind === 'repeat' ? [changed.subarray(where, where + 20)] : [Buffer.from([byte])]
          changed = Buffer.concat([before, ...middle, after])
        }
        const once = whole(changed)
        const pieces = cut(
          changed,
          cuts.map((at) => at % (changed.length + 1)),
        ).filter(({ length }) => length > 0)
        const again = hear(pieces, { closes: true, pauses: cuts.length % 2 === 0 })
        if (once.end === 'kept' || once.end === 'excess') expect({ ...again, end: once.end }).toEqual(once)
        else expect(again).toEqual(once)
        expect(['kept', 'excess', 'CONNECTION_CLOSED', 'ANSWER_TRUNCATED', 'ANSWER_MALFORMED', 'HEAD_TOO_LARGE']).toContain(
          once.end,
        )
      }),
      { numRuns: 4000 },
    )
  })

  it('any bytes at all end in a defined way', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), fc.boolean(), (pieces, begun) => {
        const start = begun ? [text(ok, 'transfer-encoding: chunked', '', '')] : []
        hear([...start, ...pieces.map((each) => Buffer.from(each)).filter(({ length }) => length > 0)], { closes: true })
      }),
      { numRuns: 2000 },
    )
  })
})
