import type { Details } from './data.ts'

export type Component = 'predictor' | 'transformer'
type Shown = NonNullable<NonNullable<Details['scaling']>[Component]>
export type Schedule = Shown['schedules'][number]

/** What can be set; a number that is undefined is the usual one. */
export type Policy = Omit<Shown, 'instances' | 'running' | 'reason' | 'target' | 'queueDepth'> & {
  readonly target: number | undefined
  readonly queueDepth: number | undefined
}

/** What is in force; where nothing was set, one instance always, and the server's own defaults for when that is changed. */
export function policyOf({ scaling }: Details, component: Component): Policy {
  const { instances: _instances, running: _running, reason: _reason, ...policy } = scaling?.[component] ?? usual
  return { ...policy, target: policy.target, queueDepth: policy.queueDepth }
}

const usual: Shown = {
  minInstances: 1,
  maxInstances: 1,
  metric: 'concurrency',
  utilization: 0.7,
  stableWindowSeconds: 60,
  panicWindowPercentage: 10,
  panicThresholdPercentage: 200,
  scaleDownDelaySeconds: 0,
  scaleToZeroRetentionSeconds: 0,
  schedules: [],
}
