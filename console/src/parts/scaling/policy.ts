import type { ScalingPolicy } from '../../../../src/client/scaling-types.ts'

/** What can be set; what is absent, or null, is the usual. */
export type Policy = Omit<ScalingPolicy, 'instances' | 'running' | 'reason' | 'metric'> & { readonly metric?: Metric }
export type Metric = 'concurrency' | 'rps'
export type Schedule = NonNullable<Policy['schedules']>[number]
export type Field = Exclude<keyof Policy, 'schedules' | 'metric'>

/** With the server's own defaults for what is not said; target and depth of the queue have none that is a number. */
export const settledPolicy = (policy: Policy) => ({ ...usualPolicy, target: null, queueDepth: null, ...policy })
export type SettledPolicy = ReturnType<typeof settledPolicy>

export const usualPolicy = {
  minInstances: 1,
  maxInstances: 1,
  metric: 'concurrency' as Metric,
  utilization: 0.7,
  stableWindowSeconds: 60,
  panicWindowPercentage: 10,
  panicThresholdPercentage: 200,
  scaleDownDelaySeconds: 0,
  scaleToZeroRetentionSeconds: 0,
  schedules: [] as readonly Schedule[],
} satisfies Policy

/** Whether the number of instances is anything but always the same. */
export const isElastic = (policy: Policy): boolean => {
  const { minInstances, maxInstances, schedules } = settledPolicy(policy)
  return minInstances < maxInstances || schedules.length > 0
}
