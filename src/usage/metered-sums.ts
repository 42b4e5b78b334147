import { minutesOf } from '../decide/metering.ts'
import type { Metered } from '../domain/metering.ts'
import { type Addition, summed } from '../store/ledger-columns.ts'

/** What a metered row adds to the sums of usage from `from` on, minute by minute; `sign` -1: takes away. */
export function meteredAdditions(row: Metered, from: number, sign: 1 | -1 = 1): Addition[] {
  const keys = {
    resourceGroup: row.resourceGroup,
    deploymentId: row.deploymentId,
    executableId: row.executableId,
    model: row.model,
    version: row.version,
    credential: null,
    currency: row.currency,
    kind: row.kind,
    deploymentType: row.deploymentType,
  }
  return minutesOf(row, from, row.nanoPerHour, row.units).map(({ at, ms, cost }) => {
    const amounts = row.kind === 'instance' ? { runningMs: ms * row.units } : { unitMinutes: Math.round(ms / 60_000) * row.units }
    const sums = names.map((name) => sign * ((amounts as Partial<Record<string, number>>)[name] ?? 0))
    return { at, keys, sums, cost: sign * cost }
  })
}

const names = summed.filter((name) => name !== 'cost')
