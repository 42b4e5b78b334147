import { describe, expect, it } from 'vitest'
import { anEntry, anIntent, aPrice, noon } from '../../test/ledger/samples.ts'
import { describeEachStore } from '../../test/stores.ts'
import type { LedgerBatch, LedgerEntry } from '../domain/ledger.ts'
import type { UsageQuery } from './store.ts'

const minute = 60_000

describeEachStore('the ledger', (under) => {
  const batch = async (more: Partial<LedgerBatch>, boot = 'boot-1'): Promise<LedgerBatch> => {
    const from = await under.store.ledger.boot(boot, 42)
    const nothing = { ended: [], withdrawn: [], opened: [], closed: [], rates: [] }
    return { from, to: { number: from.number, bytes: from.bytes + 100 }, ...nothing, ...more }
  }
  const write = async (...ended: readonly LedgerEntry[]): Promise<void> => {
    expect(await under.store.ledger.apply(await batch({ ended }))).toBe(true)
  }
  const everything = { resourceGroups: '*', deployments: '*', start: 0, end: noon * 2 } as const
  const listed = async (filter: object = {}) =>
    (await under.store.ledger.list({ ...everything, ...filter }, null, 100)).map(({ entry }) => entry)
  const sums = async (query: Partial<UsageQuery> = {}) =>
    (await under.store.usage.sums({ ...everything, grain: 'day', by: [], ...query })).map(({ bucket, keys, sums: found }) => ({
      bucket,
      ...keys,
      calls: Number(found.calls),
      output: Number(found.output),
      cost: found.cost,
    }))

  it('gives back an entry as it was', async () => {
    const entry = anEntry({ cacheRead: 3, cacheWrite: 4, audioInput: 5, reasoning: 6, audioOutput: 7, images: 8, instanceMs: 9 })
    const bare = anEntry({
      seq: 2,
      model: null,
      version: null,
      firstByteMs: null,
      cost: null,
      currency: null,
      pricing: 'unpriced',
    })
    await write(entry, bare)
    expect(await under.store.ledger.entries(1, [1, 2])).toEqual([entry, bare])
  })

  it('takes a batch once, whoever brings it again', async () => {
    const once = await batch({ ended: [anEntry()] })
    expect(await under.store.ledger.apply(once)).toBe(true)
    expect(await under.store.ledger.apply(once)).toBe(false)
    expect(await sums()).toEqual([{ bucket: noon - (noon % (1440 * minute)), calls: 1, output: 5, cost: 75n }])
    expect(await under.store.ledger.boots()).toEqual([{ no: 1, boot: 'boot-1', pid: 42, number: 1, bytes: 100 }])
  })

  it('writes nothing of a batch that fails in the middle', async () => {
    await write(anEntry())
    const twice = await batch({ ended: [anEntry({ seq: 2 }), anEntry()], opened: [anIntent({ seq: 9 })] })
    await expect(under.store.ledger.apply(twice)).rejects.toThrow()
    expect(await sums()).toMatchObject([{ calls: 1 }])
    expect(await under.store.ledger.open(1, [9])).toEqual([])
    expect((await under.store.ledger.boots())[0]?.bytes).toBe(100)
  })

  it('numbers processes as they are met, and keeps their calls apart', async () => {
    await under.store.ledger.apply(await batch({ ended: [anEntry()] }, 'boot-1'))
    await under.store.ledger.apply(await batch({ ended: [anEntry({ boot: 'boot-2' })] }, 'boot-2'))
    expect((await listed()).map(({ boot, seq }) => [boot, seq])).toEqual([
      ['boot-2', 1],
      ['boot-1', 1],
    ])
  })

  it('takes more entries at once than a statement has room for', async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => anEntry({ seq: index + 1, at: noon + index }))
    await write(...many)
    expect(await sums()).toMatchObject([{ calls: 3_000, output: 15_000, cost: 225_000n }])
    expect(await listed()).toEqual(many.slice(-100).reverse())
  })

  describe('open intents', () => {
    it('are kept until they are closed', async () => {
      const intents = [anIntent(), anIntent({ seq: 2, at: noon + 5, model: null })]
      await under.store.ledger.apply(await batch({ opened: intents }))
      expect(await under.store.ledger.open(1, [1, 2, 3])).toEqual(intents)
      expect(await under.store.ledger.orphans({ bootNo: 1, before: noon + 5 }, 10)).toEqual(intents.slice(0, 1))
      expect(await under.store.ledger.orphans({ bootNo: 1, before: null }, 10)).toEqual(intents)
      expect(await under.store.ledger.orphans({ bootNo: 2, before: null }, 10)).toEqual([])
      await under.store.ledger.apply(await batch({ closed: [1], ended: [anEntry()] }))
      expect(await under.store.ledger.open(1, [1, 2])).toEqual(intents.slice(1))
    })
  })

  it('replaces what it had given up, in rows and sums', async () => {
    const before = anEntry({ state: 'uncertain', source: 'estimated', output: 0, cost: 20 })
    await write(before)
    await under.store.ledger.apply(await batch({ withdrawn: [before], ended: [anEntry()] }))
    expect(await listed()).toEqual([anEntry()])
    const [found] = await under.store.usage.sums({ ...everything, grain: 'hour', by: ['currency'] })
    expect(found?.sums).toMatchObject({ calls: 1n, uncertain: 0n, estimated: 0n, output: 5n, cost: 75n })
  })

  it('pages from newest to oldest without gap or repetition, also where times are equal', async () => {
    await write(...[1, 2, 3, 4, 5].map((seq) => anEntry({ seq, at: noon + Math.floor(seq / 3) })))
    const found: number[] = []
    let after = null
    for (;;) {
      const page = await under.store.ledger.list(everything, after, 2)
      found.push(...page.map(({ entry }) => entry.seq))
      after = page.at(-1)?.position ?? null
      if (!after) break
    }
    expect(found).toEqual([5, 4, 3, 2, 1])
  })

  it.each([
    { name: 'a group', filter: { resourceGroups: ['team-a'] }, seqs: [2] },
    { name: 'no group', filter: { resourceGroups: [] }, seqs: [] },
    { name: 'deployments that a key is limited to', filter: { deployments: ['d000000000000003'] }, seqs: [3] },
    { name: 'a deployment', filter: { deploymentId: 'd000000000000003' }, seqs: [3] },
    { name: 'a model', filter: { model: 'other' }, seqs: [4] },
    { name: 'a key', filter: { credential: 'key2' }, seqs: [5] },
    { name: 'a time, its end left out', filter: { start: noon + 6, end: noon + 7 }, seqs: [6] },
  ])('finds calls and sums of $name', async ({ filter, seqs }) => {
    await write(
      anEntry(),
      anEntry({ seq: 2, resourceGroup: 'team-a' }),
      anEntry({ seq: 3, deploymentId: 'd000000000000003' }),
      anEntry({ seq: 4, model: 'other' }),
      anEntry({ seq: 5, credential: 'key2' }),
      anEntry({ seq: 6, at: noon + 6 }),
    )
    expect((await listed(filter)).map(({ seq }) => seq)).toEqual(seqs)
    if ('start' in filter) return
    expect((await sums(filter)).reduce((all, { calls }) => all + calls, 0)).toBe(seqs.length)
  })

  it('finds calls by state', async () => {
    await write(anEntry(), anEntry({ seq: 2, state: 'aborted' }), anEntry({ seq: 3, state: 'uncertain' }))
    expect((await listed({ state: 'aborted' })).map(({ seq }) => seq)).toEqual([2])
  })

  it('sums by minute, hour and day, and by whatever is asked for', async () => {
    const later = { at: noon + 61 * minute, model: null, version: null, cost: null, currency: null }
    await write(anEntry(), anEntry({ seq: 2 }), anEntry({ seq: 3, ...later }))
    const hour = noon - (noon % (60 * minute))
    expect(await sums({ grain: 'minute' })).toEqual([
      { bucket: noon, calls: 2, output: 10, cost: 150n },
      { bucket: noon + 61 * minute, calls: 1, output: 5, cost: 0n },
    ])
    expect(await sums({ grain: 'hour', by: ['model', 'currency'] })).toEqual([
      { bucket: hour, model: 'gpt-4o', currency: 'USD', calls: 2, output: 10, cost: 150n },
      { bucket: hour + 60 * minute, model: '', currency: '', calls: 1, output: 5, cost: 0n },
    ])
    expect(await sums({ grain: 'day', start: noon })).toEqual([])
  })

  it('sums costs past what a double can hold', async () => {
    const cost = Number.MAX_SAFE_INTEGER
    await write(...[1, 2, 3].map((seq) => anEntry({ seq, cost })))
    expect((await sums())[0]?.cost).toBe(3n * BigInt(cost))
  })

  it('keeps a rate card for ever, once', async () => {
    const card = { id: 'card-1', executableId: 'test-executable', model: 'gpt-4o', version: '1', price: aPrice() }
    await under.store.ledger.apply(await batch({ rates: [card] }))
    await under.store.ledger.apply(await batch({ rates: [card] }))
    expect(await under.store.usage.rateCards(['card-1', 'card-2'])).toEqual([card])
  })
})
