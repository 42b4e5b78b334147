import { defaultTargets, type ScalingPolicy } from '../domain/scaling.ts'

/** What is known of a component when its number of instances is looked at. */
export type ScaleFacts = {
  readonly now: number
  /** Instances that calls may go to. */
  readonly ready: number
  /** Calls that wait for a place at this moment. */
  readonly waiting: number
  /** Load per second over the policy's windows, all instances together. */
  readonly stable: number
  readonly panic: number
  /** When the last call began or ended; null: none was seen. */
  readonly lastUse: number | null
  /** Since when any instance was ready, without a break; null: none is. */
  readonly upSince: number | null
  /** Calls that one instance takes at once; null: no bound. */
  readonly concurrency: number | null
}

/** What one look leaves for the next. */
export type ScaleMemory = {
  readonly panic: { readonly until: number; readonly most: number } | null
  /** What each look of the delay wanted, oldest first. */
  readonly wanted: readonly { readonly at: number; readonly instances: number }[]
}

export const nothingRemembered: ScaleMemory = { panic: null, wanted: [] }

export type Scale = { readonly instances: number; readonly memory: ScaleMemory; readonly why: string }

/** Instances grow and shrink at most by these factors in one look (Knative's `max-scale-up-rate`, `max-scale-down-rate`). */
const growth = 1_000
const shrink = 2

/**
 * How many instances a component should have: Knative's autoscaler. The stable window says how many the load of the last minute
 * needs; a burst that would need twice what is ready puts it in panic: then the short window counts too, and nothing is taken
 * down until a whole stable window has passed without such a burst. Pure.
 */
export function scale(policy: ScalingPolicy, facts: ScaleFacts, memory: ScaleMemory): Scale {
  const { now, ready } = facts
  const perInstance = capacityOf(policy, facts.concurrency)
  const counted = Math.max(1, ready)
  const within = (wanted: number): number => clamp(wanted, Math.floor(counted / shrink), Math.ceil(counted * growth))
  const bursting = Math.ceil(facts.panic / perInstance)
  const stable = within(Math.ceil(facts.stable / perInstance))
  const burst = within(bursting)

  const over = bursting / counted >= policy.panicThresholdPercentage / 100
  const before = memory.panic && memory.panic.until > now ? memory.panic : null
  const panic =
    over || before
      ? {
          until: over ? now + policy.stableWindowSeconds * 1_000 : (before?.until ?? now),
          most: Math.max(burst, before?.most ?? 0, ready),
        }
      : null
  const loaded = panic ? Math.max(stable, panic.most) : stable

  const wanted = [
    ...memory.wanted.filter((each) => each.at > now - policy.scaleDownDelaySeconds * 1_000),
    { at: now, instances: loaded },
  ]
  const delayed = Math.max(...wanted.map((each) => each.instances))
  // A call that waits needs an instance, however little load that is on average.
  const needed = facts.waiting > 0 ? Math.max(1, delayed) : delayed
  const kept = needed === 0 && !mayBeZero(policy, facts) ? 1 : needed
  const instances = clamp(kept, policy.minInstances, policy.maxInstances)
  return { instances, memory: { panic, wanted }, why: whyOf(policy, facts, instances, panic !== null) }
}

/** Load that one instance is meant to carry: never more than it takes at once. */
export function capacityOf(policy: ScalingPolicy, concurrency: number | null): number {
  const target =
    policy.target ?? (policy.metric === 'concurrency' ? (concurrency ?? defaultTargets.concurrency) : defaultTargets.rps)
  const bounded = policy.metric === 'concurrency' && concurrency !== null ? Math.min(target, concurrency) : target
  return Math.max(0.01, bounded * policy.utilization)
}

/** The last one goes only when it was up and unused for the whole stable window, and for what it is to be kept beyond that. */
function mayBeZero(policy: ScalingPolicy, { now, ready, waiting, lastUse, upSince }: ScaleFacts): boolean {
  if (waiting > 0) return false
  if (ready === 0 && upSince === null) return lastUse === null || quietMs(policy) <= now - lastUse
  return now - Math.max(lastUse ?? 0, upSince ?? now) >= quietMs(policy)
}

const quietMs = (policy: ScalingPolicy): number => (policy.stableWindowSeconds + policy.scaleToZeroRetentionSeconds) * 1_000

function whyOf(policy: ScalingPolicy, facts: ScaleFacts, instances: number, panicking: boolean): string {
  const what = policy.metric === 'concurrency' ? 'calls at one time' : 'calls a second'
  if (instances === 0) return `nobody has called for ${policy.stableWindowSeconds + policy.scaleToZeroRetentionSeconds} s`
  if (facts.ready === 0 && facts.waiting > 0) return facts.waiting === 1 ? 'a call waits' : `${facts.waiting} calls wait`
  const load = panicking ? Math.max(facts.panic, facts.stable) : facts.stable
  const over = panicking ? 'a burst of' : 'a load of'
  return `${over} ${Math.round(load * 10) / 10} ${what}, ${Math.round(capacityOf(policy, facts.concurrency) * 10) / 10} for each instance`
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))
