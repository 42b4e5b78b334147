import { expect, it } from 'vitest'
import { distinctLabels, mergeLabels } from './labels.ts'

const label = (key: string, value: string) => ({ key, value })

it.each([
  { name: 'adds', labels: [label('a', '1')], changes: [label('b', '2')], expected: [label('a', '1'), label('b', '2')] },
  {
    name: 'replaces in place',
    labels: [label('a', '1'), label('b', '2')],
    changes: [label('a', '3')],
    expected: [label('a', '3'), label('b', '2')],
  },
  {
    name: 'removes by the empty value',
    labels: [label('a', '1'), label('b', '2')],
    changes: [label('a', '')],
    expected: [label('b', '2')],
  },
  { name: 'ignores the removal of what is not there', labels: [], changes: [label('a', '')], expected: [] },
])('merging $name', ({ labels, changes, expected }) => expect(mergeLabels(labels, changes)).toEqual(expected))

it('refuses a key that comes twice', () => {
  expect(() => distinctLabels([label('a', '1'), label('a', '2')])).toThrow('key "a" is given twice')
  expect(distinctLabels([label('a', '1'), label('b', '1')])).toHaveLength(2)
})
