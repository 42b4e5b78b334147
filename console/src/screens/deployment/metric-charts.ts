import { useComputedColorScheme } from '@mantine/core'
import { useMemo } from 'react'
import type { components } from '../../../../src/client/openapi.ts'
import { cssVariables } from '../../app/theme.ts'
import type { ChartSeries, ChartUnit } from '../../parts/chart.tsx'
import type { Tone } from '../../parts/status.tsx'
import type { Details } from './data.ts'
import { useMetricWords } from './metric-words.ts'

export type Readings = components['schemas']['DeploymentMetrics']
export type Reading = Readings['series'][number]

export type ChartPlan = {
  readonly id: string
  readonly title: string
  readonly unit: ChartUnit
  readonly kind: 'lines' | 'bars'
  readonly series: readonly ChartSeries[]
}

export const valuesOf = (readings: Readings, name: Reading['name']): readonly (number | null)[] =>
  readings.series.find((each) => each.name === name)?.values ?? []

/** What is drawn, the most asked-for first. Models without tokens get no charts of tokens, those elsewhere none of instances. */
export function useCharts(readings: Readings | undefined, deployment: Details): readonly ChartPlan[] {
  const words = useMetricWords()
  const scheme = useComputedColorScheme('light')
  const hasInstances = deployment.instances !== undefined
  return useMemo(() => (readings ? plansOf(readings, hasInstances, words, scheme) : []), [readings, hasInstances, words, scheme])
}

/** A canvas knows no CSS variables. */
const toneOf = (scheme: 'light' | 'dark', tone: Tone): string =>
  cssVariables(undefined as never)[scheme][`--lectern-${tone}`] ?? ''

function plansOf(
  readings: Readings,
  hasInstances: boolean,
  words: ReturnType<typeof useMetricWords>,
  scheme: 'light' | 'dark',
): readonly ChartPlan[] {
  const of = (name: Reading['name']) => valuesOf(readings, name)
  const lines = (...names: readonly (Reading['name'] & keyof typeof words.series)[]): readonly ChartSeries[] =>
    names.map((name) => ({ id: name, label: words.series[name], values: of(name) }))
  const answered = of('requests').map((all, at) => {
    if (all === null) return null
    const others = (['errors4xx', 'errors5xx', 'limited', 'aborted', 'uncertain'] as const).map((name) => of(name)[at] ?? 0)
    return all - others.reduce((sum, each) => sum + each, 0)
  })
  const hasTokens = of('outputTokens').some((value) => value !== null) || of('inputTokens').some((value) => value !== null)
  const fresh = of('inputTokens').map((all, at) => (all === null ? null : all - (of('cachedInputTokens')[at] ?? 0)))
  const costs = readings.series.filter(({ name }) => name === 'cost')
  return [
    {
      id: 'requests',
      title: words.requests,
      unit: 'count',
      kind: 'bars',
      series: [
        { id: 'answered', label: words.series.answered, values: answered, color: toneOf(scheme, 'ok') },
        { id: 'errors4xx', label: words.series.errors4xx, values: of('errors4xx'), color: toneOf(scheme, 'warning') },
        { id: 'limited', label: words.series.limited, values: of('limited'), color: toneOf(scheme, 'busy') },
        { id: 'errors5xx', label: words.series.errors5xx, values: of('errors5xx'), color: toneOf(scheme, 'failed') },
        { id: 'aborted', label: words.series.aborted, values: of('aborted'), color: toneOf(scheme, 'off') },
      ],
    },
    {
      id: 'latency',
      title: words.latency,
      unit: 'ms',
      kind: 'lines',
      series: lines('latencyP50', 'latencyP90', 'latencyP95', 'latencyP99'),
    },
    {
      id: 'firstToken',
      title: words.firstToken,
      unit: 'ms',
      kind: 'lines',
      series: lines('timeToFirstTokenP50', 'timeToFirstTokenP95'),
    },
    ...(hasTokens
      ? [
          {
            id: 'tokens',
            title: words.tokens,
            unit: 'tokens' as const,
            kind: 'bars' as const,
            series: [
              { id: 'fresh', label: words.series.inputTokens, values: fresh },
              ...lines('cachedInputTokens', 'outputTokens'),
            ],
          },
          {
            id: 'throughput',
            title: words.throughput,
            unit: 'perSecond' as const,
            kind: 'lines' as const,
            series: lines('tokensPerSecond'),
          },
        ]
      : []),
    { id: 'load', title: words.load, unit: 'count', kind: 'lines', series: lines('inFlight', 'queued') },
    ...(hasInstances
      ? [
          {
            id: 'instances',
            title: words.instances,
            unit: 'count' as const,
            kind: 'lines' as const,
            series: lines('instances'),
          },
        ]
      : []),
    ...costs.map(({ unit, values }) => ({
      id: `cost ${unit}`,
      title: words.cost(unit),
      unit: { currency: unit },
      kind: 'bars' as const,
      series: [{ id: 'cost', label: words.series.cost, values }],
    })),
  ]
}
