import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBox } from './box.ts'

const box = openBox(randomBytes(32))
const context = 'connection:default/azure-openai'

describe('the box', () => {
  it('opens what it sealed, in the same place only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (plain, here, there) => {
        const sealed = box.seal(plain, here)
        expect(box.open(sealed, here)).toBe(plain)
        if (here !== there) expect(() => box.open(sealed, there)).toThrow(/cannot be opened/)
      }),
    )
  })

  it('shows nothing: no plain text, and never the same twice', () => {
    const plain = 'sk-a-very-secret-credential'
    const sealed = box.seal(plain, context)
    expect(sealed).toMatch(/^v1\.[\w-]{80}\.[\w-]+$/)
    expect(sealed).not.toContain(Buffer.from(plain).toString('base64url').slice(0, 16))
    expect(box.seal(plain, context).split('.').slice(1)).not.toContain(sealed.split('.')[1])
    expect(box.seal(plain, context).split('.')[2]).not.toBe(sealed.split('.')[2])
  })

  it('notices any change of a single character', () => {
    const sealed = box.seal('{"apiKey":"secret"}', context)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: sealed.length - 1 }), fc.constantFrom(...'AZaz09_-.v'), (at, character) => {
        const altered = sealed.slice(0, at) + character + sealed.slice(at + 1)
        // The last character of a part may carry bits that mean nothing: then the bytes are the same.
        const same = altered.split('.').every((part, index) => {
          const original = sealed.split('.')[index] ?? ''
          return part === original || (index > 0 && Buffer.from(part, 'base64url').equals(Buffer.from(original, 'base64url')))
        })
        if (same) expect(box.open(altered, context)).toBe('{"apiKey":"secret"}')
        else expect(() => box.open(altered, context)).toThrow(context)
      }),
      { numRuns: 300 },
    )
  })

  it.each(['', 'v1', 'v1..', 'v1.a.b', 'v2.a.b', 'v1.a.b.c', '{"apiKey":"never sealed"}'])('does not open %j', (text) => {
    const attempt = () => box.open(text, context)
    expect(attempt).toThrow(expect.objectContaining({ name: 'Failure', code: 'unavailable' }))
    expect(attempt).toThrow(context)
    if (text.length > 10) expect(attempt).not.toThrow(text)
  })

  it('says what is wrong under another master key, and takes a record over to a new one', () => {
    const next = openBox(randomBytes(32))
    const sealed = box.seal('secret', context)
    expect(() => next.open(sealed, context)).toThrow(
      expect.objectContaining({ code: 'unavailable', message: expect.stringMatching(/another master key/) }),
    )
    const rewrapped = next.rewrap(sealed, context, box)
    expect(next.open(rewrapped, context)).toBe('secret')
    expect(() => box.open(rewrapped, context)).toThrow(/cannot be opened/)
    expect(() => next.rewrap(sealed, 'connection:other/azure-openai', box)).toThrow(/cannot be opened/)
  })

  it('takes the parts of two records for none', () => {
    const one = box.seal('one', context).split('.')
    const two = box.seal('two', context).split('.')
    expect(() => box.open(`v1.${one[1]}.${two[2]}`, context)).toThrow(/cannot be opened/)
    expect(() => box.open(`v1.${one[2]}.${one[1]}`, context)).toThrow(/cannot be opened/)
  })

  it('needs a whole key', () => {
    expect(() => openBox(randomBytes(16))).toThrow('the master key must be 32 bytes, it is 16')
  })
})
