import { outcomes, type SeriesAddition, seriesGrains } from '../domain/call-series.ts'
import { copyCredential, type LedgerEntry } from '../domain/ledger.ts'
import { binOf } from '../domain/log-bins.ts'
import type { Cell } from './ledger-columns.ts'

export const seriesTable = {
  table: 'call_series',
  columns: ['deployment_id', 'grain', 'bucket', 'what', 'bin', 'amount'],
  suffix: 'on conflict (deployment_id, grain, bucket, what, bin) do update set amount = call_series.amount + excluded.amount',
}

/** Rows of `call_series`: each entry added once, or taken away. Few, however many entries there are. */
export const seriesOf = (ended: readonly LedgerEntry[], withdrawn: readonly LedgerEntry[]): Cell[][] =>
  seriesRows([...ended.flatMap((entry) => additionsOf(entry, 1)), ...withdrawn.flatMap((entry) => additionsOf(entry, -1))])

/** Rows that all of this adds up to, in both grains, in the order of the table's key: so no two writers wait for each other. */
export function seriesRows(additions: Iterable<SeriesAddition>): Cell[][] {
  const rows = new Map<string, Cell[]>()
  for (const { deploymentId, at, what, bin, amount } of additions) {
    for (const [grain, ms] of Object.entries(seriesGrains)) {
      const bucket = at - (at % ms)
      const id = `${deploymentId} ${grain} ${bucket} ${what} ${bin}`
      const row = rows.get(id)
      if (row) row[amountAt] = (row[amountAt] as number) + amount
      else rows.set(id, [deploymentId, grain, bucket, what, bin, amount])
    }
  }
  return [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
}

const amountAt = 5

function additionsOf(entry: LedgerEntry, sign: 1 | -1): SeriesAddition[] {
  const { deploymentId, at, endedAt, firstByteMs } = entry
  if (entry.credential === copyCredential) return []
  const found: SeriesAddition[] = []
  const add = (what: SeriesAddition['what'], bin: number, amount: number): void => {
    if (amount > 0) found.push({ deploymentId, at, what, bin, amount: sign * amount })
  }
  const outcome = outcomeOf(entry)
  add('calls', outcomes.indexOf(outcome), 1)
  if (outcome === 'answered') {
    add('latency', binOf(Math.max(0, endedAt - at)), 1)
    if (firstByteMs !== null) add('firstByte', binOf(firstByteMs), 1)
  }
  add('input', 0, entry.uncachedInput + entry.cacheRead + entry.cacheWrite + entry.audioInput)
  add('cachedInput', 0, entry.cacheRead)
  add('cacheWrite', 0, entry.cacheWrite)
  add('output', 0, entry.output + entry.reasoning + entry.audioOutput)
  add('reasoning', 0, entry.reasoning)
  return found
}

function outcomeOf({ state, status }: LedgerEntry): (typeof outcomes)[number] {
  if (state !== 'settled') return state
  if (status === 429) return 'limited'
  if (status >= 500) return 'serverError'
  return status >= 400 ? 'clientError' : 'answered'
}
