import type { LedgerEntry } from '../domain/ledger.ts'
import { usageParts } from '../domain/usage.ts'

export type Cell = string | number | bigint | null

/** Columns of the table `ledger` but for `boot_no`, in its order. */
export const entryColumns = [
  ...(['seq', 'at', 'endedAt', 'state', 'status', 'source', 'requestId', 'credential', 'dialect', 'resourceGroup'] as const),
  ...(['deploymentId', 'deploymentName', 'executableId', 'model', 'version', 'wire', 'target', 'firstByteMs'] as const),
  ...usageParts,
  ...(['cost', 'currency', 'pricing', 'rateId'] as const),
] as const satisfies readonly (keyof LedgerEntry)[]

/** What usage can be told apart by. */
export const sumKeys = [
  'resourceGroup',
  'deploymentId',
  'executableId',
  'model',
  'version',
  'credential',
  'currency',
] as const satisfies readonly (keyof LedgerEntry)[]
export type SumKey = (typeof sumKeys)[number]

export const summed = [...usageParts, 'calls', 'aborted', 'uncertain', 'estimated', 'unpriced', 'cost'] as const
export type Summed = (typeof summed)[number]

export const grains = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
export type Grain = keyof typeof grains

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Rows of `usage_sums`: each entry added once to each grain, or taken away. Few, however many entries there are. */
export function sumsOf(ended: readonly LedgerEntry[], withdrawn: readonly LedgerEntry[]): Cell[][] {
  const rows = new Map<string, Cell[]>()
  const add = (entry: LedgerEntry, sign: 1 | -1): void => {
    const keys = sumKeys.map((key) => entry[key] ?? '')
    const more = [
      ...usageParts.map((part) => entry[part]),
      1,
      entry.state === 'aborted' ? 1 : 0,
      entry.state === 'uncertain' ? 1 : 0,
      entry.source === 'estimated' ? 1 : 0,
      entry.cost === null ? 1 : 0,
    ]
    const cost = BigInt(sign * (entry.cost ?? 0))
    const text = keys.join('\n')
    for (const grain in grains) {
      const bucket = entry.at - (entry.at % grains[grain as Grain])
      const id = `${grain} ${bucket} ${text}`
      const row = rows.get(id)
      if (!row) {
        rows.set(id, [grain, bucket, ...keys, ...more.map((value) => sign * value), cost])
        continue
      }
      for (let at = 0; at < more.length; at += 1)
        row[firstSum + at] = (row[firstSum + at] as number) + sign * (more[at] as number)
      row[lastSum] = (row[lastSum] as bigint) + cost
    }
  }
  for (const entry of ended) add(entry, 1)
  for (const entry of withdrawn) add(entry, -1)
  return [...rows.values()]
}

const firstSum = 2 + sumKeys.length
const lastSum = firstSum + summed.length - 1
