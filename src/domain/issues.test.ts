import { expect, it } from 'vitest'
import { z } from 'zod'
import { Failure } from './failure.ts'
import { parseAs } from './issues.ts'

const Body = z.strictObject({
  name: z.string().max(5),
  count: z.int().min(1).max(9).optional(),
  share: z.number().positive().lt(1).optional(),
  kind: z.enum(['model', 'other']).optional(),
  day: z.iso.date().optional(),
  id: z.string().regex(/^\w+$/, 'must be letters').optional(),
  list: z
    .array(z.strictObject({ key: z.string() }))
    .max(1)
    .optional(),
  data: z.record(z.string(), z.string().max(3)).optional(),
})

it.each([
  { value: undefined, message: 'body is required', target: 'body' },
  { value: [], message: 'body must be an object, got an array', target: 'body' },
  { value: {}, message: 'name is required', target: 'name' },
  { value: { name: 5 }, message: 'name must be a string, got a number', target: 'name' },
  { value: { name: null }, message: 'name must be a string, got null', target: 'name' },
  { value: { name: 'toolong' }, message: 'name must have at most 5 characters, got "toolong"', target: 'name' },
  { value: { name: 'a', count: 10 }, message: 'count must be at most 9, got 10', target: 'count' },
  { value: { name: 'a', count: 1.5 }, message: 'count must be a whole number, got 1.5', target: 'count' },
  { value: { name: 'a', count: '1' }, message: 'count must be a number, got a string', target: 'count' },
  { value: { name: 'a', share: 0 }, message: 'share must be more than 0, got 0', target: 'share' },
  { value: { name: 'a', share: 1 }, message: 'share must be less than 1, got 1', target: 'share' },
  { value: { name: 'a', day: 'today' }, message: 'day must be a day, such as 2026-11-30, got "today"', target: 'day' },
  { value: { name: 'a', kind: 'x' }, message: 'kind must be one of model, other, got "x"', target: 'kind' },
  { value: { name: 'a', id: '-' }, message: 'id must be letters, got "-"', target: 'id' },
  { value: { name: 'a', list: [{}] }, message: 'list[0].key is required', target: 'list[0].key' },
  { value: { name: 'a', list: [{ key: '' }, { key: '' }] }, message: 'list must have at most 1 entry', target: 'list' },
  {
    value: { name: 'a', more: 1 },
    message: 'body has unknown "more"; known are name, count, share, kind, day, id, list, data',
    target: 'body',
  },
  { value: { name: 'a', data: { token: 'geheim' } }, message: 'data.token must have at most 3 characters', target: 'data.token' },
])('$value → $message', ({ value, message, target }) => {
  const failure = refused(() => parseAs(Body, value))
  expect(failure).toMatchObject({ code: 'invalid', message, details: { target } })
})

it('names fields as the caller does', () => {
  expect(refused(() => parseAs(Body, {}, { at: 'parameterBindings.' })).message).toBe('parameterBindings.name is required')
  expect(refused(() => parseAs(z.string(), 5, { whole: '$top' })).message).toBe('$top must be a string, got a number')
})

it('says at most five things at once', () => {
  const many = Object.fromEntries([...'abcdefg'].map((key) => [key, z.string()]))
  expect(refused(() => parseAs(z.object(many), {})).message).toBe(
    'a is required; b is required; c is required; d is required; e is required; and 2 more',
  )
})

const refused = (run: () => unknown): Failure => {
  try {
    run()
  } catch (refusal) {
    if (refusal instanceof Failure) return refusal
  }
  throw new Error('nothing was refused')
}
