import { expect, it } from 'vitest'
import type { Budget, Quota } from '../../src/domain/limits.ts'
import { aConfiguration, aDeployment } from '../samples.ts'
import { describeEachStore } from '../stores.ts'
import { anyone, ledgerEntry } from './limits.ts'

const quota = (id: string, more: Partial<Quota> = {}): Quota => ({
  id,
  scope: anyone,
  requestsPerMinute: 5,
  tokensPerMinute: null,
  concurrent: null,
  source: 'operator',
  createdAt: 1,
  modifiedAt: 1,
  ...more,
})
const budget = (id: string, more: Partial<Budget> = {}): Budget => ({
  id,
  scope: anyone,
  amount: 9_000_000_000_000_000,
  currency: 'USD',
  period: 'day',
  timezone: 'Europe/Berlin',
  thresholds: [50, 99.5],
  block: true,
  createdAt: 1,
  modifiedAt: 1,
  ...more,
})

describeEachStore('limits', (under) => {
  it('are stored whole, changed, listed oldest first, and removed', async () => {
    const scope = { resourceGroup: 'team-a', executableId: 'openai', deploymentId: null, model: 'gpt-5', apiKey: 'k1' }
    await under.store.quotas.put(quota('q2', { createdAt: 2, scope }))
    await under.store.quotas.put(quota('q1'))
    await under.store.quotas.put(quota('q1', { concurrent: 7, modifiedAt: 9 }))
    expect(await under.store.quotas.list()).toEqual([
      quota('q1', { concurrent: 7, modifiedAt: 9 }),
      quota('q2', { createdAt: 2, scope }),
    ])
    expect([await under.store.quotas.remove('q1'), await under.store.quotas.remove('q1')]).toEqual([true, false])
    expect(await under.store.quotas.get('q1')).toBeNull()

    await under.store.budgets.put(budget('b1', { scope }))
    await under.store.budgets.put(budget('b1', { scope, block: false }))
    expect(await under.store.budgets.list()).toEqual([budget('b1', { scope, block: false })])
    expect(await under.store.budgets.remove('b1')).toBe(true)
  })

  it('go with their group and with their deployment', async () => {
    const configuration = aConfiguration('c1', 'default')
    await under.store.configurations.insert(configuration)
    await under.store.deployments.insert(aDeployment('d0123456789abcde', configuration, { generation: 1 }))
    await under.store.quotas.put(quota('q1', { scope: { ...anyone, deploymentId: 'd0123456789abcde' } }))
    await under.store.budgets.put(budget('b1', { scope: { ...anyone, resourceGroup: 'team-a' } }))
    await under.store.deployments.remove('d0123456789abcde', 1)
    await under.store.resourceGroups.remove('team-a')
    expect([await under.store.quotas.list(), await under.store.budgets.list()]).toEqual([[], []])
    await expect(under.store.quotas.put(quota('q2', { scope: { ...anyone, resourceGroup: 'team-a' } }))).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('know what the ledger says was spent, from any minute on, and what passed', async () => {
    const at = (time: string): number => Date.parse(`2026-11-${time}Z`)
    const { no } = await under.store.ledger.boot('g1', 1)
    const from = { no, boot: 'g1', pid: 1, number: 1, bytes: 0 }
    const spent: [seq: number, time: string, cost: number | null, more?: object][] = [
      [1, '19T22:59:59', 1],
      [2, '19T23:00:00', 10],
      [3, '19T23:30:00', 100],
      [4, '20T05:15:00', 1_000],
      [5, '20T05:15:00.500', 10_000, { resourceGroup: 'team-a', model: null }],
      [6, '20T05:15:01', 100_000, { currency: 'EUR' }],
      [7, '20T05:15:02', null, { currency: null }],
      // A copy of a call is nobody's.
      [8, '20T05:15:03', 1_000_000, { credential: 'mirror' }],
    ]
    const ended = spent.map(([seq, time, cost, more]) => ({ ...ledgerEntry(seq, at(time), cost), ...more }))
    const batch = { from, to: { number: 1, bytes: 10 }, ended, withdrawn: [], opened: [], closed: [], rates: [] }
    expect(await under.store.ledger.apply(batch)).toBe(true)
    const spentSince = (time: string, scope = {}, currency = 'USD') =>
      under.store.budgets.spent({ scope: { ...anyone, ...scope }, currency }, time === '' ? 0 : at(time))
    expect(await spentSince('')).toBe(11_111n)
    expect(await spentSince('19T22:59:00')).toBe(11_111n)
    expect(await spentSince('19T23:00:00')).toBe(11_110n)
    expect(await spentSince('19T23:30:00')).toBe(11_100n)
    expect(await spentSince('20T00:00:00')).toBe(11_000n)
    expect(await spentSince('20T05:15:00')).toBe(11_000n)
    expect(await spentSince('20T05:16:00')).toBe(0n)
    expect(await spentSince('', {}, 'EUR')).toBe(100_000n)
    expect(await spentSince('', { resourceGroup: 'team-a' })).toBe(10_000n)
    expect(await spentSince('', { model: 'gpt-5', apiKey: 'k1', executableId: 'openai', deploymentId: 'd1' })).toBe(1_111n)
    expect(await spentSince('', { apiKey: 'k2' })).toBe(0n)

    const passed = await under.store.quotas.passedSince(at('20T05:00:00'))
    const call = { resourceGroup: 'default', executableId: 'openai', deploymentId: 'd1', apiKey: 'k1', requests: 1, tokens: 28 }
    expect([...passed].sort((one, other) => one.at - other.at || one.resourceGroup.localeCompare(other.resourceGroup))).toEqual([
      { ...call, model: 'gpt-5', at: at('20T05:15:00') },
      { ...call, resourceGroup: 'team-a', model: null, at: at('20T05:15:00') },
      { ...call, model: 'gpt-5', at: at('20T05:15:01') },
      { ...call, model: 'gpt-5', at: at('20T05:15:02') },
    ])
  })
})
