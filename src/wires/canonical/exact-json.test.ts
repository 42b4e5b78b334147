import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactly, isExactNumber, nearest, parseExact } from './exact-json.ts'

describe('numbers that a double cannot hold', () => {
  it.each([
    '9007199254740993',
    '-9007199254740993',
    '12345678901234567890123456789',
    '3.14159265358979323846',
    '1.50000000000000000',
    '{"a":[{"id":1234567890123456789}],"b":7}',
    '{"pad":"x","id":9223372036854775807}',
  ])('%s is written as it was read, wherever it stands', (text) => {
    for (let pad = 0; pad < 20; pad += 1) {
      const shifted = `[${'"'.padEnd(pad + 1, 'x')}",${text}]`
      expect(JSON.stringify(parseExact(shifted))).toBe(shifted)
      expect(JSON.stringify(exactly(JSON.parse(shifted), Buffer.from(shifted)))).toBe(shifted)
    }
  })

  it('alone become something else than numbers', () => {
    const { big, small, exact, text } = parseExact(
      '{"big":9007199254740993,"small":1,"exact":1000000000000000,"text":"9007199254740993"}',
    ) as Record<string, unknown>
    expect([isExactNumber(big), nearest(big)]).toEqual([true, 9007199254740992])
    expect([small, exact, text]).toEqual([1, 1_000_000_000_000_000, '9007199254740993'])
    expect([nearest(small), nearest(text)]).toEqual([1, '9007199254740993'])
  })

  it('cost a body without them nothing', () => {
    const json = { a: 1, b: '123456789012345' }
    expect(exactly(json, Buffer.from(JSON.stringify(json)))).toBe(json)
  })

  it('are the only difference to parsing, whatever the text', () => {
    const value = fc.oneof(fc.jsonValue(), fc.array(fc.oneof(fc.bigInt(), fc.string(), fc.double({ noNaN: true }))))
    fc.assert(
      fc.property(value, fc.constantFrom(0, 1, 3), (given, indent) => {
        const digits: string[] = []
        const text = JSON.stringify(
          given,
          (_, each) => (typeof each === 'bigint' ? `#${digits.push(String(each)) - 1}#` : each),
          indent,
        ).replace(/"#(\d+)#"/g, (_, at) => digits[Number(at)] ?? '')
        // Spaces apart it comes out as it went in; a double may be spelled in another way.
        const again = JSON.stringify(parseExact(text))
        for (const each of digits) expect(again).toContain(each)
        expect(JSON.parse(again)).toEqual(JSON.parse(JSON.stringify(JSON.parse(text))))
      }),
    )
  })

  it('make wrong JSON no better', () => {
    for (const text of ['{"a":9007199254740993', '9007199254740993x', '']) expect(() => parseExact(text)).toThrow(SyntaxError)
  })
})
