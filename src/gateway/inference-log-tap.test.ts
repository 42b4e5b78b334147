import { Buffer } from 'node:buffer'
import { expect, it } from 'vitest'
import { Kept, makeRoom } from './inference-log-tap.ts'

const textOf = (kept: Kept): string => kept.body().bytes.toString()

it('keeps a beginning up to its bound, and counts the rest', () => {
  const kept = new Kept(5, makeRoom(100))
  for (const chunk of ['abc', 'def', 'ghi']) kept.push(Buffer.from(chunk))
  expect([textOf(kept), kept.body().length]).toEqual(['abcde', 9])
})

it('keeps what there is room for, without holes, and gives it back', () => {
  const room = makeRoom(4)
  const first = new Kept(100, room)
  first.push(Buffer.from('abc'))
  const second = new Kept(100, room)
  second.push(Buffer.from('de'))
  first.giveBack()
  second.push(Buffer.from('fg'))
  expect([textOf(second), second.body().length]).toEqual(['d', 4])
  const third = new Kept(100, room)
  third.push(Buffer.from('hijk'))
  expect(textOf(third)).toBe('hij')
})

it('keeps bytes, not a window on somebody’s buffer', () => {
  const kept = new Kept(100, makeRoom(100))
  const buffer = Buffer.from('abc')
  kept.push(buffer)
  buffer.fill('x')
  expect(textOf(kept)).toBe('abc')
})
