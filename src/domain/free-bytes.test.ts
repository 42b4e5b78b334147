import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { freeBytes } from './free-bytes.ts'

it('gives back memory that has it all to itself, and leaves alone what is a part of more, or small', () => {
  const own = Buffer.alloc(65_536, 1)
  freeBytes(own)
  expect(own).toHaveLength(0)
  freeBytes(own)
  const whole = Buffer.alloc(65_536, 1)
  freeBytes(whole.subarray(0, 40_000))
  expect([whole.length, whole.at(-1)]).toEqual([65_536, 1])
  const small = Buffer.alloc(100)
  freeBytes(small)
  expect(small).toHaveLength(100)
})
