import { expect, it } from 'vitest'
import { describeEachStore } from '../../test/stores.ts'

const mine = { name: 'mine', description: 'two cores', cores: 2, memoryMb: 2048, gpus: 0 }

describeEachStore('resource plans', (under) => {
  it('are kept by name, written over, and taken away', async () => {
    const { resourcePlans } = under.store
    await resourcePlans.put('mine', mine)
    await resourcePlans.put('basic', null)
    await resourcePlans.put('mine', { ...mine, cores: 0.125 })
    await under.reopen()
    expect(await under.store.resourcePlans.list()).toEqual([
      { name: 'basic', plan: null },
      { name: 'mine', plan: { ...mine, cores: 0.125 } },
    ])
    expect(await under.store.resourcePlans.remove('mine')).toBe(true)
    expect(await under.store.resourcePlans.remove('mine')).toBe(false)
  })
})

describeEachStore('plan quotas', (under) => {
  const of = (resourceGroup: string | null, maxInstances: number | null) => ({ plan: 'mine', resourceGroup, maxInstances })

  it('are one for each plan and group, and one for all groups', async () => {
    const { planQuotas } = under.store
    await planQuotas.put(of(null, 9))
    await planQuotas.put(of('team-a', 3))
    await planQuotas.put(of(null, 8))
    const all = await planQuotas.list()
    expect(all.toSorted((one, other) => one.maxInstances - other.maxInstances)).toEqual([of('team-a', 3), of(null, 8)])
    await planQuotas.put(of(null, null))
    expect(await planQuotas.list()).toEqual([of('team-a', 3)])
  })

  it('go with their group, and need one', async () => {
    const { planQuotas, resourceGroups } = under.store
    await planQuotas.put(of('team-a', 3))
    await resourceGroups.remove('team-a')
    expect(await planQuotas.list()).toEqual([])
    await expect(planQuotas.put(of('team-x', 1))).rejects.toMatchObject({ code: 'not_found' })
  })
})
