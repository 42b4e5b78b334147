import { expect, it } from 'vitest'
import { aConfiguration, aDeployment } from '../../test/samples.ts'
import { describeEachStore } from '../../test/stores.ts'
import { InferenceLogSetting } from '../domain/inference-log.ts'

const configuration = aConfiguration('c1', 'default')
const setting = InferenceLogSetting.parse({
  mode: 'all',
  redactFields: ['user'],
  sink: { kind: 'http', url: 'https://logs.example.com', authentication: { kind: 'bearer' } },
})
const all = { setting, sealedSecret: 'v1.sealed' }

describeEachStore('inference logs', (under) => {
  it('are kept one for each deployment, written over, and taken away', async () => {
    const { inferenceLogs, configurations, deployments } = under.store
    await configurations.insert(configuration)
    await deployments.insert(aDeployment('d1', configuration))
    expect(await inferenceLogs.get('d1')).toBeNull()
    await inferenceLogs.put('d1', { setting: { ...setting, mode: 'inputs' }, sealedSecret: null }, 1)
    await inferenceLogs.put('d1', all, 2)
    expect(await inferenceLogs.get('d1')).toEqual(all)
    expect(await inferenceLogs.remove('d1')).toBe(true)
    expect(await inferenceLogs.remove('d1')).toBe(false)
    expect(await inferenceLogs.get('d1')).toBeNull()
  })

  it('go with their deployment, and need one', async () => {
    const { inferenceLogs, configurations, deployments } = under.store
    await configurations.insert(configuration)
    await deployments.insert(aDeployment('d1', configuration))
    await inferenceLogs.put('d1', all, 1)
    await deployments.remove('d1', 1)
    expect(await inferenceLogs.get('d1')).toBeNull()
    await expect(inferenceLogs.put('d1', all, 1)).rejects.toMatchObject({ code: 'not_found' })
  })
})
