import { expect, it } from 'vitest'
import { describeEachStore } from '../../test/stores.ts'
import type { AuditEntry } from '../domain/audit.ts'

const entry = (id: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  at: 1_000,
  actor: { kind: 'apiKey', id: 'k1', name: 'ci' },
  action: 'deployments.create',
  call: 'POST /v2/lm/deployments',
  resourceGroup: 'default',
  targetKind: 'deployments',
  target: 'd1',
  status: 202,
  outcome: 'done',
  message: null,
  requestId: 'r',
  address: '127.0.0.1',
  ...more,
})
const all = { resourceGroups: '*', start: 0, end: 10_000 } as const

describeEachStore('the audit trail', (under) => {
  const ids = async (filter: object, after: { at: number; id: string } | null = null, limit = 10) =>
    (await under.store.audit.list({ ...all, ...filter }, after, limit)).map(({ id }) => id)

  it('keeps entries as they were noted, newest first, also those of groups that are gone', async () => {
    const own = entry('b', { at: 2_000, status: null, call: '', resourceGroup: 'never-was', requestId: null, address: null })
    await under.store.audit.add([entry('a'), own])
    await under.store.audit.add([])
    expect(await under.store.audit.list(all, null, 10)).toEqual([own, entry('a')])
  })

  it('finds by who, what, which, where and how it ended', async () => {
    await under.store.audit.add([
      entry('a'),
      entry('b', { actor: { kind: 'person', id: 'p1', name: 'Ann' }, action: 'deployments.rollout.promote' }),
      entry('c', { action: 'deploymentsx.create', target: 'd2', resourceGroup: null, outcome: 'refused', message: 'no' }),
    ])
    expect(await ids({ actor: 'Ann' })).toEqual(['b'])
    expect(await ids({ actor: 'k1' })).toEqual(['c', 'a'])
    expect(await ids({ action: 'deployments' })).toEqual(['b', 'a'])
    expect(await ids({ action: 'deployments.create' })).toEqual(['a'])
    expect(await ids({ target: 'd2' })).toEqual(['c'])
    expect(await ids({ outcome: 'refused' })).toEqual(['c'])
    expect(await ids({ resourceGroups: ['default'] })).toEqual(['b', 'a'])
    expect(await ids({ resourceGroups: [] })).toEqual([])
    expect(await ids({ start: 1_001 })).toEqual([])
    expect(await ids({ end: 1_000 })).toEqual([])
  })

  it('goes on after an entry, also among those of one moment', async () => {
    await under.store.audit.add([entry('a'), entry('b'), entry('c'), entry('d', { at: 999 })])
    expect(await ids({}, null, 2)).toEqual(['c', 'b'])
    expect(await ids({}, { at: 1_000, id: 'b' })).toEqual(['a', 'd'])
  })

  it('lets go of the oldest, a part at a time', async () => {
    await under.store.audit.add([entry('a', { at: 1 }), entry('b', { at: 2 }), entry('c', { at: 3 })])
    expect(await under.store.audit.removeBefore(3, 1)).toBe(1)
    expect(await under.store.audit.removeBefore(3, 5)).toBe(1)
    expect(await under.store.audit.removeBefore(3, 5)).toBe(0)
    expect(await ids({})).toEqual(['c'])
  })

  it('knows how large its database is', async () => {
    expect(await under.store.size()).toBeGreaterThan(10_000)
  })
})
