import { describe, expect, it } from 'vitest'
import { SseReader } from './sse.ts'

const read = (chunks: readonly Buffer[], limit?: number): (string | null)[] => {
  const events: (string | null)[] = []
  const reader = new SseReader((data) => events.push(data === null ? null : data.toString()), limit)
  for (const chunk of chunks) reader.push(chunk)
  reader.end()
  return events.filter((event) => event !== null)
}

const streams = [
  { name: 'line feeds', text: 'data: one\n\ndata: two\n\n', expected: ['one', 'two'] },
  { name: 'CRLF', text: 'data: one\r\n\r\ndata: two\r\n\r\n', expected: ['one', 'two'] },
  { name: 'lone CR', text: 'data: one\r\rdata: two\r\r', expected: ['one', 'two'] },
  { name: 'mixed line ends', text: 'data: one\r\n\ndata: two\r\r\n', expected: ['one', 'two'] },
  { name: 'comments and other fields', text: ': ping\n\nevent: x\nid: 4\ndata: one\nretry: 3\n\n', expected: ['one'] },
  { name: 'data over lines', text: 'data: a\ndata:b\ndata\ndata:  c\n\n', expected: ['a\nb\n\n c'] },
  { name: 'a byte order mark', text: '\ufeffdata: one\n\n', expected: ['one'] },
  { name: 'no blank line at the end', text: 'data: one\n\ndata: two', expected: ['one', 'two'] },
  { name: 'other alphabets', text: 'data: {"c":"日本 😀"}\n\ndata: [DONE]\n\n', expected: ['{"c":"日本 😀"}', '[DONE]'] },
  { name: 'fields that only begin like data', text: 'dat: x\ndatabase: y\ndata : z\n\ndata:ok\n\n', expected: ['ok'] },
]

describe('reading server-sent events', () => {
  it.each(streams)('$name: the same at every cut', ({ text, expected }) => {
    const bytes = Buffer.from(text)
    expect(read([bytes])).toEqual(expected)
    for (let first = 0; first <= bytes.length; first += 1) {
      for (let second = first; second <= bytes.length; second += 1) {
        expect(read([bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)])).toEqual(expected)
      }
    }
    expect(read([...bytes].map((byte) => Buffer.from([byte])))).toEqual(expected)
  })

  it('skips an event over the limit and reads the next', () => {
    const long = `data: ${'x'.repeat(300)}\n\ndata: ok\n\n`
    expect(read([Buffer.from(long)], 100)).toEqual(['ok'])
    expect(
      read(
        [...Buffer.from(long)].map((byte) => Buffer.from([byte])),
        100,
      ),
    ).toEqual(['ok'])
  })
})
