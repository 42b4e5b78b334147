import { expect, it } from 'vitest'
import { aConfiguration, aDeployment } from '../../test/samples.ts'
import { describeEachStore } from '../../test/stores.ts'

const configuration = aConfiguration('c1', 'default')

describeEachStore('dialect records', (under) => {
  it('are kept one for each dialect and deployment, and written over', async () => {
    const { dialectRecords, configurations, deployments } = under.store
    await configurations.insert(configuration)
    for (const id of ['d1', 'd2']) await deployments.insert(aDeployment(id, configuration))
    await dialectRecords.put('one', 'd1', { a: 1 }, 1)
    await dialectRecords.put('one', 'd1', { a: [null, 'x'] }, 2)
    await dialectRecords.put('other', 'd1', 'text', 2)
    await dialectRecords.put('one', 'd2', 7, 2)
    expect([...(await dialectRecords.of('one', ['d2', 'd1', 'd3']))].toSorted()).toEqual([
      ['d1', { a: [null, 'x'] }],
      ['d2', 7],
    ])
    expect(await dialectRecords.of('other', ['d1'])).toEqual(new Map([['d1', 'text']]))
    expect(await dialectRecords.of('one', [])).toEqual(new Map())
    expect(await dialectRecords.every('one')).toEqual(
      new Map<string, unknown>([
        ['d1', { a: [null, 'x'] }],
        ['d2', 7],
      ]),
    )
  })

  it('go with their deployment, and need one', async () => {
    const { dialectRecords, configurations, deployments } = under.store
    await configurations.insert(configuration)
    await deployments.insert(aDeployment('d1', configuration))
    await dialectRecords.put('one', 'd1', {}, 1)
    await deployments.remove('d1', 1)
    expect(await dialectRecords.of('one', ['d1'])).toEqual(new Map())
    await expect(dialectRecords.put('one', 'd1', {}, 1)).rejects.toMatchObject({ code: 'not_found' })
  })
})
