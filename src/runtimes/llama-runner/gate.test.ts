import { expect, it } from 'vitest'
import { makeGate } from './gate.ts'

it('is open, closes for every change, and opens after the last', async () => {
  const gate = makeGate()
  expect(gate.pass()).toBeUndefined()
  const one = Promise.withResolvers<string>()
  const two = Promise.withResolvers<string>()
  const first = gate.closedFor(() => one.promise)
  const second = gate.closedFor(() => two.promise)
  let passed = false
  const passing = gate.pass()?.then(() => {
    passed = true
  })
  one.resolve('done')
  expect(await first).toBe('done')
  expect(passed).toBe(false)
  two.reject(new Error('failed'))
  await expect(second).rejects.toThrow('failed')
  await passing
  expect(gate.pass()).toBeUndefined()
})
