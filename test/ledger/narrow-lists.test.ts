import { expect, it } from 'vitest'
import type { LedgerEntry } from '../../src/domain/ledger.ts'
import type { LedgerFilter, LedgerPosition } from '../../src/store/store.ts'
import { describeEachStore } from '../stores.ts'
import { anEntry, noon } from './samples.ts'

const minute = 60_000
const states = ['settled', 'settled', 'aborted', 'uncertain'] as const

describeEachStore('the ledger, asked for few among many', (under) => {
  const all: readonly LedgerEntry[] = Array.from({ length: 400 }, (_, seq) =>
    anEntry({
      seq,
      at: noon - ((seq * 7_919) % 5_000) * minute,
      credential: `key-${seq % 11}`,
      deploymentId: `d${seq % 5}`,
      state: states[(seq >> 3) % 4] ?? 'settled',
      resourceGroup: seq % 2 === 0 ? 'default' : 'team-a',
    }),
  )
  const span = { resourceGroups: '*', deployments: '*', start: 0, end: noon * 2 } as const

  it.each<[string, Partial<LedgerFilter>, (entry: LedgerEntry) => boolean]>([
    ['a key', { credential: 'key-3' }, ({ credential }) => credential === 'key-3'],
    ['a state', { state: 'uncertain' }, ({ state }) => state === 'uncertain'],
    [
      'settled calls of a deployment',
      { state: 'settled', deploymentId: 'd2' },
      (e) => e.state === 'settled' && e.deploymentId === 'd2',
    ],
    ['deployments', { deployments: ['d1', 'd4'] }, (e) => ['d1', 'd4'].includes(e.deploymentId)],
    [
      'a key in a group',
      { credential: 'key-4', resourceGroups: ['team-a'] },
      (e) => e.credential === 'key-4' && e.resourceGroup === 'team-a',
    ],
    [
      'a part of the time',
      { credential: 'key-5', start: noon - 3_001 * minute, end: noon - 17 * minute },
      (e) => e.credential === 'key-5' && e.at >= noon - 3_001 * minute && e.at < noon - 17 * minute,
    ],
    ['nobody', { credential: 'nobody' }, () => false],
  ])('gives all of %s, newest first, page by page', async (_, more, wanted) => {
    const from = await under.store.ledger.boot('boot-1', 1)
    const to = { number: 1, bytes: 1 }
    await under.store.ledger.apply({ from, to, ended: all, opened: [], withdrawn: [], closed: [], rates: [] })
    const found: number[] = []
    let after: LedgerPosition | null = null
    for (;;) {
      const page: Awaited<ReturnType<typeof under.store.ledger.list>> = await under.store.ledger.list(
        { ...span, ...more },
        after,
        7,
      )
      found.push(...page.map(({ entry }) => entry.seq))
      after = page.at(-1)?.position ?? null
      if (page.length < 7) break
    }
    const expected = all.filter(wanted).toSorted((a, b) => b.at - a.at || b.seq - a.seq)
    expect(found).toEqual(expected.map(({ seq }) => seq))
  })
})
