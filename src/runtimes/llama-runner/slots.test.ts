import { describe, expect, it } from 'vitest'
import { makeSlots } from './slots.ts'

const never = new AbortController().signal
const slot = (name: string, ...contextTokens: number[]) => ({ name, contextTokens })

describe('the slot for a prompt', () => {
  it.each([
    { name: 'shares most with it', prompt: [1, 2, 3, 9], slots: [slot('a', 1, 2), slot('b', 1, 2, 3), slot('c')], expected: 'b' },
    {
      name: 'is the least recently used when none shares half',
      prompt: [1, 7, 8, 9],
      slots: [slot('a', 5), slot('b', 1)],
      expected: 'a',
    },
    { name: 'may remember more than the prompt', prompt: [1, 2], slots: [slot('a'), slot('b', 1, 2, 3, 4)], expected: 'b' },
  ])('$name', async ({ prompt, slots, expected }) => {
    expect(await makeSlots(slots).use(prompt, never, async ({ name }) => name)).toBe(expected)
  })

  it('goes round while nothing is shared', async () => {
    const slots = makeSlots([slot('a'), slot('b')])
    const used = []
    for (let turn = 0; turn < 3; turn++) used.push(await slots.use([turn], never, async ({ name }) => name))
    expect(used).toEqual(['a', 'b', 'a'])
  })
})

it('keeps the line, counts it, and lets go of those who leave', async () => {
  const slots = makeSlots([slot('only')])
  const gate = Promise.withResolvers<void>()
  const order: string[] = []
  const enter = (name: string, signal = never) => slots.use([1], signal, async () => void order.push(name))
  const holding = slots.use([1], never, () => gate.promise)
  const leaver = new AbortController()
  const first = enter('first')
  const left = enter('left', leaver.signal)
  const second = enter('second')
  expect([slots.busy(), slots.waiting()]).toEqual([1, 3])
  leaver.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  expect(slots.waiting()).toBe(2)
  gate.resolve()
  await Promise.all([holding, first, second])
  expect(order).toEqual(['first', 'second'])
  expect([slots.busy(), slots.waiting()]).toEqual([0, 0])
})

it('gets the slot back from work that fails, and never starts for a caller who has left', async () => {
  const slots = makeSlots([slot('only')])
  await expect(slots.use([1], never, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  await expect(slots.use([1], AbortSignal.abort(new Error('gone')), async () => 1)).rejects.toThrow('gone')
  expect(slots.busy()).toBe(0)
})
