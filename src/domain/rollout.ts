import { z } from 'zod'
import type { ConfigurationId } from './ids.ts'

/**
 * How a new configuration comes up beside the one that serves. `canary`: it answers a share of the calls; `mirror`: it gets copies
 * of a share of them, and nobody gets its answers; `shadow`: as mirror, and each pair of answers is compared.
 */
export const rolloutStrategies = ['canary', 'mirror', 'shadow'] as const
export type RolloutStrategy = (typeof rolloutStrategies)[number]

/**
 * Calls that have this header go to the new configuration where its value is this one, and to the old one where it is another; with
 * `other`, where it is that one, and any third is refused.
 */
const RolloutHeader = z.object({ name: z.string(), value: z.string(), other: z.string().optional() })
/** Calls with the same key stay on the same side. `header` null: the key is the caller's credential. */
const RolloutSticky = z.object({ header: z.string().nullable() })
const RolloutStep = z.object({ percent: z.int(), minutes: z.number() })
/** What takes it back. `errorPercent` of at least `minCalls` calls of the last minutes; `deaths` of instances that were ready. */
const FailOn = z.object({ errorPercent: z.number(), minCalls: z.int(), deaths: z.int() })

export const Rollout = z.object({
  /** Of this rollout alone: what gateways count is counted by it. */
  id: z.string(),
  strategy: z.enum(rolloutStrategies),
  /** The new one; the old one is the deployment's own. */
  configurationId: z.custom<ConfigurationId>((value) => typeof value === 'string'),
  /** Number of the deployment version that it is. */
  version: z.int(),
  /** Share of the calls that go to the new one, or are copied. 0: none but those whose header asks for it. */
  percent: z.int(),
  header: RolloutHeader.nullable(),
  sticky: RolloutSticky.nullable(),
  /** What it goes through by itself, the first one included; empty: it stays as it is. */
  steps: z.array(RolloutStep),
  /** Which of the steps is the present one. */
  at: z.int(),
  failOn: FailOn,
  /** Epoch ms. */
  startedAt: z.int(),
  /** When its share changed last. */
  stepAt: z.int(),
  /** What became of it, where it was taken back; null: it is under way. `by` '': by itself. */
  ended: z.object({ at: z.int(), why: z.string(), by: z.string() }).nullable(),
})
export type Rollout = z.infer<typeof Rollout>
export type RolloutStep = z.infer<typeof RolloutStep>

/** The rollout that is under way; one that was taken back is but remembered. */
export const underWay = ({ rollout }: { readonly rollout: Rollout | null }): Rollout | null =>
  rollout?.ended === null ? rollout : null

/** Calls of one side of a rollout, added up. */
export type SideCount = {
  readonly calls: number
  /** Calls that it failed: an answer of 500 or more, none at all, or one that broke off. */
  readonly errors: number
  /** Until the last byte. */
  readonly ms: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Pairs of answers to the same call. */
export type Compared = {
  readonly pairs: number
  /** Pairs of which both had the same status. */
  readonly sameStatus: number
  /** Pairs of which the new one took longer. */
  readonly slower: number
  /** Pairs of which both counted tokens, and the same number of output tokens. */
  readonly sameTokens: number
}

/** What a gateway has counted of a rollout since it knows of it. */
export type RolloutCounts = {
  readonly rollout: string
  readonly deploymentId: string
  /** Answered by the configuration before. */
  readonly old: SideCount
  /** Answered by the new one, for callers or for nobody. */
  readonly new: SideCount
  /** Calls of which no copy was made: too many were under way, or the body was not kept. */
  readonly skipped: number
  readonly compared: Compared
}

export const noCalls: SideCount = { calls: 0, errors: 0, ms: 0, inputTokens: 0, outputTokens: 0 }
export const noPairs: Compared = { pairs: 0, sameStatus: 0, slower: 0, sameTokens: 0 }
