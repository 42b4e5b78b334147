import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { looksLikeApiKey, makeApiKeyText, parseApiKeyText } from './api-key-text.ts'
import { alphanumeric, randomText } from './random-text.ts'

const anyBytes = fc.infiniteStream(fc.integer({ min: 0, max: 255 }))

describe('the text of an API key', () => {
  it('says who it is, and reads back as itself, whatever the random bytes', () => {
    fc.assert(
      fc.property(anyBytes, (stream) => {
        const made = makeApiKeyText((size) => Uint8Array.from({ length: size }, () => stream.next().value))
        expect(made.key).toMatch(/^lk_[a-z0-9]{12}_[a-zA-Z0-9]{43}$/)
        expect(parseApiKeyText(made.key)).toEqual(made)
        expect(looksLikeApiKey(made.key)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('is nothing else: one character more, less or other is no key, or another one', () => {
    const { key } = makeApiKeyText(randomBytes)
    fc.assert(
      fc.property(fc.nat(key.length), fc.string({ maxLength: 3 }), fc.nat(2), (at, inserted, dropped) => {
        const altered = key.slice(0, at) + inserted + key.slice(at + dropped)
        const parsed = parseApiKeyText(altered)
        expect(parsed === null || parsed.key === altered).toBe(true)
        if (altered.length !== key.length) expect(parsed).toBeNull()
      }),
    )
  })

  it.each([
    '',
    'lk_',
    'sk-abc',
    `lk_ABCDEFGHIJKL_${'a'.repeat(43)}`,
    `lk_abcdefghijkl_${'-'.repeat(43)}`,
    `x lk_abcdefghijkl_${'a'.repeat(43)}`,
  ])('is not %j', (text) => expect(parseApiKeyText(text)).toBeNull())

  it('uses every character equally often', () => {
    const drawn = randomText(randomBytes, alphanumeric, 62_000)
    const counts = [...alphanumeric].map((character) => drawn.split(character).length - 1)
    // A thousand of each are expected; modulo without rejection would give the first eight a quarter more.
    expect(Math.min(...counts)).toBeGreaterThan(800)
    expect(Math.max(...counts)).toBeLessThan(1200)
  })

  it('asks for more bytes when too many were unfair, and never repeats itself', () => {
    let asked = 0
    const text = randomText((size) => new Uint8Array(size).fill(asked++ === 0 ? 255 : 1), alphanumeric, 5)
    expect(text).toBe('bbbbb')
    expect(makeApiKeyText(randomBytes).key).not.toBe(makeApiKeyText(randomBytes).key)
  })
})
