import { formatCompact, formatMoney, formatNumber } from '../../parts/numbers.ts'
import type { Language } from '../../words/words.ts'
import { type Readings, valuesOf } from './metric-charts.ts'
import type { useMetricWords } from './metric-words.ts'

type Sum = { readonly name: string; readonly value: string; readonly note: string }

/** What the whole time amounts to. Quantiles of steps cannot be summed, so there are none here. */
export function sumsOf(readings: Readings, words: ReturnType<typeof useMetricWords>, language: Language): readonly Sum[] {
  const sum = (name: Parameters<typeof valuesOf>[1]): number =>
    valuesOf(readings, name).reduce<number>((all, value) => all + (value ?? 0), 0)
  const most = (name: Parameters<typeof valuesOf>[1]): number =>
    valuesOf(readings, name).reduce<number>((all, value) => Math.max(all, value ?? 0), 0)
  const calls = sum('requests')
  const failed = sum('errors5xx')
  const refused = sum('errors4xx') + sum('limited')
  const percent = (n: number): string => (calls === 0 ? '–' : `${formatNumber((n / calls) * 100, language, 1)} %`)
  const costs = readings.series
    .filter(({ name }) => name === 'cost')
    .map(({ unit, values }) =>
      formatMoney(
        values.reduce<number>((all, value) => all + (value ?? 0), 0),
        unit,
        language,
      ),
    )
  return [
    {
      name: words.sums.calls,
      value: formatNumber(calls, language),
      note: words.sums.aborted(formatNumber(sum('aborted'), language)),
    },
    {
      name: words.sums.failed,
      value: percent(failed + refused),
      note: words.sums.failedOf(formatNumber(refused, language), formatNumber(failed, language)),
    },
    {
      name: words.sums.tokens,
      value: formatCompact(sum('inputTokens') + sum('outputTokens'), language),
      note: words.sums.inOut(formatNumber(sum('inputTokens'), language), formatNumber(sum('outputTokens'), language)),
    },
    {
      name: words.sums.most,
      value: formatNumber(most('inFlight'), language),
      note: words.sums.waiting(formatNumber(most('queued'), language)),
    },
    { name: words.sums.cost, value: costs.join(' + ') || '–', note: '' },
  ]
}
