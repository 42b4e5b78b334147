import { expect, it } from 'vitest'
import { aRecord, recordFacts as facts, said } from '../../test/inference-records.ts'
import { aGroup } from '../../test/samples.ts'
import { describeEachStore } from '../../test/stores.ts'

const label = (key: string, value: string) => ({ key: `ext.ai.sap.com/${key}`, value })
const window = { top: 100, skip: 0 }

describeEachStore('inference records', (under) => {
  const idsOf = async (filter: object, group = 'default') =>
    (await under.store.inferenceRecords.list(group, { deployments: '*', ...filter }, window)).items.map(({ id }) => id)

  it('are added once each, with bodies and labels, and not for a group that is gone', async () => {
    const { inferenceRecords } = under.store
    const labels = [label('env', 'prod'), label('a', '1')]
    await inferenceRecords.add([aRecord('i1', { labels }), aRecord('i2', { resourceGroup: 'gone' })])
    await inferenceRecords.addLabels('i1', [label('b', '2')], 16)
    await inferenceRecords.add([
      aRecord('i1', { labels, facts: { ...facts, outcome: 'other' } }),
      aRecord('i3', { createdAt: 200 }),
    ])
    expect(await idsOf({})).toEqual(['i3', 'i1'])
    expect((await inferenceRecords.list('default', { deployments: '*', id: 'i1' }, window)).items).toEqual([
      {
        ...{ id: 'i1', resourceGroup: 'default', deploymentId: 'd1', createdAt: 100, full: true, facts, feedback: [] },
        labels: [...labels, label('b', '2')],
        bytes: expect.any(Number),
      },
    ])
    expect(await inferenceRecords.bodies('i1')).toEqual({ request: said('ask\0!'), response: null })
  })

  it('are found by group, deployment, time and labels', async () => {
    const { inferenceRecords } = under.store
    await inferenceRecords.add([
      aRecord('i1', { labels: [label('env', 'prod')] }),
      aRecord('i2', { labels: [label('env', 'test'), label('team', 'ml')], createdAt: 200 }),
      aRecord('i3', { deploymentId: 'd2', createdAt: 300 }),
      aRecord('i4', { resourceGroup: 'team-a' }),
    ])
    const key = (name: string, value: string | null) => ({ key: `ext.ai.sap.com/${name}`, value })
    expect(await idsOf({ labels: [key('env', null)] })).toEqual(['i2', 'i1'])
    expect(await idsOf({ labels: [key('env', 'test'), key('team', null)] })).toEqual(['i2'])
    expect(await idsOf({ labels: [key('env', 'prod'), key('team', null)] })).toEqual([])
    expect(await idsOf({ start: 200, end: 300 })).toEqual(['i2'])
    expect(await idsOf({ deploymentId: 'd2' })).toEqual(['i3'])
    expect(await idsOf({ deployments: ['d1'] })).toEqual(['i2', 'i1'])
    expect(await idsOf({ deployments: [] })).toEqual([])
    expect(await idsOf({}, 'team-a')).toEqual(['i4'])
  })

  it('take labels and feedback up to a bound, and no label twice', async () => {
    const { inferenceRecords } = under.store
    await inferenceRecords.add([aRecord('i1', { labels: [label('env', 'prod')] })])
    await expect(inferenceRecords.addLabels('i1', [label('env', 'x')], 16)).rejects.toMatchObject({ code: 'conflict' })
    await expect(inferenceRecords.addLabels('i1', [label('a', '1'), label('b', '1')], 2)).rejects.toMatchObject({
      code: 'invalid',
    })
    await expect(inferenceRecords.addLabels('i9', [label('a', '1')], 2)).rejects.toMatchObject({ code: 'not_found' })
    await Promise.all(['1', '"two"', '{"stars":5}'].map((text) => inferenceRecords.addFeedback('i1', [text], 3)))
    await expect(inferenceRecords.addFeedback('i1', ['4'], 3)).rejects.toMatchObject({ code: 'invalid' })
    const [found] = (await inferenceRecords.list('default', { deployments: '*' }, window)).items
    expect(found?.feedback.toSorted()).toEqual(['"two"', '1', '{"stars":5}'])
    expect(found?.labels).toEqual([label('env', 'prod')])
  })

  it('go by filter within reach, and that they went stays known', async () => {
    const { inferenceRecords } = under.store
    await inferenceRecords.add([
      aRecord('i1', { labels: [label('env', 'prod')] }),
      aRecord('i2', { deploymentId: 'd2', labels: [label('env', 'prod')] }),
      aRecord('i3'),
      aRecord('i4', { resourceGroup: 'team-a' }),
    ])
    const filter = { labels: [{ key: 'ext.ai.sap.com/env', value: null }] }
    const deletion = { id: 'x1', resourceGroup: 'default', filter, submittedAt: 5, completedAt: 6 }
    await inferenceRecords.remove(deletion, ['d1'])
    expect(await idsOf({})).toEqual(['i2', 'i3'])
    await inferenceRecords.remove({ ...deletion, id: 'x2', filter: {} }, '*')
    expect(await idsOf({})).toEqual([])
    expect(await idsOf({}, 'team-a')).toEqual(['i4'])
    expect(await inferenceRecords.deletion('default', 'x1')).toEqual(deletion)
    expect(await inferenceRecords.deletion('team-a', 'x1')).toBeNull()
    expect((await inferenceRecords.deletions('default', window)).items.map(({ id }) => id)).toEqual(['x1', 'x2'])
  })

  it('go with their group, with age, and where they are too much the oldest first', async () => {
    const { inferenceRecords, resourceGroups } = under.store
    await resourceGroups.insert(aGroup('leaving'))
    await inferenceRecords.add([
      aRecord('i0', { createdAt: 10 }),
      ...[1, 2, 3].map((at) => aRecord(`i${at}`, { createdAt: at * 100, request: said('x'.repeat(1_000)) })),
      aRecord('i9', { resourceGroup: 'leaving', labels: [label('a', '1')] }),
    ])
    await resourceGroups.remove('leaving')
    await inferenceRecords.trim({ before: 50, maxBytes: 1_000_000 })
    expect(await idsOf({})).toEqual(['i3', 'i2', 'i1'])
    await inferenceRecords.trim({ before: 50, maxBytes: 2_500 })
    expect(await idsOf({})).toEqual(['i3', 'i2'])
    await inferenceRecords.trim({ before: 0, maxBytes: 10 })
    expect(await idsOf({})).toEqual([])
  })
})
