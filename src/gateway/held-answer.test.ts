import { describe, expect, it } from 'vitest'
import type { Answered } from './detachable.ts'
import { HeldAnswer } from './held-answer.ts'

/** What reaches the caller, in order. */
function caller(): { readonly got: string[]; readonly response: Answered } {
  const got: string[] = []
  const note = (what: string): number => got.push(what)
  const response: Answered = {
    writableLength: 7,
    writeHead: (status) => note(`head ${status}`),
    write: (chunk) => note(`${chunk.length} bytes`) > 0,
    end: (last) => note(last === undefined ? 'end' : `${last.length} bytes, end`),
    flushHeaders: () => note('flush'),
    once: () => {},
    off: () => {},
    destroy: () => note('destroy'),
    setTimeout: () => {},
  }
  return { got, response }
}
const large = Buffer.alloc(256 * 1024)

describe('an answer that may be held back', () => {
  it.each<{ name: string; answer: (to: HeldAnswer) => void; got: string[]; held: string | null }>([
    {
      name: 'goes through with a status that nobody wants to see first',
      answer(to) {
        to.writeHead(200, [])
        to.flushHeaders()
        to.write('abc')
        to.end('d')
      },
      got: ['head 200', 'flush', '3 bytes', '1 bytes, end'],
      held: null,
    },
    {
      name: 'is kept whole, and its end and its breaking with it',
      answer(to) {
        to.writeHead(503, ['a', 'b'])
        to.flushHeaders()
        to.write(Buffer.from('abc'))
        to.end('d')
        to.destroy()
      },
      got: [],
      held: 'abcd',
    },
    {
      name: 'goes through once it is too long to be kept',
      answer(to) {
        to.writeHead(503, [])
        to.write(large)
        to.write('b')
        to.end('c')
      },
      got: ['head 503', '262144 bytes', '1 bytes', '1 bytes, end'],
      held: null,
    },
    {
      name: 'goes through to its end where its last piece is too much',
      answer(to) {
        to.writeHead(503, [])
        to.write(large)
        to.end('b')
      },
      got: ['head 503', '262144 bytes', '1 bytes', 'end'],
      held: null,
    },
  ])('$name', ({ answer, got: expected, held }) => {
    const { got, response } = caller()
    const to = new HeldAnswer(response, (status) => status >= 500)
    answer(to)
    expect(got).toEqual(expected)
    expect([to.heldBack()?.body.toString() ?? null, to.passed(), to.writableLength]).toEqual(
      held === null ? [null, true, 7] : [held, false, 0],
    )
  })
})
