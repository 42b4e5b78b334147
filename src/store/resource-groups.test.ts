import { expect, it } from 'vitest'
import { aConfiguration, aConnection, aDeployment, aGroup, anArtifact, aSecret } from '../../test/samples.ts'
import { describeEachStore } from '../../test/stores.ts'
import type { Store } from './store.ts'

const has = (key: string, value: string) => ({ key, value, equal: true })
const hasNot = (key: string, value: string) => ({ key, value, equal: false })

describeEachStore('resource groups', (under) => {
  const labels = [{ key: 'ext.ai.sap.com/team', value: 'red' }]

  it('are stored whole and listed oldest first', async () => {
    const group = aGroup('team-b', { labels, createdAt: 1_790_000_000_000, generation: 3 })
    await under.store.resourceGroups.insert(group)
    expect(await under.store.resourceGroups.get('team-b')).toEqual(group)
    expect(await under.store.resourceGroups.get('team-c')).toBeNull()
    expect((await under.store.resourceGroups.list({})).items.map(({ id }) => id)).toEqual(['default', 'team-a', 'team-b'])
    expect(await under.store.resourceGroups.list({ top: 1, skip: 2 })).toEqual({ count: 3, items: [group] })
  })

  it('are refused a second time', async () => {
    await expect(under.store.resourceGroups.insert(aGroup('default'))).rejects.toMatchObject({
      name: 'Failure',
      code: 'conflict',
      message: 'resource group "default" already exists',
    })
  })

  it('change their labels from the generation that was seen', async () => {
    expect(await under.store.resourceGroups.setLabels('team-a', 1, labels)).toBe(true)
    expect(await under.store.resourceGroups.setLabels('team-a', 1, [])).toBe(false)
    expect(await under.store.resourceGroups.setLabels('team-c', 1, [])).toBe(false)
    expect(await under.store.resourceGroups.get('team-a')).toMatchObject({ labels, generation: 2 })
  })

  it.each([
    { name: 'a label that is there', match: [has('k', 'a')], expected: ['one', 'two'] },
    { name: 'two labels that are there', match: [has('k', 'a'), has('l', 'b')], expected: ['two'] },
    { name: 'a value of another key', match: [has('l', 'a')], expected: [] },
    { name: 'a value that is part of one', match: [has('k', '')], expected: [] },
    { name: 'quotes and wildcards', match: [has('k', `"%'_\\`)], expected: ['odd'] },
    { name: 'a label that differs or is absent', match: [hasNot('k', 'a')], expected: ['default', 'team-a', 'odd'] },
    { name: 'one and not another', match: [has('k', 'a'), hasNot('l', 'b')], expected: ['one'] },
  ])('are found by $name', async ({ match, expected }) => {
    await under.store.resourceGroups.insert(aGroup('one', { createdAt: 3, labels: [{ key: 'k', value: 'a' }] }))
    const both = [
      { key: 'l', value: 'b' },
      { key: 'k', value: 'a' },
    ]
    await under.store.resourceGroups.insert(aGroup('two', { createdAt: 4, labels: both }))
    await under.store.resourceGroups.insert(aGroup('odd', { createdAt: 5, labels: [{ key: 'k', value: `"%'_\\` }] }))
    const page = await under.store.resourceGroups.list({ labels: match, top: 100 })
    expect(page.items.map(({ id }) => id)).toEqual(expected)
    expect(page.count).toBe(expected.length)
    expect((await under.store.resourceGroups.list({ labels: match, top: 0 })).count).toBe(expected.length)
  })

  it('take everything in them along', async () => {
    await fill(under.store, 'team-a')
    await fill(under.store, 'default')
    await under.store.resourceGroups.remove('team-a')
    expect(await under.store.resourceGroups.get('team-a')).toBeNull()
    expect(await contents(under.store, 'team-a')).toEqual([0, 0, 0, 0, 0])
    expect(await contents(under.store, 'default')).toEqual([1, 1, 1, 1, 1])
    expect(await under.store.deployments.allIds()).toHaveLength(1)
  })
})

/** One of everything that a group can hold. */
const fill = async (store: Store, group: string): Promise<void> => {
  const configuration = aConfiguration(`c-${group}`, group)
  await store.configurations.insert(configuration)
  await store.deployments.insert(aDeployment(`d-${group}`, configuration))
  await store.artifacts.insert(anArtifact(`a-${group}`, group))
  await store.connections.insert(aConnection('openai', group))
  await store.secrets.insert(aSecret('default', group))
}

const contents = async (store: Store, group: string): Promise<number[]> => [
  (await store.configurations.list(group, {})).count,
  (await store.deployments.list(group, {})).count,
  (await store.artifacts.list(group, {})).count,
  (await store.connections.list(group)).length,
  (await store.secrets.list('generic', group, {})).count,
]
