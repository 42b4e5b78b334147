import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeStopScanner } from './stop-scanner.ts'

const scan = (stops: readonly string[], pieces: readonly string[]) => {
  const scanner = makeStopScanner<string>(stops)
  let text = ''
  const marks: string[] = []
  for (const piece of pieces) {
    const out = scanner.push(piece, piece)
    text += out.text
    marks.push(...out.marks)
    if (scanner.stopped()) return { text, marks, stopped: true }
  }
  const rest = scanner.flush()
  return { text: text + rest.text, marks: [...marks, ...rest.marks], stopped: false }
}

describe('text up to the first stop string, with the marks of its tokens', () => {
  it.each([
    { name: 'no stop', stops: [], pieces: ['a', 'b'], expected: { text: 'ab', marks: ['a', 'b'], stopped: false } },
    { name: 'inside a piece', stops: ['END'], pieces: ['abENDcd'], expected: { text: 'ab', marks: ['abENDcd'], stopped: true } },
    {
      name: 'over pieces',
      stops: ['END'],
      pieces: ['a', 'E', 'N', 'D', 'x'],
      expected: { text: 'a', marks: ['a'], stopped: true },
    },
    { name: 'only begun', stops: ['END'], pieces: ['a', 'EN'], expected: { text: 'aEN', marks: ['a', 'EN'], stopped: false } },
    { name: 'begun twice', stops: ['aab'], pieces: ['a', 'a', 'a', 'b'], expected: { text: 'a', marks: ['a'], stopped: true } },
    { name: 'the earliest wins', stops: ['cd', 'b'], pieces: ['abcd'], expected: { text: 'a', marks: ['abcd'], stopped: true } },
    {
      name: 'pieces without text',
      stops: ['x'],
      pieces: ['', 'a', ''],
      expected: { text: 'a', marks: ['', 'a', ''], stopped: false },
    },
  ])('$name', ({ stops, pieces, expected }) => {
    expect(scan(stops, pieces)).toEqual(expected)
  })

  it('is the same however the text is cut', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 20 })
    fc.assert(
      fc.property(letters, fc.array(fc.stringMatching(/^[ab]{1,3}$/), { maxLength: 3 }), (pieces, stops) => {
        const whole = pieces.join('')
        const ends = stops.map((stop) => whole.indexOf(stop)).filter((at) => at !== -1)
        const expected = ends.length === 0 ? whole : whole.slice(0, Math.min(...ends))
        expect(scan(stops, pieces).text.slice(0, expected.length)).toBe(expected)
        expect(scan(stops, pieces).stopped).toBe(ends.length > 0)
      }),
    )
  })
})
