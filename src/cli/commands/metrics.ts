import type { DeploymentInstance, DeploymentMetrics, InstanceSpan } from '../../client/observing.ts'
import { age, clockTime, parseDuration } from '../duration.ts'
import { type Shape, size } from '../output.ts'
import type { Session } from '../session.ts'
import { findDeployment } from './find-deployment.ts'

export type MetricsOptions = { readonly since: string; readonly step?: string; readonly metrics?: string }
export type InstancesOptions = { readonly timeline?: boolean; readonly since: string }

type Series = DeploymentMetrics['series'][number]

const shape: Shape<Series> = {
  columns: {
    METRIC: ({ name }) => name,
    UNIT: ({ unit }) => unit,
    NOW: ({ values }) => shown(values.findLast((value) => value !== null)),
    LEAST: ({ values }) => shown(extreme(values, Math.min)),
    MOST: ({ values }) => shown(extreme(values, Math.max)),
    'OVER TIME': ({ values }) => sparkline(values),
  },
  name: ({ name }) => name,
}

/** A line for each metric that there is something to say of; as JSON all points. */
export async function metrics(
  { client, output, world, ...session }: Session,
  named: string,
  options: MetricsOptions,
): Promise<void> {
  const { id } = await findDeployment({ client, output, world, ...session }, named)
  const end = world.now()
  const found = await client.deployments.metrics(id, {
    start: new Date(end - parseDuration(options.since, '--since')).toISOString(),
    end: new Date(end + 1).toISOString(),
    ...(options.step === undefined ? {} : { step: options.step }),
    ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
  })
  if (output.format === 'json' || output.format === 'yaml') return output.one({ columns: {}, name: () => id }, found)
  const resources = found.series.filter(({ values }) => values.some((value) => value !== null))
  await output.list(shape, { count: resources.length, resources })
  if (resources.length === 0) session.say(`nothing happened in the last ${options.since}`)
}

const instanceShape = (now: number): Shape<DeploymentInstance> => ({
  columns: {
    INSTANCE: (each) => each.id,
    COMPONENT: (each) => each.component,
    STATE: (each) => each.phase,
    SINCE: (each) => age(each.since, now),
    CPU: (each) => (each.cpu === null ? '' : `${Math.round(each.cpu * 100)} %`),
    MEMORY: (each) => (each.memoryBytes === null ? '' : size(each.memoryBytes)),
    RESTARTS: (each) => each.restarts,
    MESSAGE: (each) => (each.progress ? `${size(each.progress.done)} of ${size(each.progress.total ?? 0)}` : each.message),
  },
  name: (each) => each.id,
})

const spanShape = (now: number): Shape<InstanceSpan> => ({
  columns: {
    FROM: (each) => each.from.slice(0, 19).replace('T', ' '),
    FOR: (each) => clockTime(((each.to === null ? now : Date.parse(each.to)) - Date.parse(each.from)) / 1_000),
    STATE: (each) => each.phase,
    INSTANCE: (each) => each.instanceId,
    COMPONENT: (each) => each.component,
    MESSAGE: (each) => each.message,
  },
  name: (each) => `${each.from} ${each.phase}`,
})

export async function instances(session: Session, named: string, options: InstancesOptions): Promise<void> {
  const { client, output, world } = session
  const { id } = await findDeployment(session, named)
  if (!options.timeline) return output.list(instanceShape(world.now()), await client.deployments.instances(id))
  const start = new Date(world.now() - parseDuration(options.since, '--since')).toISOString()
  await output.list(spanShape(world.now()), await client.deployments.timeline(id, { start }))
}

const bars = '▁▂▃▄▅▆▇█'
const mostBars = 40

/** As many bars as fit: of neighbours the highest; a gap where nothing happened. */
export function sparkline(values: readonly (number | null)[]): string {
  const width = Math.max(1, Math.ceil(values.length / mostBars))
  const peaks: (number | null)[] = []
  for (let at = 0; at < values.length; at += width) peaks.push(extreme(values.slice(at, at + width), Math.max))
  const most = extreme(peaks, Math.max) ?? 0
  const bar = (value: number): string => bars[most === 0 ? 0 : Math.round((value / most) * (bars.length - 1))] ?? ''
  return peaks.map((value) => (value === null ? ' ' : bar(value))).join('')
}

const extreme = (values: readonly (number | null)[], choose: (...values: number[]) => number): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : choose(...known)
}

const shown = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(Number(value.toPrecision(4)))
