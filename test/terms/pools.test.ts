import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Deployment } from '../../src/domain/deployment.ts'
import { wantOf } from '../../src/domain/deployment.ts'
import { Failure } from '../../src/domain/failure.ts'
import type { PoolTaking } from '../../src/domain/pool.ts'
import { usualTerms } from '../../src/domain/terms.ts'
import { aConfiguration, aDeployment } from '../samples.ts'
import { describeEachStore } from '../stores.ts'

const configuration = aConfiguration('00000000-0000-4000-8000-000000000001', 'default')
const pool = { resourceGroup: 'default', model: 'gpt-4o', type: 'standard', residency: 'global' } as const
const takes = (units: number, more: Partial<PoolTaking> = {}): PoolTaking => ({ ...pool, units, ...more })

describeEachStore('pools', (under) => {
  let made = 0
  beforeEach(async () => {
    await under.store.configurations.insert(configuration)
  })

  const create = async (taking: PoolTaking): Promise<Deployment> => {
    const id = `d${String(++made).padStart(15, '0')}`
    const terms = { ...usualTerms('standard'), capacity: taking.units }
    const deployment = aDeployment(id, configuration, { terms })
    await under.store.deployments.insert(deployment, '', { taking })
    return deployment
  }
  /** Answers the deployment as it is then. */
  const update = async (deployment: Deployment, taking: PoolTaking | null | undefined, more: Partial<Deployment> = {}) => {
    const want = { ...wantOf(deployment), ...more }
    const { id, generation } = deployment
    expect(await under.store.deployments.want(id, generation, want, 1, undefined, taking)).toBe(true)
    return { ...deployment, ...more, generation: generation + 1 }
  }
  const used = async (): Promise<number> => (await under.store.pools.taken('default')).reduce((sum, { units }) => sum + units, 0)
  const shortOf = expect.objectContaining({
    code: 'forbidden',
    details: expect.objectContaining({ code: 'InsufficientQuota', target: 'capacity' }),
  })

  it('give what they have, and not more', async () => {
    await under.store.pools.setLimit({ ...pool, units: 100 })
    await create(takes(60))
    await expect(create(takes(41))).rejects.toEqual(shortOf)
    await expect(create(takes(41))).rejects.toThrow(
      'capacity 41: the standard pool (global) of gpt-4o of resource group "default" has 100 units, other deployments have 60 of them, so that 40 are left',
    )
    await create(takes(40))
    expect(await used()).toBe(100)
    // Nothing of what was refused is left.
    expect((await under.store.deployments.allIds()).length).toBe(2)
    // Other pools have nothing to do with it.
    for (const more of [{ model: 'gpt-5' }, { residency: 'regional' as const }, { type: 'batch' as const }])
      await create(takes(100, more))
  })

  it('credit a deployment with what it has already', async () => {
    await under.store.pools.setLimit({ ...pool, units: 100 })
    let deployment = await create(takes(80))
    const other = await create(takes(20))
    deployment = await update(deployment, takes(80))
    await expect(update(deployment, takes(81))).rejects.toEqual(shortOf)
    deployment = await update(deployment, takes(50))
    deployment = await update(deployment, takes(80))
    // Less than what is taken: what does not grow goes all the same.
    await under.store.pools.setLimit({ ...pool, units: 10 })
    deployment = await update(deployment, takes(80))
    await update(deployment, takes(79))
    await expect(update(other, takes(21))).rejects.toEqual(shortOf)
  })

  it('get back what a deployment had when it is to be deleted, or takes from another', async () => {
    const first = await create(takes(30))
    const second = await create(takes(20))
    await update(first, undefined, { targetStatus: 'STOPPED' })
    expect(await used()).toBe(50)
    await update(second, takes(20, { model: 'gpt-5' }))
    expect(await under.store.pools.takingOf(second.id)).toEqual(takes(20, { model: 'gpt-5' }))
    await update({ ...first, generation: 2 }, undefined, { targetStatus: 'DELETED' })
    expect(await under.store.pools.takingOf(first.id)).toBeNull()
    await under.store.deployments.remove(second.id, 2)
    expect(await used()).toBe(0)
  })

  it('are of each group and each model, unless something more particular is said', async () => {
    const { pools } = under.store
    const limits = [
      { resourceGroup: null, model: null, units: 5 },
      { resourceGroup: null, model: 'gpt-5', units: 6 },
      { resourceGroup: 'default', model: null, units: 7 },
      { resourceGroup: 'default', model: 'gpt-4o', units: null },
    ]
    for (const limit of limits) await pools.setLimit({ ...pool, ...limit })
    expect((await pools.limits()).length).toBe(4)
    await create(takes(1_000_000))
    await create(takes(7, { model: 'gpt-5' }))
    await expect(create(takes(1, { model: 'gpt-5' }))).rejects.toEqual(shortOf)
    expect(await pools.removeLimit({ ...pool, resourceGroup: 'default', model: null })).toBe(true)
    expect(await pools.removeLimit({ ...pool, resourceGroup: 'default', model: null })).toBe(false)
    await expect(create(takes(6, { model: 'o3' }))).rejects.toEqual(shortOf)
    await create(takes(5, { model: 'o3' }))
    await expect(pools.setLimit({ ...pool, resourceGroup: 'nobody', units: 1 })).rejects.toThrow('there is no resource group')
  })

  it('write the configuration with the deployment, or neither', async () => {
    await under.store.pools.setLimit({ ...pool, units: 1 })
    const fresh = aConfiguration('00000000-0000-4000-8000-000000000002', 'default')
    const insert = (id: string, units: number) =>
      under.store.deployments.insert(aDeployment(id, fresh), '', { taking: takes(units), configuration: fresh })
    await expect(insert('d000000000000aaa', 2)).rejects.toEqual(shortOf)
    expect(await under.store.configurations.byIds([fresh.id])).toEqual([])
    await insert('d000000000000aab', 1)
    expect(await under.store.configurations.byIds([fresh.id])).toEqual([fresh])
  })

  it('write another configuration with the want, or neither', async () => {
    await under.store.pools.setLimit({ ...pool, units: 5 })
    const deployment = await create(takes(5))
    const fresh = aConfiguration('00000000-0000-4000-8000-000000000003', 'default')
    const change = (from: number, units: number) => {
      const want = { ...wantOf(deployment), configurationId: fresh.id }
      return under.store.deployments.want(deployment.id, from, want, 1, { configuration: fresh }, takes(units))
    }
    await expect(change(1, 6)).rejects.toEqual(shortOf)
    expect(await change(7, 5)).toBe(false)
    expect(await under.store.configurations.byIds([fresh.id])).toEqual([])
    expect(await change(1, 5)).toBe(true)
    expect(await under.store.configurations.byIds([fresh.id])).toEqual([fresh])
  })

  describe('whoever comes at the same time', () => {
    const Step = fc.record({
      kind: fc.constantFrom('create', 'update', 'delete'),
      units: fc.integer({ min: 1, max: 40 }),
      of: fc.nat(),
    })
    const runs = under.kind === 'sqlite' ? 40 : 15

    it('never get more than there is, nor are in each other’s way', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(Step, { minLength: 1, maxLength: 8 }), { maxLength: 4 }), async (batches) => {
          const limit = 100
          const name = `model-${++made}`
          const own = { ...pool, model: name }
          await under.store.pools.setLimit({ ...own, units: limit })
          const living = new Map<string, Deployment>()
          for (const batch of batches) {
            // At most one write for each deployment at a time: two of the same one are a conflict, and should be.
            const touched = new Set<string>()
            const outcomes = await Promise.allSettled(
              batch.map(async ({ kind, units, of }) => {
                const before = [...living.values()][of % Math.max(1, living.size)]
                if (kind === 'create' || !before || touched.has(before.id))
                  return ['created', await create(takes(units, own))] as const
                touched.add(before.id)
                if (kind === 'delete') return ['gone', await update(before, undefined, { targetStatus: 'DELETED' })] as const
                return ['changed', await update(before, takes(units, own))] as const
              }),
            )
            for (const outcome of outcomes) {
              if (outcome.status === 'rejected') {
                expect(outcome.reason).toBeInstanceOf(Failure)
                expect(outcome.reason).toEqual(shortOf)
              } else if (outcome.value[0] === 'gone') living.delete(outcome.value[1].id)
              else living.set(outcome.value[1].id, outcome.value[1])
            }
            const taken = (await under.store.pools.taken('default')).find((each) => each.model === name)?.units ?? 0
            expect(taken).toBeLessThanOrEqual(limit)
            const each = await Promise.all([...living.keys()].map((id) => under.store.pools.takingOf(id)))
            expect(taken).toBe(each.reduce((sum, one) => sum + (one?.units ?? 0), 0))
          }
        }),
        { numRuns: runs },
      )
    }, 60_000)

    it('are served as far as it goes', async () => {
      await under.store.pools.setLimit({ ...pool, units: 50 })
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => create(takes(7))))
      expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(7)
      expect(await used()).toBe(49)
    })
  })
})
