import { expect, it } from 'vitest'
import type { Principal } from '../domain/principal.ts'
import { metricsFor } from './metrics-for.ts'

const text = [
  '# TYPE a counter',
  'a{deployment="d1",name="one",resource_group="team-a"} 1',
  'a{deployment="d2",name="x,resource_group=\\"team-a\\"",resource_group="team-b"} 2',
  'a{deployment="d3",name="three",resource_group="team-a"} 3',
  'cpu{deployment="d2",instance="i"} 4',
  'cpu{deployment="d3",instance="i"} 5',
  'memory 6',
  '',
].join('\n')
const reader = (resourceGroups: '*' | readonly string[], deployments: '*' | readonly string[] = '*'): Principal => ({
  ...{ kind: 'apiKey', id: 'k', name: 'k', role: 'viewer', expiresAt: null },
  resourceGroups,
  deployments,
})
const shown = (who: Principal): readonly string[] =>
  metricsFor(who, text, (id) => ({ d2: 'team-b', d3: 'team-a' })[id])
    .split('\n')
    .filter((line) => !line.startsWith('#') && line !== '')
    .map((line) => line.split(' ').at(-1) ?? '')

it('is all for who may know all', () => expect(metricsFor(reader('*'), text, () => undefined)).toBe(text))

it('is theirs for who may enter some groups, or call some deployments', () => {
  expect(shown(reader(['team-a']))).toEqual(['1', '3', '5'])
  expect(shown(reader(['team-b']))).toEqual(['2', '4'])
  expect(shown(reader(['team-a'], ['d3']))).toEqual(['3', '5'])
  expect(shown(reader('*', ['d2']))).toEqual(['2', '4'])
  expect(shown(reader(['nobody']))).toEqual([])
})
