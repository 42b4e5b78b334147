import { describe, expect, it } from 'vitest'
import type { Answered } from './detachable.ts'
import { gather } from './gather.ts'

/** What a caller got, as words. */
function caller() {
  const got: string[] = []
  const say = (word: string) => (): boolean => got.push(word) > 0
  const response: Answered = {
    writableLength: 7,
    writeHead: (status) => got.push(`head ${status}`),
    write: (chunk) => got.push(`write ${chunk}`) > 0,
    end: (last) => got.push(`end ${last ?? ''}`),
    flushHeaders: say('flush'),
    once: (event) => got.push(`once ${event}`),
    off: (event) => got.push(`off ${event}`),
    destroy: say('destroy'),
    setTimeout: say('timeout'),
  }
  return { got, response }
}

describe('gather', () => {
  it('keeps a 200 for the next, and the caller sees nothing of it', () => {
    const { got, response } = caller()
    const gathering = gather(response, 10, () => got.push('too much'))
    gathering.writeHead(200, ['content-type', 'application/json'])
    gathering.flushHeaders()
    expect(gathering.write(Buffer.from('ab'))).toBe(true)
    gathering.end('cd')
    gathering.destroy()
    expect([gathering.passed(), gathering.writableLength, gathering.whole().bytes.toString()]).toEqual([false, 0, 'abcd'])
    expect(gathering.whole().headers).toEqual(['content-type', 'application/json'])
    expect(got).toEqual([])
  })

  it.each([201, 204, 400, 404, 500, 503])('passes on a %s', (status) => {
    const { got, response } = caller()
    const gathering = gather(response, 10, () => got.push('too much'))
    gathering.writeHead(status, [])
    gathering.write('a much longer answer')
    gathering.end('b')
    expect([gathering.passed(), gathering.writableLength]).toEqual([true, 7])
    expect(got).toEqual([`head ${status}`, 'write a much longer answer', 'end b'])
  })

  it('says once that an answer is too much, and keeps none of it', () => {
    const { got, response } = caller()
    const gathering = gather(response, 3, () => got.push('too much'))
    gathering.writeHead(200, [])
    for (const piece of ['ab', 'cd', 'ef']) gathering.write(piece)
    gathering.end('gh')
    expect([got, gathering.whole().bytes.length]).toEqual([['too much'], 0])
  })
})
