import type { LedgerEntry } from '../domain/ledger.ts'
import type { RateKind } from '../domain/rates.ts'
import { type UsagePart, usageParts } from '../domain/usage.ts'

export type Cell = string | number | bigint | null

/** Columns of the table `ledger` but for `boot_no`, in its order. */
export const entryColumns = [
  ...(['seq', 'at', 'endedAt', 'state', 'status', 'source', 'requestId', 'credential', 'dialect', 'resourceGroup'] as const),
  ...(['deploymentId', 'deploymentName', 'executableId', 'model', 'version', 'wire', 'target', 'firstByteMs'] as const),
  ...usageParts,
  ...(['cost', 'currency', 'pricing', 'rateId', 'deploymentType', 'residency', 'serviceTier'] as const),
] as const satisfies readonly (keyof LedgerEntry)[]

/** What usage can be told apart by; `kind`: what was charged for. */
export const sumKeys = [
  'resourceGroup',
  'deploymentId',
  'executableId',
  'model',
  'version',
  'credential',
  'currency',
  'kind',
  'deploymentType',
] as const
export type SumKey = (typeof sumKeys)[number]

export const summed = [
  ...usageParts,
  ...(['calls', 'aborted', 'uncertain', 'estimated', 'unpriced', 'runningMs', 'unitMinutes', 'cost'] as const),
] as const
export type Summed = (typeof summed)[number]

export const grains = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
export type Grain = keyof typeof grains

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** What is added to sums at one time: the keys, and all sums but the cost in the order of `summed`. */
export type Addition = {
  readonly at: number
  readonly keys: { readonly [key in SumKey]: string | null | undefined }
  readonly sums: readonly number[]
  readonly cost: number | bigint
}

/** Rows of `usage_sums`: each entry added once to each grain, or taken away. Few, however many entries there are. */
export const sumsOf = (ended: readonly LedgerEntry[], withdrawn: readonly LedgerEntry[]): Cell[][] =>
  sumRows([...ended.map((entry) => additionOf(entry, 1)), ...withdrawn.map((entry) => additionOf(entry, -1))])

/** Rows of `usage_sums` that all of this adds up to. */
export function sumRows(additions: Iterable<Addition>): Cell[][] {
  const rows = new Map<string, Cell[]>()
  for (const { at, keys: named, sums, cost } of additions) {
    const keys = sumKeys.map((key) => named[key] ?? '')
    const text = keys.join('\n')
    const money = BigInt(cost)
    for (const grain in grains) {
      const bucket = at - (at % grains[grain as Grain])
      const id = `${grain} ${bucket} ${text}`
      const row = rows.get(id)
      if (!row) {
        rows.set(id, [grain, bucket, ...keys, ...sums, money])
        continue
      }
      for (let index = 0; index < sums.length; index += 1)
        row[firstSum + index] = (row[firstSum + index] as number) + (sums[index] as number)
      row[lastSum] = (row[lastSum] as bigint) + money
    }
  }
  return [...rows.values()]
}

function additionOf(entry: LedgerEntry, sign: 1 | -1): Addition {
  const sums = usageParts.map((part: UsagePart) => sign * entry[part])
  sums.push(
    sign,
    entry.state === 'aborted' ? sign : 0,
    entry.state === 'uncertain' ? sign : 0,
    entry.source === 'estimated' ? sign : 0,
    entry.cost === null ? sign : 0,
    0,
    0,
  )
  return { at: entry.at, keys: keysOf(entry), sums, cost: sign * (entry.cost ?? 0) }
}

const keysOf = (entry: LedgerEntry): Addition['keys'] => ({
  resourceGroup: entry.resourceGroup,
  deploymentId: entry.deploymentId,
  executableId: entry.executableId,
  model: entry.model,
  version: entry.version,
  credential: entry.credential,
  currency: entry.currency,
  kind: 'tokens' satisfies RateKind,
  deploymentType: entry.deploymentType,
})

const firstSum = 2 + sumKeys.length
const lastSum = firstSum + summed.length - 1
