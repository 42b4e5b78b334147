import type { ReactNode } from 'react'
import { Figure } from '../../parts/figure.tsx'
import { Costs } from '../../parts/money.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { type Readings, valuesOf } from './metric-charts.ts'
import type { useMetricWords } from './metric-words.ts'

type Sum = { readonly name: string; readonly value: ReactNode; readonly note: ReactNode }

/** What the whole time amounts to. Quantiles of steps cannot be summed, so there are none here. */
export function sumsOf(readings: Readings, words: ReturnType<typeof useMetricWords>): readonly Sum[] {
  const sum = (name: Parameters<typeof valuesOf>[1]): number =>
    valuesOf(readings, name).reduce<number>((all, value) => all + (value ?? 0), 0)
  const most = (name: Parameters<typeof valuesOf>[1]): number =>
    valuesOf(readings, name).reduce<number>((all, value) => Math.max(all, value ?? 0), 0)
  const calls = sum('requests')
  const failed = sum('errors5xx')
  const refused = sum('errors4xx') + sum('limited')
  const number = (value: number): ReactNode => <Figure value={value} />
  const costs = readings.series
    .filter(({ name }) => name === 'cost')
    .map(({ unit, values }) => ({
      currency: unit,
      nano: values.reduce<number>((all, value) => all + Math.round((value ?? 0) * 1e9), 0),
    }))
  return [
    {
      name: words.sums.calls,
      value: number(calls),
      note: sentence(words.sums.aborted, number(sum('aborted'))),
    },
    {
      name: words.sums.failed,
      value: <Figure value={calls === 0 ? null : ((failed + refused) / calls) * 100} unit="percent" />,
      note: sentence(words.sums.failedOf, number(refused), number(failed)),
    },
    {
      name: words.sums.tokens,
      value: <Figure value={sum('inputTokens') + sum('outputTokens')} unit="compact" />,
      note: sentence(words.sums.inOut, number(sum('inputTokens')), number(sum('outputTokens'))),
    },
    {
      name: words.sums.most,
      value: number(most('inFlight')),
      note: sentence(words.sums.waiting, number(most('queued'))),
    },
    { name: words.sums.cost, value: <Costs costs={costs} none="–" />, note: '' },
  ]
}
