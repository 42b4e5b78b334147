import { beforeEach, describe, expect, it } from 'vitest'
import { makeHintWatch } from '../../src/control/hint-watch.ts'
import type { LedgerEntry } from '../../src/domain/ledger.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { anEntry } from '../ledger/samples.ts'
import { aConfiguration, aDeployment } from '../samples.ts'

const hour = 3_600_000
const day = 86_400_000
/** The clock's: noon. */
const now = Date.parse('2026-11-20T12:00:00Z')

let control: ControlUnderTest
beforeEach(async () => {
  control = await openControl()
  await control.store.configurations.insert(aConfiguration('c1', 'default'))
  await control.store.configurations.insert(aConfiguration('c2', 'team-a'))
  for (const [id, group, configuration] of [
    ['d1', 'default', 'c1'],
    ['d2', 'team-a', 'c2'],
  ] as const)
    await control.store.deployments.insert(aDeployment(id, aConfiguration(configuration, group), { createdAt: now - 60 * day }))
  return () => control[Symbol.asyncDispose]()
})

const write = async (entries: readonly Partial<LedgerEntry>[]): Promise<void> => {
  const from = await control.store.ledger.boot('boot-1', 1)
  const ended = entries.map((each, seq) => anEntry({ seq: from.bytes + seq, ...each }))
  const to = { number: 1, bytes: from.bytes + entries.length }
  await control.store.ledger.apply({ from, to, ended, withdrawn: [], opened: [], closed: [], rates: [] })
}
const hints = async (query = '', key = control.admin) =>
  (await control.call('GET', `/v2/analytics/hints${query}`, undefined, { authorization: `Bearer ${key}` })).body.resources
/** What each of the last days' eleventh hour cost, in thousandths of a dollar; the last hour first. */
const hours = (deploymentId: string, ...costs: number[]) =>
  write(
    costs.map((cost, at) => ({
      deploymentId,
      resourceGroup: deploymentId === 'd1' ? 'default' : 'team-a',
      at: now - hour + 7 - at * day,
      cost: cost * 1_000_000,
    })),
  )

describe('a hint', () => {
  it('tells of an hour that costs many times the usual of this hour', async () => {
    await hours('d1', 5_000, 900, 1_100, 900, 1_100, ...Array(10).fill(1_000))
    await hours('d2', 4_900, ...Array(14).fill(1_000))
    expect(await hints()).toEqual([
      {
        kind: 'anomaly',
        resourceGroup: 'default',
        deployment: 'd1',
        deploymentName: 'name-of-d1',
        message: 'an hour of "name-of-d1" cost 5.00 USD; this hour usually costs 1.00 USD',
        start: '2026-11-20T11:00:00Z',
        cost: { currency: 'USD', nano: 5_000_000_000, amount: '5.00' },
        usual: { currency: 'USD', nano: 1_000_000_000, amount: '1.00' },
      },
    ])
    expect(await hints('?factor=4')).toHaveLength(2)
    expect(await hints('?floorNano=6000000000')).toEqual([])
    expect(await hints('?factor=4', await control.keyFor('viewer', ['team-a']))).toMatchObject([{ deployment: 'd2' }])
  })

  it('says nothing of what is cheap, or too young to have a usual', async () => {
    await hours('d1', 900, 1, 1, 1, 1, 1)
    await hours('d2', 50_000, 1, 1)
    expect(await hints()).toEqual([])
  })

  it('tells of what costs time while nobody calls it', async () => {
    const { engine, meter, clock } = control
    for (const [id, deploymentId] of [
      ['i1', 'd1'],
      ['i2', 'd2'],
    ] as const)
      await engine.start({
        id,
        deploymentId,
        revision: 'r',
        placement: { kind: 'launch', concurrency: 1, basePath: '', model: null } as never,
      })
    await control.call('POST', '/v2/admin/rates', { kind: 'instance', validFrom: '2026-11-01', nanoPerHour: 100_000_000 })
    await meter.run()
    await clock.advance(8 * day)
    await meter.run()
    expect((await hints()).map(({ deployment }: { deployment: string }) => deployment)).toEqual(['d1', 'd2'])
    await write([{ deploymentId: 'd2', resourceGroup: 'team-a', at: now + 2 * day }])
    expect(await hints()).toMatchObject([
      {
        kind: 'idle',
        deployment: 'd1',
        since: '2026-11-21T12:00:00Z',
        runningSeconds: 7 * 86_400,
        costs: [{ currency: 'USD', amount: '16.80' }],
        message: 'nobody has called "name-of-d1" since 2026-11-21, and it has cost 16.80 USD',
      },
    ])
    expect(await hints('?idleDays=9')).toMatchObject([{ deployment: 'd1', runningSeconds: 8 * 86_400 }])
  })

  it.each(['factor=0', 'idleDays=0', 'idleDays=40', 'floorNano=x'])('refuses %s', async (query) => {
    const { status, body } = await control.call('GET', `/v2/analytics/hints?${query}`)
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(query.split('=')[0] ?? '')])
  })
})

describe('events', () => {
  const events = async (query = '', key = control.admin) =>
    (await control.call('GET', `/v2/admin/events${query}`, undefined, { authorization: `Bearer ${key}` })).body.resources

  it('come of hints once a day each', async () => {
    await hours('d1', 5_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000)
    const { store, clock, notify, ingest } = control
    const watch = makeHintWatch({ store, clock, notify, ingest, log: { error: () => {} } })
    await watch.run()
    await watch.run()
    expect(await events()).toMatchObject([
      { kind: 'hint.anomaly', severity: 'warning', resourceGroup: 'default', deployment: 'd1', data: { cost: '5000000000' } },
    ])
    await clock.advance(day)
    await write([{ deploymentId: 'd1', at: now + day - hour, cost: 9_000_000_000 }])
    await watch.run()
    expect(await events()).toHaveLength(2)
  })

  it('are those of the caller’s groups, by kind and deployment, newest first', async () => {
    const about = { severity: 'info', message: 'm', data: {}, once: null } as const
    await control.notify({ ...about, kind: 'a', resourceGroup: null, deploymentId: null })
    await control.clock.advance(1_000)
    await control.notify({ ...about, kind: 'b', resourceGroup: 'team-a', deploymentId: 'd2' })
    const kinds = async (query = '', key = control.admin) => (await events(query, key)).map(({ kind }: { kind: string }) => kind)
    expect(await kinds()).toEqual(['b', 'a'])
    expect(await kinds('?kind=a')).toEqual(['a'])
    expect((await control.call('GET', '/v2/admin/events?deployment=d2')).status).toBe(400)
    expect(await kinds('?$top=1')).toEqual(['b'])
    expect(await kinds('', await control.keyFor('viewer', ['team-a']))).toEqual(['b'])
    expect(await kinds('', await control.keyFor('viewer', ['team-b']))).toEqual([])
    expect(await kinds('?resourceGroup=team-a', await control.keyFor('viewer', ['team-b']))).toEqual([])
  })
})
