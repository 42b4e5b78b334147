import type { BinCount } from '../../decide/quantiles.ts'
import { mostPoints, pointsOf, stepFor } from '../../decide/series-step.ts'
import { seriesMinutesMs } from '../../domain/call-series.ts'
import { Failure } from '../../domain/failure.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'
import { callMetrics, isCallMetric, type SeriesMetric, type SeriesUnit } from './series-metrics.ts'
import { caughtUp, type UsageDeps } from './usage.ts'

export type SeriesAsked = {
  /** Epoch ms; `end` is not included. */
  readonly start: number
  readonly end: number
  /** null: what suits the span. */
  readonly stepMs: number | null
  readonly metrics: readonly SeriesMetric[]
}

export type DeploymentSeries = {
  readonly stepMs: number
  /** Epoch ms at which steps begin. */
  readonly at: readonly number[]
  readonly series: readonly OneSeries[]
}
type OneSeries = {
  readonly name: SeriesMetric
  /** Of a cost its currency. */
  readonly unit: SeriesUnit | string
  /** One for each step; null: nothing happened in it, or nobody knows. */
  readonly values: readonly (number | null)[]
}

export type SeriesDeps = Pick<UsageDeps, 'clock' | 'ingest'> & {
  readonly store: Pick<Store, 'deployments' | 'callSeries' | 'usage' | 'instanceSpans'>
}

const minute = 60_000
const hour = 3_600_000
const day = 86_400_000
const mostSpans = 20_000
const nanoPerUnit = 1_000_000_000

/** A deployment's metrics over time, by whole steps: the first is the one that `start` lies in. */
export const readDeploymentSeries =
  (deps: SeriesDeps) =>
  async (caller: Caller, deploymentId: string, asked: SeriesAsked): Promise<DeploymentSeries> => {
    await findDeployment(deps, caller, deploymentId)
    const stepMs = stepIn(asked, deps.clock.now() - seriesMinutesMs)
    const at = pointsOf(asked.start, asked.end, stepMs)
    await caughtUp(deps)
    const scope = { deploymentId, start: at[0] ?? asked.start, end: (at.at(-1) ?? asked.start) + stepMs, stepMs, at }
    const bins = await binsOf(deps, scope, asked.metrics)
    const series: OneSeries[] = []
    for (const name of asked.metrics) {
      if (name === 'cost') series.push(...(await costs(deps, scope)))
      else if (name === 'instances') series.push(await instances(deps, scope))
      else {
        const { unit, of, value } = callMetrics[name]
        const found = bins.get(of)
        const valueAt = (step: number): number | null => {
          const own = found?.get(step)
          return own ? value(own, stepMs) : null
        }
        series.push({ name, unit, values: at.map(valueAt) })
      }
    }
    return { stepMs, at, series }
  }

type Scope = {
  readonly deploymentId: string
  readonly start: number
  readonly end: number
  readonly stepMs: number
  readonly at: readonly number[]
}

function stepIn({ start, end, stepMs }: SeriesAsked, minutesFrom: number): number {
  const refuse = (target: string, words: string): never => {
    throw new Failure('invalid', `${target} ${words}`, { target })
  }
  if (start >= end) return refuse('start', 'must be before end')
  if (stepMs === null) return stepFor(start, end, minutesFrom)
  if (stepMs < minute || stepMs % minute !== 0) return refuse('step', 'must be whole minutes, such as 1m, 5m, 1h or 1d')
  if ((end - start) / stepMs > mostPoints - 1)
    return refuse('step', `is too short for start to end: at most ${mostPoints} points; ask for less at once, or leave it out`)
  if (stepMs % hour !== 0 && start < minutesFrom)
    return refuse('step', `must be whole hours, such as 1h, for a start before ${new Date(minutesFrom).toISOString()}`)
  return stepMs
}

/** By name, then by beginning of the step. */
async function binsOf(
  { store }: SeriesDeps,
  { deploymentId, start, end, stepMs }: Scope,
  metrics: readonly SeriesMetric[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, readonly BinCount[]>>> {
  const names = [...new Set(metrics.filter(isCallMetric).map((name) => callMetrics[name].of))]
  const grain = stepMs % hour === 0 ? 'hour' : 'minute'
  const found = new Map<string, Map<number, BinCount[]>>()
  for (const { bucket, what, bin, amount } of await store.callSeries.read({ deploymentId, grain, start, end, stepMs, names })) {
    const steps = found.get(what) ?? new Map<number, BinCount[]>()
    found.set(what, steps)
    const bins = steps.get(bucket)
    if (bins) bins.push({ bin, amount })
    else steps.set(bucket, [{ bin, amount }])
  }
  return found
}

/** All that was charged to it, copies of calls and time of instances too; one for each currency. */
async function costs({ store }: SeriesDeps, { deploymentId, start, end, stepMs, at }: Scope): Promise<OneSeries[]> {
  const grain = stepMs % day === 0 ? 'day' : stepMs % hour === 0 ? 'hour' : 'minute'
  const filter = { resourceGroups: '*', deployments: '*', deploymentId, by: ['currency'] } as const
  const found = new Map<string, Map<number, bigint>>()
  for (const { bucket, keys, sums } of await store.usage.sums({ ...filter, grain, start, end })) {
    if (!keys.currency) continue
    const steps = found.get(keys.currency) ?? new Map<number, bigint>()
    found.set(keys.currency, steps)
    const step = bucket - (bucket % stepMs)
    steps.set(step, (steps.get(step) ?? 0n) + sums.cost)
  }
  const shown = (nano: bigint | undefined): number | null => (nano === undefined ? null : Number(nano) / nanoPerUnit)
  return [...found].map(([unit, steps]) => ({ name: 'cost', unit, values: at.map((step) => shown(steps.get(step))) }))
}

/** How many ran on average; null before anything is known of them, and where time has not come. */
async function instances({ store, clock }: SeriesDeps, { deploymentId, start, end, stepMs, at }: Scope): Promise<OneSeries> {
  const now = clock.now()
  const spans = await store.instanceSpans.list(deploymentId, start, end, mostSpans)
  const since = spans[0]?.from ?? Number.POSITIVE_INFINITY
  const ran = new Map<number, number>()
  for (const { phase, component, from, to, goesOn } of spans) {
    if (phase !== 'running' || component !== 'predictor') continue
    const until = Math.min(goesOn ? now : to, end)
    const first = Math.max(from, start)
    for (let step = first - (first % stepMs); step < until; step += stepMs)
      ran.set(step, (ran.get(step) ?? 0) + Math.min(until, step + stepMs) - Math.max(first, step))
  }
  const values = at.map((step) => {
    if (step + stepMs <= since || step >= now) return null
    return Math.round(((ran.get(step) ?? 0) * 100) / (Math.min(now, step + stepMs) - step)) / 100
  })
  return { name: 'instances', unit: 'instances', values }
}
