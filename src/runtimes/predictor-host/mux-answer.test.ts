import { Buffer } from 'node:buffer'
import type { OutgoingHttpHeaders } from 'node:http'
import { describe, expect, it } from 'vitest'
import { mostMuxBytes, muxKinds } from '../../domain/mux-frames.ts'
import { MuxAnswer } from './mux-answer.ts'

const nameOf = (kind: number): string | undefined => Object.entries(muxKinds).find(([, value]) => value === kind)?.[0]

/** An answer, and what the other side hears of it: `kind head|body`, a body by its length where it is long. */
function begun() {
  const said: string[] = []
  const bodies: Buffer[] = []
  const waiting: (() => void)[] = []
  const told = { over: 0, left: 0 }
  const answer = new MuxAnswer({
    put(kind, head = '', body = Buffer.alloc(0)) {
      bodies.push(body)
      const text = body.length > 100 ? String(body.length) : body.toString()
      said.push(`${nameOf(kind)} ${head.replaceAll('\r\n', ';')}|${text}`)
    },
    whenTaken: (act) => waiting.push(act),
    over() {
      told.over += 1
    },
  })
  answer.onLeft(() => {
    told.left += 1
  })
  const taken = (): void => {
    for (const act of waiting.splice(0)) act()
  }
  return { answer, said, told, taken, whole: () => Buffer.concat(bodies) }
}

const plain = { 'content-type': 'text/plain', 'content-length': 2 }
const plainHead = 'HTTP/1.1 200;content-type: text/plain;content-length: 2;'

describe('an answer on a shared connection', () => {
  it.each<[string, (answer: MuxAnswer) => void, string[]]>([
    [
      'short and whole: one frame',
      (answer) => {
        answer.writeHead(200, plain)
        answer.end('ab')
      },
      [`answer ${plainHead}|ab`],
    ],
    [
      'without a body',
      (answer) => {
        answer.writeHead(204, {})
        answer.end()
      },
      ['answer HTTP/1.1 204;|'],
    ],
    ['without a head: 200', (answer) => answer.end(Buffer.from('é')), ['answer HTTP/1.1 200;|é']],
    [
      'as long as one frame carries',
      (answer) => answer.end(Buffer.alloc(mostMuxBytes)),
      [`answer HTTP/1.1 200;|${mostMuxBytes}`],
    ],
    [
      'longer: in pieces',
      (answer) => {
        answer.writeHead(200, {})
        answer.end(Buffer.alloc(2 * mostMuxBytes + 1, 'x'))
      },
      [`begin HTTP/1.1 200;|${mostMuxBytes}`, `piece |${mostMuxBytes}`, 'piece |x', 'end |'],
    ],
    [
      'written piece by piece',
      (answer) => {
        answer.writeHead(200, plain)
        answer.write('a')
        answer.write('b')
        answer.end('c')
      },
      [`begin ${plainHead}|a`, 'piece |b', 'piece |c', 'end |'],
    ],
    [
      'written without a head',
      (answer) => {
        answer.write('a')
        answer.end()
      },
      ['begin HTTP/1.1 200;|a', 'end |'],
    ],
    [
      'nothing but empty pieces',
      (answer) => {
        answer.writeHead(200, plain)
        answer.write('')
        answer.end('')
      },
      [`answer ${plainHead}|`],
    ],
    [
      'what is said after its end is said to nobody',
      (answer) => {
        answer.end('a')
        answer.write('b')
        answer.end('c')
        answer.destroy()
        answer.leave()
      },
      ['answer HTTP/1.1 200;|a'],
    ],
    [
      'given up',
      (answer) => {
        answer.write('a')
        answer.destroy()
        answer.write('b')
        answer.end('c')
        answer.leave()
      },
      ['begin HTTP/1.1 200;|a', 'broken |'],
    ],
  ])('%s', (_name, act, frames) => {
    const { answer, said, told } = begun()
    act(answer)
    expect(said).toEqual(frames)
    expect(told.over).toBe(1)
  })

  it('skips headers that have no value, and writes numbers', () => {
    const { answer, said } = begun()
    answer.writeHead(200, { 'x-none': undefined, 'x-number': 7, 'x-é': undefined })
    answer.end()
    expect(said).toEqual(['answer HTTP/1.1 200;x-number: 7;|'])
  })

  it.each<[string, OutgoingHttpHeaders]>([
    ['a line end in a value', { 'x-a': 'b\r\nx-c: d' }],
    ['a CR in a value', { 'x-a': 'b\rc' }],
    ['a LF in a value', { 'x-a': 'b\nc' }],
    ['a NUL in a value', { 'x-a': 'b\0c' }],
    ['a value that is not Latin-1', { 'x-a': '€' }],
    ['a line end in a name', { 'x-a\r\nx-b': 'c' }],
    ['a LF in a name', { 'x-a\n': 'c' }],
    ['a blank in a name', { 'x a': 'c' }],
    ['a name that is not ASCII', { 'x-é': 'c' }],
    ['no name', { '': 'c' }],
    ['a bad one behind good ones', { 'content-length': 1, 'x-a': '\n' }],
  ])('refuses %s, and another head may be sent instead', (_name, headers) => {
    const { answer, said } = begun()
    expect(() => answer.writeHead(200, headers)).toThrow(TypeError)
    expect([said, answer.headersSent]).toEqual([[], false])
    answer.writeHead(500, {})
    answer.end('no')
    expect(said).toEqual(['answer HTTP/1.1 500;|no'])
  })

  it('carries Latin-1 in values', () => {
    const { answer, said } = begun()
    answer.writeHead(200, { 'x-a': 'ü\t~' })
    answer.end()
    expect(said).toEqual(['answer HTTP/1.1 200;x-a: ü\t~;|'])
  })

  it('has one head', () => {
    const { answer } = begun()
    answer.writeHead(200, {})
    expect(() => answer.writeHead(200, {})).toThrow(/has been sent/)
  })
})

describe('an answer that is paused', () => {
  it('holds back, tells how much, and goes on in order', () => {
    const { answer, said } = begun()
    answer.write('a')
    answer.pause()
    answer.write('bc')
    answer.write(Buffer.alloc(mostMuxBytes + 1, 'd'))
    expect([said, answer.writableLength]).toEqual([['begin HTTP/1.1 200;|a'], mostMuxBytes + 3])
    answer.resume()
    expect(said.slice(1)).toEqual(['piece |bc', `piece |${mostMuxBytes}`, 'piece |d'])
    expect(answer.writableLength).toBe(0)
    answer.end('e')
    expect(said.slice(4)).toEqual(['piece |e', 'end |'])
  })

  it('and ended says its last word once it may', () => {
    const { answer, said, told } = begun()
    answer.write('a')
    answer.pause()
    answer.write('b')
    answer.end('c')
    expect([said, told.over]).toEqual([['begin HTTP/1.1 200;|a'], 0])
    answer.resume()
    expect([said.slice(1), told.over]).toEqual([['piece |b', 'piece |c', 'end |'], 1])
    answer.resume()
    answer.leave()
    expect([said.length, told]).toEqual([4, { over: 1, left: 0 }])
  })

  it('before its head was sent loses nothing', () => {
    const { answer, said } = begun()
    answer.pause()
    answer.write('a')
    answer.end('b')
    answer.resume()
    expect(said).toEqual(['begin HTTP/1.1 200;|a', 'piece |b', 'end |'])
  })

  it('and ended, and left then, says a last word all the same; its call was done', () => {
    const { answer, said, told } = begun()
    answer.write('a')
    answer.pause()
    answer.end('b')
    answer.leave()
    answer.leave()
    answer.resume()
    expect(said).toEqual(['begin HTTP/1.1 200;|a', 'broken |'])
    expect(told).toEqual({ over: 1, left: 0 })
    expect([answer.destroyed, answer.writableLength]).toEqual([true, 0])
  })
})

describe('an answer longer than what the connection takes at once', () => {
  const length = 2 * 1024 * 1024 + 5
  it('goes on each time when it has taken what there was, and arrives whole', () => {
    const { answer, said, told, taken, whole } = begun()
    const bytes = Buffer.alloc(length, 'some words, ')
    answer.end(bytes)
    expect([whole().length, answer.writableLength]).toEqual([1024 * 1024, 1024 * 1024 + 5])
    taken()
    expect([whole().length, told.over]).toEqual([2 * 1024 * 1024, 0])
    taken()
    expect([said.at(-1), told.over]).toEqual(['end |', 1])
    expect(whole().equals(bytes)).toBe(true)
    taken()
    expect(told.over).toBe(1)
  })

  it('stops where it is paused, and where nobody waits any more', () => {
    const { answer, said, told, taken, whole } = begun()
    answer.end(Buffer.alloc(length))
    answer.pause()
    taken()
    expect(whole().length).toBe(1024 * 1024)
    answer.resume()
    expect(whole().length).toBe(2 * 1024 * 1024)
    answer.leave()
    taken()
    expect([whole().length, said.at(-1), told]).toEqual([2 * 1024 * 1024, 'broken |', { over: 1, left: 0 }])
  })
})

describe('an answer that nobody waits for', () => {
  it.each<[string, (answer: MuxAnswer) => void]>([
    ['left by the other side', (answer) => answer.leave()],
    ['destroyed', (answer) => answer.destroy()],
    [
      'left in the middle',
      (answer) => {
        answer.write('a')
        answer.leave()
      },
    ],
  ])('%s calls those who asked, once, and late ones at once', (_name, act) => {
    const { answer, told, said } = begun()
    act(answer)
    act(answer)
    expect([told, answer.destroyed, said.at(-1)]).toEqual([{ over: 1, left: 1 }, true, 'broken |'])
    let late = 0
    answer.onLeft(() => {
      late += 1
    })
    expect(late).toBe(1)
  })

  it('calls nobody where it had been said', () => {
    const { answer, told } = begun()
    answer.end('a')
    answer.leave()
    expect([told, answer.destroyed]).toEqual([{ over: 1, left: 0 }, false])
  })
})
