import { expect, it } from 'vitest'
import type { Plan } from './plan.ts'
import { waitForRoom } from './wait-for-room.ts'

const plan = (message: string, againMs: number | null): Plan => ({ actions: [], phase: 'pending', message, serving: [], againMs })

it.each([
  ['the model server is starting', null, 'waiting for room: needs 1 core', 1_000],
  ['the model server is starting', 300, 'waiting for room: needs 1 core', 300],
  ['1 of 3 instances run: more are starting', 5_000, '1 of 3 instances run: waiting for room: needs 1 core', 1_000],
])('a plan that cannot be done for want of room says so, and looks again: %s', (message, againMs, says, looks) => {
  expect(waitForRoom(plan(message, againMs), 'needs 1 core')).toEqual(plan(says, looks))
})

it('one that can be done stays as it is', () => {
  expect(waitForRoom(plan('x', 7), null)).toEqual(plan('x', 7))
})
