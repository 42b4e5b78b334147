import { issuesIn } from '../../domain/issues.ts'
import { ScalingPolicy } from '../../domain/scaling.ts'
import type { Trouble } from './runtime-order.ts'
import type { BodyShape } from './template-shape.ts'

/** Knative's annotations, in both of its spellings, and what they are here. */
const read: Readonly<
  Record<string, { readonly field: keyof ScalingPolicy; readonly value: (text: string) => number | string | null }>
> = {
  metric: { field: 'metric', value: (text) => text },
  target: { field: 'target', value: asNumber },
  'target-utilization-percentage': { field: 'utilization', value: (text) => divided(asNumber(text), 100) },
  window: { field: 'stableWindowSeconds', value: seconds },
  'panic-window-percentage': { field: 'panicWindowPercentage', value: asNumber },
  'panic-threshold-percentage': { field: 'panicThresholdPercentage', value: asNumber },
  'scale-down-delay': { field: 'scaleDownDelaySeconds', value: seconds },
  'scale-to-zero-pod-retention-period': { field: 'scaleToZeroRetentionSeconds', value: seconds },
  'min-scale': { field: 'minInstances', value: asNumber },
  'max-scale': { field: 'maxInstances', value: asNumber },
}
const prefix = 'autoscaling.knative.dev/'

/** `scaleToZeroPodRetentionPeriod` is `scale-to-zero-pod-retention-period`. */
const keyOf = (annotation: string): string =>
  annotation.startsWith(prefix)
    ? annotation.slice(prefix.length).replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    : ''

export const isScaling = (annotation: string): boolean => Object.hasOwn(read, keyOf(annotation))

/** Instances as the template asks for them, with SAP AI Core's defaults: one at least, two at most, or as many as at least. */
export function scalingOf({ annotations, spec: { predictor } }: BodyShape): {
  readonly policy: ScalingPolicy | null
  readonly troubles: readonly Trouble[]
} {
  const troubles: Trouble[] = []
  const said: Partial<Record<keyof ScalingPolicy, unknown>> = {}
  const paths = new Map<string, readonly string[]>()
  const say = (field: keyof ScalingPolicy, value: unknown, path: readonly string[]): void => {
    if (value === undefined) return
    said[field] = value
    paths.set(field, path)
  }
  for (const [annotation, text] of Object.entries(annotations)) {
    const known = read[keyOf(annotation)]
    if (!known) continue
    const value = known.value(text)
    if (value === null) troubles.push({ path: ['annotations', annotation], message: `is not understood: ${text.slice(0, 40)}` })
    else say(known.field, value, ['annotations', annotation])
  }
  say('metric', predictor.scaleMetric, ['spec', 'predictor', 'scaleMetric'])
  say('target', predictor.scaleTarget, ['spec', 'predictor', 'scaleTarget'])
  say('minInstances', predictor.minReplicas, ['spec', 'predictor', 'minReplicas'])
  say('maxInstances', predictor.maxReplicas, ['spec', 'predictor', 'maxReplicas'])
  const { minInstances: least = 1 } = said
  if (said.maxInstances === undefined && typeof least === 'number') said.maxInstances = Math.max(least, 2)
  for (const { path, message } of issuesIn(ScalingPolicy, said))
    troubles.push({ path: paths.get(String(path[0])) ?? ['spec', 'predictor'], message })
  return { policy: troubles.length > 0 ? null : ScalingPolicy.parse(said), troubles }
}

function asNumber(text: string): number | null {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null
}

const divided = (value: number | null, by: number): number | null => (value === null ? null : value / by)

/** As Go writes durations: `90s`, `1m30s`, `2h`. */
function seconds(text: string): number | null {
  const [all, hours = '0', minutes = '0', rest = '0'] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? []
  return all ? Number(hours) * 3_600 + Number(minutes) * 60 + Number(rest) : null
}
