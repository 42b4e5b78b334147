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

  it('name keys that are revoked with their deployment, or not at all', async () => {
    const { dialectRecords, configurations, deployments, apiKeys } = under.store
    await configurations.insert(configuration)
    await deployments.insert(aDeployment('d1', configuration))
    const key = { hash: 'h', name: 'k', role: 'consumer', resourceGroups: '*', deployments: ['d1'], expiresAt: null } as const
    for (const publicId of ['its', 'other']) await apiKeys.insert({ ...key, publicId, revokedAt: null, createdAt: 1 })
    await dialectRecords.put('one', 'd1', { key: 'its' }, 1)
    const revoking = {
      at: 9,
      find: (records: readonly { readonly record: unknown }[]) => records.map(({ record }) => (record as { key: string }).key),
    }
    const revoked = async () => (await apiKeys.list()).map(({ publicId, revokedAt }) => [publicId, revokedAt])
    expect(await deployments.remove('d1', 2, revoking), 'somebody was first').toBe(false)
    const broken = {
      at: 9,
      find: () => {
        throw new Error('unreadable')
      },
    }
    await expect(deployments.remove('d1', 1, broken)).rejects.toThrow('unreadable')
    expect(await revoked()).toEqual([
      ['its', null],
      ['other', null],
    ])
    expect(await deployments.remove('d1', 1, revoking)).toBe(true)
    expect(await revoked()).toEqual([
      ['its', 9],
      ['other', null],
    ])
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
