import type { Token } from 'node-llama-cpp'
import { describe, expect, it } from 'vitest'
import { makeTextStream } from './text-stream.ts'

/** A vocabulary of bytes. */
const detokenize = (tokens: readonly Token[]): string => Buffer.from([...tokens]).toString('utf8')
const tokens = (...bytes: number[]) => bytes as Token[]

describe('text of tokens as they come', () => {
  it.each([
    { name: 'plain', bytes: [...Buffer.from('ab')], expected: ['a', 'b', ''] },
    { name: 'a character of four bytes', bytes: [...Buffer.from('😀a')], expected: ['', '', '', '😀', 'a', ''] },
    { name: 'a character that is never completed', bytes: [0xf0, 0x9f], expected: ['', '', '\ufffd'] },
    {
      name: 'bytes that are no character',
      bytes: [0xff, 0xff, 0xff, 0xff, 0x61],
      expected: ['', '', '', '\ufffd'.repeat(4), 'a', ''],
    },
  ])('$name', ({ bytes, expected }) => {
    const stream = makeTextStream(detokenize, [])
    expect([...tokens(...bytes).map((token) => stream.push(token)), stream.flush()]).toEqual(expected)
  })

  it('tells the tokens before, so that spaces come out right', () => {
    const seen: (readonly Token[])[] = []
    const stream = makeTextStream(
      (_tokens, _special, last) => {
        seen.push(last)
        return 'x'
      },
      tokens(1, 2, 3, 4),
    )
    for (const token of tokens(5, 6)) stream.push(token)
    expect(stream.peek(tokens(7)[0] ?? (0 as Token))).toBe('x')
    expect(seen).toEqual([tokens(2, 3, 4), tokens(3, 4, 5), tokens(4, 5, 6)])
  })
})
