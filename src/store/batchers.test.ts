import { expect, it } from 'vitest'
import { aConfiguration, aDeployment } from '../../test/samples.ts'
import { describeEachStore } from '../../test/stores.ts'
import { BatcherSetting } from '../domain/batcher.ts'

const configuration = aConfiguration('c1', 'default')
const small = BatcherSetting.parse({ maxBatchSize: 4, maxQueue: 10 })

describeEachStore('batchers', (under) => {
  it('are kept, changed, and gone with their deployment', async () => {
    const { batchers, configurations, deployments } = under.store
    await configurations.insert(configuration)
    await deployments.insert(aDeployment('d1', configuration))
    expect(await batchers.get('d1')).toBeNull()
    await batchers.put('d1', small, 1)
    await batchers.put('d1', { ...small, maxLatency: 1.5 }, 2)
    expect(await batchers.get('d1')).toEqual({ ...small, maxLatency: 1.5 })
    expect([await batchers.remove('d1'), await batchers.remove('d1')]).toEqual([true, false])
    await batchers.put('d1', small, 3)
    await deployments.remove('d1', 1)
    expect(await batchers.get('d1')).toBeNull()
    await expect(batchers.put('d1', small, 4)).rejects.toMatchObject({ code: 'not_found' })
  })
})
