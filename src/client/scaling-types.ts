/** How many instances a deployment may have, in the words of the API. */

export type ScalingPolicy = {
  readonly minInstances?: number
  readonly maxInstances?: number
  readonly metric?: string
  /** null: the usual. */
  readonly target?: number | null
  readonly utilization?: number
  readonly stableWindowSeconds?: number
  readonly panicWindowPercentage?: number
  readonly panicThresholdPercentage?: number
  readonly scaleDownDelaySeconds?: number
  readonly scaleToZeroRetentionSeconds?: number
  /** null: the usual. */
  readonly queueDepth?: number | null
  readonly schedules?: readonly {
    readonly cron: string
    readonly timezone?: string
    readonly minInstances: number
    readonly maxInstances?: number
  }[]
  /** How many are wanted, how many run, and why: answered alone. */
  readonly instances?: number
  readonly running?: number
  readonly reason?: string
}

export type ComponentScaling = { readonly [component in 'predictor' | 'transformer']?: ScalingPolicy }
