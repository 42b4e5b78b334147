import { describe, expect, it } from 'vitest'
import { aRoute, someFacts } from '../../test/a-route.ts'
import type { RouteSpread, Target } from '../domain/route.ts'
import { facesOf, hasAnother, openingsOf, pickTarget, routeAt } from './spread.ts'

const target = (id: string, branch: number, concurrency: number | null = null): Target => ({
  id,
  address: `unix:/${id}`,
  paths: [],
  query: {},
  headers: {},
  model: null,
  concurrency,
  publicOnly: false,
  branch,
})
const facts = (modelName: string) => someFacts({ executableId: modelName, modelName, modelVersion: null })
const spread: RouteSpread = {
  strategy: 'ordered',
  branches: [
    { configurationId: 'c1', weight: 1, facts: facts('one') },
    { configurationId: 'c2', weight: 1, facts: facts('two') },
  ],
}
const route = aRoute({
  ...facts('main'),
  deploymentId: 'd0000000000000a1',
  name: 'both',
  targets: [target('a', 0, 1), target('b', 0, 2), target('c', 1)],
  spread,
})
type Now = { busy?: Record<string, number>; out?: string[]; avoid?: string[]; closed?: string[] }
const pick = (more: Now = {}) =>
  pickTarget(route, spread, {
    busy: ({ id }) => more.busy?.[id] ?? 0,
    isOut: ({ id }) => more.out?.includes(id) ?? false,
    avoid: new Set(more.avoid),
    closed: more.closed && new Set(more.closed),
    random: () => 0,
  })?.id ?? null

describe('of a configuration with several instances', () => {
  it.each([
    { name: 'the least busy is taken', now: { busy: { a: 1, b: 0 } }, expected: 'b' },
    { name: 'one that is out is passed over', now: { out: ['a'] }, expected: 'b' },
    { name: 'one where the call has been is passed over', now: { avoid: ['a'] }, expected: 'b' },
    { name: 'the call waits where all that are well are full', now: { out: ['a'], busy: { b: 2 } }, expected: null },
    { name: 'the next configuration has its turn once all are out', now: { out: ['a', 'b'] }, expected: 'c' },
    { name: 'the first that is out is better than none', now: { out: ['a', 'b', 'c'] }, expected: 'a' },
    { name: 'one whose limits are full is passed over', now: { closed: ['c1'] }, expected: 'c' },
    { name: 'rather one that is out than one whose limits are full', now: { closed: ['c1'], out: ['c'] }, expected: 'c' },
    { name: 'the call waits where its limits allow', now: { closed: ['c2'], busy: { a: 1, b: 2 } }, expected: null },
    { name: 'there is none left', now: { avoid: ['a', 'b', 'c'] }, expected: null },
  ])('$name', ({ now, expected }) => expect(pick(now)).toBe(expected))
})

it('shows the route as each target has it, the same object each time', () => {
  const [first, , third] = route.targets
  if (!first || !third) throw new Error('no targets')
  expect(routeAt(route, first)).toMatchObject({ modelName: 'one', name: 'both' })
  expect(routeAt(route, third).modelName).toBe('two')
  expect(routeAt(route, first)).toBe(routeAt(route, first))
  expect(facesOf(route).map(({ modelName }) => modelName)).toEqual(['one', 'two'])
  const { spread: _, ...plain } = route
  expect(facesOf(plain)).toEqual([plain])
})

it('knows where a call may go on to', () => {
  const [first] = route.targets
  if (!first) throw new Error('no targets')
  expect(hasAnother(route, first, new Set())).toBe(true)
  expect(hasAnother(route, first, new Set(['b']), new Set(['c2']))).toBe(false)
  expect(hasAnother(route, null, new Set(['b']), new Set(['c2']))).toBe(true)
  expect(hasAnother(route, null, new Set(['c']), new Set(['c1']))).toBe(false)
})

describe('configurations that calls may get to', () => {
  const openings = (more: Partial<RouteSpread>, targets = route.targets) =>
    openingsOf({ ...route, targets }, { ...spread, ...more }).map(({ face, sole }) => [face.modelName, sole])
  const [one, two] = spread.branches
  if (!one || !two) throw new Error('no branches')
  const branches = [{ ...one, weight: 0 }, two]
  const rollout = { id: 'r', percent: 0, versions: [1, 2] as const }

  it.each([
    {
      name: 'are all of them',
      more: {},
      expected: [
        ['one', true],
        ['two', true],
      ],
    },
    { name: 'are not those of weight 0', more: { branches, strategy: 'weighted' as const }, expected: [['two', true]] },
    {
      name: 'are all of them in their order',
      more: { branches },
      expected: [
        ['one', true],
        ['two', true],
      ],
    },
    {
      name: 'are for whom it asks only, without a share',
      more: { rollout },
      expected: [
        ['one', true],
        ['two', false],
      ],
    },
    {
      name: 'are those that serve',
      more: {},
      targets: [target('c', 1)],
      expected: [
        ['one', false],
        ['two', true],
      ],
    },
    {
      name: 'are all where none serves',
      more: {},
      targets: [],
      expected: [
        ['one', true],
        ['two', true],
      ],
    },
  ])('$name', ({ more, targets, expected }) => expect(openings(more, targets)).toEqual(expected))
})
