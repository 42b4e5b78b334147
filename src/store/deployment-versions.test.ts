import { beforeEach, expect, it } from 'vitest'
import { aConfiguration, aDeployment, aRollout } from '../../test/samples.ts'
import { describeEachStore } from '../../test/stores.ts'
import { type Deployment, wantOf } from '../domain/deployment.ts'
import type { DeploymentVersion } from '../domain/deployment-version.ts'

const one = aConfiguration('c-one', 'default')
const two = aConfiguration('c-two', 'default')
const deployment: Deployment = aDeployment('d1', one, { createdAt: 5 })
const second: DeploymentVersion = {
  deploymentId: 'd1',
  number: 2,
  previous: 1,
  configurationId: two.id,
  spread: { strategy: 'weighted', targets: [{ configurationId: two.id, weight: 3 }] },
  note: 'better',
  createdBy: 'me',
  createdAt: 7,
  withdrawn: null,
}

describeEachStore('versions of a deployment', (under) => {
  beforeEach(async () => {
    for (const each of [one, two]) await under.store.configurations.insert(each)
    await under.store.deployments.insert(deployment, 'somebody')
  })

  it('begin with what it was made with', async () => {
    const first = { ...second, number: 1, previous: null, configurationId: one.id, spread: null, note: '' }
    expect(await under.store.deploymentVersions.list('d1')).toEqual([{ ...first, createdBy: 'somebody', createdAt: 5 }])
    expect(await under.store.deploymentVersions.newest('d1')).toBe(1)
    expect(await under.store.deploymentVersions.newest('d2')).toBe(0)
    expect(await under.store.deploymentVersions.get('d1', 2)).toBe(null)
  })

  it('are written with their want or not at all, and are there after a restart', async () => {
    const { deployments } = under.store
    const rollout = aRollout({ configurationId: two.id })
    const want = { ...wantOf(deployment), rollout }
    expect(await deployments.want('d1', 7, want, 8, { made: second })).toBe(false)
    expect(await under.store.deploymentVersions.newest('d1')).toBe(1)
    expect(await deployments.want('d1', 1, want, 8, { made: second })).toBe(true)
    await under.reopen()
    expect(await under.store.deployments.byId('d1')).toMatchObject({ rollout, version: 1, generation: 2 })
    expect(await under.store.deploymentVersions.get('d1', 2)).toEqual(second)

    const withdrawn = { at: 9, why: 'it failed', by: '' }
    expect(await under.store.deployments.want('d1', 2, want, 9, { withdrawn: { number: 2, ...withdrawn } })).toBe(true)
    expect((await under.store.deploymentVersions.list('d1')).map((each) => [each.number, each.withdrawn])).toEqual([
      [2, withdrawn],
      [1, null],
    ])
  })

  it('go with it', async () => {
    expect(await under.store.deployments.remove('d1', 1)).toBe(true)
    expect(await under.store.deploymentVersions.list('d1')).toEqual([])
  })
})
