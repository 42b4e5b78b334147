import { periodAt, type Span } from '../../decide/period.ts'
import { Failure } from '../../domain/failure.ts'
import type { Money } from '../../domain/money.ts'
import type { Principal } from '../../domain/principal.ts'
import { readUsage, type UsageDeps, type UsageDimension, type UsageRow } from './usage.ts'

export type StatementAsked = {
  /** `2026-11` */
  readonly month: string
  /** IANA name: where the month begins and ends. */
  readonly timezone: string
  readonly groupBy: readonly UsageDimension[]
  readonly resourceGroup?: string
  readonly deployment?: string
  readonly model?: string
  readonly apiKey?: string
}

export type Statement = Span & {
  readonly month: string
  readonly timezone: string
  /** The month is over; what comes may be added else. */
  readonly closed: boolean
  readonly lines: readonly UsageRow[]
  /** Exact sums of the lines, one for each currency. */
  readonly totals: readonly Money[]
  /** Calls whose cost is not known and in no sum. */
  readonly unpriced: bigint
}

export const statementGroups: readonly UsageDimension[] = ['resourceGroup', 'deployment', 'model', 'apiKey', 'kind']

/** What a calendar month costs whoever the caller may see. */
export const readStatement =
  (deps: UsageDeps) =>
  async (principal: Principal, { month, timezone, groupBy, ...filter }: StatementAsked): Promise<Statement> => {
    // The middle of the month is in it wherever clocks stand.
    const span = periodAt('month', timezone, Date.parse(`${month}-15T12:00:00Z`))
    const end = span.end ?? span.start
    const now = deps.clock.now()
    if (span.start > now) throw new Failure('invalid', `${month} has not begun yet`, { target: 'month' })
    const lines = await readUsage(deps)(principal, { ...filter, timezone, groupBy, interval: 'month', start: span.start, end })
    const totals = new Map<string, bigint>()
    for (const { currency, nano } of lines.flatMap(({ costs }) => costs))
      totals.set(currency, (totals.get(currency) ?? 0n) + nano)
    return {
      ...span,
      month,
      timezone,
      closed: now >= end,
      lines,
      totals: [...totals].map(([currency, nano]) => ({ currency, nano })).sort((a, b) => (a.currency < b.currency ? -1 : 1)),
      unpriced: lines.reduce((sum, { sums }) => sum + sums.unpriced, 0n),
    }
  }
