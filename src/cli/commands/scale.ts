import type { ScalingPolicy } from '../../client/scaling-types.ts'
import { parseDuration } from '../duration.ts'
import { numberIn, wholeIn } from '../number-in.ts'
import type { Shape } from '../output.ts'
import type { Session } from '../session.ts'
import { UsageError } from '../world.ts'
import { findDeployment } from './find-deployment.ts'

export type ScaleOptions = {
  readonly component: string
  readonly min?: string
  readonly max?: string
  readonly metric?: string
  readonly target?: string
  readonly utilization?: string
  readonly window?: string
  readonly delay?: string
  readonly retention?: string
  readonly queueDepth?: string
  readonly schedule: readonly string[]
  /** `--no-schedules` */
  readonly schedules: boolean
}

type Shown = ScalingPolicy & { readonly name: string; readonly component: string }

const shape: Shape<Shown> = {
  columns: {
    NAME: (each) => each.name,
    COMPONENT: (each) => each.component,
    MIN: (each) => String(each.minInstances ?? 1),
    MAX: (each) => String(each.maxInstances ?? 1),
    WANTED: (each) => (each.instances === undefined ? '' : String(each.instances)),
    RUNNING: (each) => (each.running === undefined ? '' : String(each.running)),
    METRIC: (each) => [each.metric, each.target].filter((part) => part !== undefined).join(' '),
    'QUEUE DEPTH': (each) => each.queueDepth ?? undefined,
    SCHEDULES: (each) => (each.schedules ?? []).map(({ cron, minInstances }) => `${cron} = ${minInstances}`).join(', '),
    REASON: (each) => each.reason ?? '',
  },
  name: (each) => each.name,
}

/** Without options it says how things are. */
export async function scale(session: Session, named: string, count: string | undefined, options: ScaleOptions): Promise<void> {
  const { client, output } = session
  const { component } = options
  if (component !== 'predictor' && component !== 'transformer')
    throw new UsageError(`--component ${component}: must be predictor or transformer`)
  const change = changeOf(count, options)
  const { id, name } = await findDeployment(session, named)
  if (Object.keys(change).length > 0) await client.deployments.change(id, { scaling: { [component]: change } })
  const { scaling } = await client.deployments.get(id)
  await output.one(shape, { name: name ?? id, component, ...scaling?.[component] })
}

/** `2 of 3`; undefined where their number was never set. */
export const instancesIn = (policy: ScalingPolicy | undefined): string | undefined =>
  policy && `${policy.running ?? 0} of ${policy.instances ?? Math.max(1, policy.minInstances ?? 1)}`

function changeOf(count: string | undefined, options: ScaleOptions): ScalingPolicy {
  const { min, max, metric, target, utilization, window, delay, retention, queueDepth, schedule, schedules } = options
  if (count !== undefined && (min !== undefined || max !== undefined))
    throw new UsageError('give either a number of instances, or --min and --max')
  return {
    ...(count === undefined ? {} : { minInstances: wholeIn(count, 'instances'), maxInstances: wholeIn(count, 'instances') }),
    ...(min === undefined ? {} : { minInstances: wholeIn(min, '--min') }),
    ...(max === undefined ? {} : { maxInstances: wholeIn(max, '--max') }),
    ...(metric === undefined ? {} : { metric }),
    ...(target === undefined ? {} : { target: target === 'default' ? null : numberIn(target, '--target') }),
    ...(utilization === undefined ? {} : { utilization: numberIn(utilization, '--utilization') }),
    ...(window === undefined ? {} : { stableWindowSeconds: seconds(window, '--window') }),
    ...(delay === undefined ? {} : { scaleDownDelaySeconds: seconds(delay, '--delay') }),
    ...(retention === undefined ? {} : { scaleToZeroRetentionSeconds: seconds(retention, '--retention') }),
    ...(queueDepth === undefined ? {} : { queueDepth: queueDepth === 'default' ? null : wholeIn(queueDepth, '--queue-depth') }),
    ...(schedule.length > 0 ? { schedules: schedule.map(scheduleOf) } : schedules ? {} : { schedules: [] }),
  }
}

/** `0 7 * * 1-5=2..4@Europe/Berlin`: since when, how many at least, at most, and where. */
function scheduleOf(text: string): NonNullable<ScalingPolicy['schedules']>[number] {
  const [, cron = '', least = '', most, timezone] = /^([^=]+)=(\d+)(?:\.\.(\d+))?(?:@(.+))?$/.exec(text) ?? []
  if (cron === '') throw new UsageError(`--schedule "${text}": must be such as "0 7 * * 1-5=2..4@Europe/Berlin"`)
  return {
    cron: cron.trim(),
    ...(timezone === undefined ? {} : { timezone }),
    minInstances: Number(least),
    ...(most === undefined ? {} : { maxInstances: Number(most) }),
  }
}

const seconds = (text: string, flag: string): number => Math.round(parseDuration(text, flag) / 1_000)
