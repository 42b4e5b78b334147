import type { UsageRowShape } from './analytics-shapes.ts'

/** RFC 4180, a line for each row; two columns for each currency that occurs. */
export function usageCsv(rows: readonly UsageRowShape[], groupBy: readonly (keyof UsageRowShape)[]): string {
  const currencies = [...new Set(rows.flatMap(({ costs }) => costs.map(({ currency }) => currency)))].sort()
  const names = ['start', 'end', ...groupBy, ...numbers] as const
  const head = [...names, ...currencies.flatMap((currency) => [`cost_${currency}`, `cost_nano_${currency}`])]
  const lines = rows.map((row) => [
    ...names.map((name) => row[name] ?? ''),
    ...currencies.flatMap((currency) => {
      const cost = row.costs.find((each) => each.currency === currency)
      return [cost?.amount ?? '0.00', cost?.nano ?? 0]
    }),
  ])
  return [head, ...lines].map((cells) => `${cells.map((cell) => quoted(String(cell))).join(',')}\r\n`).join('')
}

const numbers = [
  'calls',
  'requests',
  'aborted',
  'uncertain',
  'estimated',
  'unpriced',
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'audioInputTokens',
  'outputTokens',
  'reasoningTokens',
  'audioOutputTokens',
  'images',
  'instanceSeconds',
  'runningSeconds',
  'provisionedUnitMinutes',
] as const

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
