import { expect, it } from 'vitest'
import { anEntry, noon } from '../../test/ledger/samples.ts'
import { describeEachStore } from '../../test/stores.ts'
import { outcomes, type SeriesGrain, type SeriesName, seriesNames } from '../domain/call-series.ts'
import { copyCredential, type LedgerEntry } from '../domain/ledger.ts'
import { binOf } from '../domain/log-bins.ts'

const deploymentId = 'd000000000000001'
const minute = 60_000
const hour = 3_600_000

describeEachStore('series of calls', (under) => {
  const write = async (ended: readonly LedgerEntry[], withdrawn: readonly LedgerEntry[] = []): Promise<void> => {
    const from = await under.store.ledger.boot('boot-1', 1)
    const to = { number: 1, bytes: from.bytes + 1 }
    expect(await under.store.ledger.apply({ from, to, ended, withdrawn, opened: [], closed: [], rates: [] })).toBe(true)
  }
  const read = async (names: readonly SeriesName[] = seriesNames, grain: SeriesGrain = 'minute', stepMs = minute) =>
    (await under.store.callSeries.read({ deploymentId, grain, start: noon - hour, end: noon + hour, stepMs, names })).map(
      ({ bucket, what, bin, amount }) => [(bucket - noon) / minute, what, bin, amount],
    )

  it('are written with the ledger, by how calls ended and how long they took', async () => {
    await write([
      anEntry({ seq: 1, cacheRead: 3 }),
      anEntry({ seq: 2, at: noon + 59_999, endedAt: noon + 60_500, firstByteMs: null, status: 500 }),
      anEntry({ seq: 3, at: noon + minute, endedAt: noon + minute, status: 429, output: 0, uncachedInput: 0 }),
      anEntry({ seq: 4, at: noon + minute, status: 404, output: 0, uncachedInput: 0 }),
      anEntry({ seq: 5, at: noon + minute, state: 'aborted', status: 499, output: 0, uncachedInput: 0 }),
      anEntry({ seq: 6, credential: copyCredential }),
      anEntry({ seq: 7, deploymentId: 'd000000000000002' }),
    ])
    const is = (outcome: (typeof outcomes)[number]): number => outcomes.indexOf(outcome)
    expect(await read()).toEqual([
      [0, 'cachedInput', 0, 3],
      [0, 'calls', is('answered'), 1],
      [0, 'calls', is('serverError'), 1],
      [0, 'firstByte', binOf(30), 1],
      [0, 'input', 0, 23],
      [0, 'latency', binOf(120), 1],
      [0, 'output', 0, 10],
      [1, 'calls', is('clientError'), 1],
      [1, 'calls', is('limited'), 1],
      [1, 'calls', is('aborted'), 1],
    ])
    expect(await read(['output'], 'hour', hour)).toEqual([[-1, 'output', 0, 10]])
    expect(await read(['output', 'input'], 'minute', 5 * minute)).toEqual([
      [-1, 'input', 0, 23],
      [-1, 'output', 0, 10],
    ])
    expect(await read([])).toEqual([])
  })

  it('lose what is taken out of the ledger', async () => {
    const [given, kept] = [anEntry({ seq: 1, state: 'uncertain', status: 0 }), anEntry({ seq: 2 })]
    await write([given, kept])
    await write([anEntry({ seq: 1, output: 7 })], [given])
    expect(await read(['calls', 'output'])).toEqual([
      [0, 'calls', 0, 2],
      [0, 'output', 0, 12],
    ])
  })

  it('take what else is counted, and let go of what is old', async () => {
    const waiting = { deploymentId, what: 'waiting', bin: 3, amount: 1 } as const
    await under.store.callSeries.add([
      { ...waiting, at: noon },
      { ...waiting, at: noon + 1_000 },
    ])
    await under.store.callSeries.add([{ ...waiting, at: noon + minute }])
    expect(await read()).toEqual([
      [0, 'waiting', 3, 2],
      [1, 'waiting', 3, 1],
    ])
    expect(await under.store.callSeries.deleteBefore('minute', noon + minute, 100)).toBe(1)
    expect(await read()).toEqual([[1, 'waiting', 3, 1]])
    expect(await read(['waiting'], 'hour', hour)).toEqual([[-1, 'waiting', 3, 3]])
  })

  it('keep what instances were', async () => {
    const span = {
      deploymentId,
      instanceId: `${deploymentId}-00000001`,
      component: 'predictor',
      revision: 'r1',
      phase: 'running',
      from: noon,
      to: noon + minute,
      goesOn: true,
      message: '',
    } as const
    const { instanceSpans } = under.store
    await instanceSpans.put([span, { ...span, instanceId: null, phase: 'pending', from: noon - hour, to: noon, goesOn: false }])
    await instanceSpans.put([{ ...span, to: noon + 2 * minute, message: 'well' }])
    expect(await instanceSpans.goingOn()).toEqual([{ ...span, to: noon + 2 * minute, message: 'well' }])
    const phases = async (start: number, end: number, limit = 10) =>
      (await instanceSpans.list(deploymentId, start, end, limit)).map(({ phase }) => phase)
    expect(await phases(noon - 2 * hour, noon + hour)).toEqual(['pending', 'running'])
    expect(await phases(noon - 2 * hour, noon + hour, 1)).toEqual(['running'])
    expect(await phases(noon + 1, noon + hour)).toEqual(['running'])
    expect(await phases(noon + hour, noon + 2 * hour)).toEqual(['running']) // it goes on
    expect(await phases(noon - 3 * hour, noon - 2 * hour)).toEqual([])
    expect(await instanceSpans.deleteBefore(noon + 3 * hour, 10)).toBe(1)
    expect(await phases(0, noon * 2)).toEqual(['running'])
  })
})
