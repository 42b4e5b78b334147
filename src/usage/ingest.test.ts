import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../../test/fake-clock.ts'
import { anIntent, aPrice, noon } from '../../test/ledger/samples.ts'
import { describeEachStore } from '../../test/stores.ts'
import { type LedgerRecord, type LedgerSettlement, segmentName } from '../domain/ledger.ts'
import { frameOf } from '../domain/ledger-frame.ts'
import { usageOf } from '../domain/usage.ts'
import { type Ingest, makeIngest } from './ingest.ts'

const boot = (pid = 42): LedgerRecord => ({ kind: 'boot', boot: 'g1', pid, at: noon })
const close: LedgerRecord = { kind: 'close' }
const intent = (seq: number, more: object = {}): LedgerRecord => ({
  kind: 'intent',
  ...anIntent({ seq, requestId: `r${seq}`, ...more }),
})
const settled = (seq: number, more: Partial<LedgerSettlement> = {}): LedgerRecord => ({
  kind: 'settlement',
  seq,
  endedAt: noon + 100,
  state: 'settled',
  status: 200,
  source: 'reported',
  usage: usageOf({ inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0 }),
  firstByteMs: 20,
  ...more,
})

describeEachStore('ingest', (under) => {
  let folder: string
  let clock: FakeClock
  let living: Set<number>
  let said: string[]

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lectern-ledger-'))
    clock = new FakeClock('2026-11-20T13:00:00Z')
    living = new Set([42])
    said = []
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const frame = (records: readonly LedgerRecord[]): Buffer => frameOf(records.map((each) => `${JSON.stringify(each)}\n`).join(''))
  const write = (number: number, ...records: LedgerRecord[]): void =>
    appendFileSync(join(folder, segmentName('g1', number)), frame(records))
  const make = (): Ingest =>
    makeIngest({
      store: under.store,
      folder,
      pricesOf: (_, model) => (model === 'gpt-4o' ? [aPrice(), aPrice({ validFrom: '2026-11-21', input: 0 })] : []),
      alive: (pid) => living.has(pid),
      clock,
      maxCallMs: 7_200_000,
      log: { warn: (_, event) => void said.push(event), error: (fields) => void said.push(JSON.stringify(fields)) },
    })
  const span = { resourceGroups: '*', deployments: '*', start: 0, end: noon * 2 } as const
  const rows = async () =>
    (await under.store.ledger.list(span, null, 1_000)).map(({ entry: { seq, state, output, cost } }) => ({
      seq,
      state,
      output,
      cost,
    }))
  const calls = async () =>
    (await under.store.usage.sums({ ...span, grain: 'day', by: [] })).reduce((all, { sums }) => all + Number(sums.calls), 0)
  const files = (): string[] => readdirSync(folder)
  const row = (seq: number, more: object = {}) => ({ seq, state: 'settled', output: 5, cost: 75_000, ...more })

  it.each(['in one piece', 'in two pieces', 'in three pieces'])(
    'counts a call that went on to another target once, as what it was there, told %s',
    async (how) => {
      const moved = { ...intent(1, { model: 'gpt-4o', target: 'remote:b' }), kind: 'moved' } as LedgerRecord
      write(1, boot(), intent(1, { model: 'other', target: 'remote:a' }), intent(2))
      if (how !== 'in one piece') await make().run()
      write(1, moved)
      if (how === 'in three pieces') await make().run()
      write(1, settled(1))
      await make().run()
      expect(await rows()).toEqual([row(1)])
      expect(await calls()).toBe(1)
      const open = await under.store.ledger.orphans({ bootNo: 1, before: null }, 10)
      expect(open.map(({ seq }) => seq)).toEqual([2])
      // Its process dies: what had moved and not ended is uncertain where it was last.
      write(1, { ...intent(2, { target: 'remote:b' }), kind: 'moved' } as LedgerRecord)
      living.clear()
      await make().run()
      const all = await under.store.ledger.list(span, null, 10)
      expect(all.map(({ entry }) => [entry.seq, entry.state, entry.target]).sort()).toEqual([
        [1, 'settled', 'remote:b'],
        [2, 'uncertain', 'remote:b'],
      ])
    },
  )

  it('brings in what ended, with its cost by the price of its time, and keeps the price', async () => {
    write(1, boot(), intent(1), intent(2, { at: Date.parse('2026-11-21T00:00:00Z') }), intent(3, { model: null }))
    write(1, settled(2), settled(1), settled(3))
    await make().run()
    expect(await rows()).toEqual([row(2, { cost: 50_000 }), row(3, { cost: null }), row(1)])
    const [second, , first] = await under.store.ledger.list(span, null, 3)
    const cards = await under.store.usage.rateCards([first?.entry.rateId ?? '', second?.entry.rateId ?? ''])
    expect(cards.map(({ price }) => price.validFrom).sort()).toEqual(['2026-01-01', '2026-11-21'])
    expect(said).toEqual([])
  })

  it('brings each call in once, however often it looks and whoever looks', async () => {
    write(1, boot(), intent(1), settled(1))
    const [one, other] = [make(), make()]
    await Promise.all([one.run(), other.run(), one.run()])
    write(1, intent(2))
    await Promise.all([other.run(), one.run()])
    write(1, settled(2))
    await Promise.all([one.run(), other.run()])
    await make().run()
    expect(await rows()).toEqual([row(2), row(1)])
    expect(await calls()).toBe(2)
  })

  it('waits for the end of calls that are under way, over segments and restarts', async () => {
    write(1, boot(), intent(1), intent(2))
    await make().run()
    expect(await rows()).toEqual([])
    write(2, boot(), settled(1))
    await make().run()
    write(3, boot(), settled(2))
    await make().run()
    expect(await rows()).toEqual([row(2), row(1)])
    expect(files()).toEqual([segmentName('g1', 3)])
  })

  it('reads a record only when it is whole', async () => {
    write(1, boot(), intent(1))
    const torn = frame([settled(1)])
    const path = join(folder, segmentName('g1', 1))
    const ingest = make()
    for (const at of [0, 5, 30, torn.length - 1]) {
      appendFileSync(path, torn.subarray(0, at))
      await ingest.run()
      expect(await rows()).toEqual([])
      truncateSync(path, frame([boot(), intent(1)]).length)
    }
    appendFileSync(path, torn)
    await ingest.run()
    expect(await rows()).toEqual([row(1)])
  })

  it('takes a longer record than it reads at once', async () => {
    const many = Array.from({ length: 6_000 }, (_, index) => index + 1)
    write(1, boot(), ...many.map((seq) => intent(seq)))
    write(1, ...many.map((seq) => settled(seq)))
    await make().run()
    expect(await calls()).toBe(6_000)
  })

  it('gives calls up when their process is gone, and deletes its segments', async () => {
    write(1, boot(), intent(1), intent(2), settled(1))
    appendFileSync(join(folder, segmentName('g1', 1)), frame([settled(2)]).subarray(0, 50))
    await make().run()
    expect(await rows()).toEqual([row(1)])
    living.delete(42)
    await make().run()
    expect(await rows()).toEqual([row(2, { state: 'uncertain', output: 0, cost: 17_500 }), row(1)])
    expect(files()).toEqual([])
    expect(said).toContainEqual(expect.stringMatching('torn'))
  })

  it('is done with a process that ended in order, though its number lives on', async () => {
    write(1, boot(), intent(1), settled(1), close)
    await make().run()
    expect(files()).toEqual([])
    expect(await rows()).toEqual([row(1)])
  })

  it('gives up calls that never end, and believes a later word of them', async () => {
    write(1, boot(), intent(1), intent(2, { at: noon + 7_000_000 }))
    const ingest = make()
    await ingest.run()
    await clock.advance(7_200_000 - 3_600_000 + 61_000)
    await ingest.run()
    expect(await rows()).toEqual([row(1, { state: 'uncertain', output: 0, cost: 17_500 })])
    write(1, settled(1), settled(2), settled(1, { usage: usageOf(null) }))
    await ingest.run()
    expect(await rows()).toContainEqual(row(2))
    expect((await rows()).length).toBe(2)
    expect(await calls()).toBe(2)
  })

  it('deletes what a process left that died as it began, after a while', async () => {
    const path = join(folder, segmentName('g1', 1))
    writeFileSync(path, '')
    const ingest = make()
    const at = (ms: number): void => utimesSync(path, ms / 1000, ms / 1000)
    at(clock.now())
    await ingest.run()
    expect(files().length).toBe(1)
    at(clock.now() - 61_000)
    await ingest.run()
    expect(files()).toEqual([])
  })

  it('does without a folder, and leaves other files alone', async () => {
    rmSync(folder, { recursive: true })
    await make().run()
    mkdirSync(folder)
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    await make().run()
    expect(files()).toEqual(['notes.txt'])
    expect(said).toEqual([])
  })

  it('costs nothing where nothing left, and says so', async () => {
    write(
      1,
      boot(),
      intent(1, { model: 'unknown' }),
      settled(1, { source: 'none', status: 502, usage: usageOf(null, { requests: 0 }) }),
    )
    await make().run()
    expect(await rows()).toEqual([row(1, { output: 0, cost: 0 })])
  })
})
