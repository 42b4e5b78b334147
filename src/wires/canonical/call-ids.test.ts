import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bareId, sealId, unsealId } from './call-ids.ts'

it('carries any signature inside of an id that every API takes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
      const signature = Buffer.from(bytes).toString('base64')
      const sealed = sealId('call_1', signature)
      expect(sealed).toMatch(/^[a-zA-Z0-9_-]+$/)
      expect(unsealId(sealed)).toEqual({ id: 'call_1', signature })
      expect(bareId(sealed)).toBe('call_1')
    }),
  )
  expect(unsealId('toolu_01')).toEqual({ id: 'toolu_01', signature: null })
})
