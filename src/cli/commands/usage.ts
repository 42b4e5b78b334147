import type { UsageRow } from '../../client/types.ts'
import { parseDuration } from '../duration.ts'
import type { Shape } from '../output.ts'
import type { Session } from '../session.ts'

export type UsageOptions = {
  readonly since: string
  readonly interval: string
  readonly by?: string
  readonly timezone?: string
  readonly group?: string
}

export const titleOf: Readonly<Record<string, (row: UsageRow) => string | undefined>> = {
  resourceGroup: (row) => row.resourceGroup,
  deployment: (row) => row.deploymentName ?? row.deployment,
  executable: (row) => row.executable,
  model: (row) => row.model,
  modelVersion: (row) => row.modelVersion,
  apiKey: (row) => row.apiKey,
  deploymentType: (row) => row.deploymentType,
  kind: (row) => row.kind,
}

/** An unknown cost is no part of the sum, and says so. */
export const costOf = ({ costs, unpriced }: Pick<UsageRow, 'costs' | 'unpriced'>): string =>
  [...costs.map(({ amount, currency }) => `${amount} ${currency}`), ...(unpriced > 0 ? [`${unpriced} unpriced`] : [])].join(' + ')

const shapeBy = (by: readonly string[]): Shape<UsageRow> => ({
  columns: {
    FROM: (row) => row.start.slice(0, 16).replace('T', ' '),
    ...Object.fromEntries(by.map((name) => [name.toUpperCase(), (row: UsageRow) => titleOf[name]?.(row)])),
    CALLS: (row) => row.calls,
    INPUT: (row) => row.inputTokens,
    CACHED: (row) => row.cachedInputTokens,
    OUTPUT: (row) => row.outputTokens,
    REASONING: (row) => row.reasoningTokens,
    COST: costOf,
  },
  name: (row) => [row.start, ...by.map((name) => titleOf[name]?.(row) ?? '')].join(' '),
})

export async function usage({ client, output, world }: Session, options: UsageOptions): Promise<void> {
  const from = world.now() - parseDuration(options.since, '--since')
  const by = options.by ? options.by.split(',').map((name) => name.trim()) : []
  const rows = await client.usage({
    start: new Date(from).toISOString(),
    interval: options.interval,
    groupBy: by.length > 0 ? by.join(',') : undefined,
    timezone: options.timezone,
    resourceGroup: options.group ?? world.env['LECTERN_GROUP'],
  })
  await output.list(shapeBy(by), rows)
}
