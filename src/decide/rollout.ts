import type { Rollout, SideCount } from '../domain/rollout.ts'
import type { Plan } from './plan.ts'

/** How the new configuration does. */
export type RolloutFacts = {
  readonly phase: Plan['phase']
  /** For people: what it lacks. */
  readonly message: string
  /** Since when it could answer; null: it cannot now. */
  readonly readySince: number | null
  /** Its instances that ended by themselves after they were ready, since the rollout began. */
  readonly deaths: number
  /** What the last of them said. */
  readonly lastWords: string
  /** Of the last minutes. */
  readonly recent: Pick<SideCount, 'calls' | 'errors'>
}

export type RolloutVerdict =
  /** null: nothing changes by the mere passing of time. */
  | { readonly kind: 'go-on'; readonly againMs: number | null }
  | { readonly kind: 'step'; readonly at: number }
  | { readonly kind: 'promote' }
  | { readonly kind: 'roll-back'; readonly why: string }

const minuteMs = 60_000

/** What becomes of a rollout now. What fails is taken back, whatever its steps say; time counts only while it can answer. */
export function judgeRollout(rollout: Rollout, facts: RolloutFacts, now: number): RolloutVerdict {
  const { failOn, steps, at, stepAt } = rollout
  const { phase, message, deaths, lastWords, recent, readySince } = facts
  if (phase === 'dead') return { kind: 'roll-back', why: `it does not run: ${message}` }
  if (deaths >= failOn.deaths) {
    const words = lastWords === '' ? '' : `; the last said: ${lastWords}`
    return { kind: 'roll-back', why: `${deaths === 1 ? 'an instance' : `${deaths} instances`} of it ended${words}` }
  }
  if (recent.calls >= failOn.minCalls && recent.errors * 100 > failOn.errorPercent * recent.calls)
    return {
      kind: 'roll-back',
      why: `it failed ${recent.errors} of its last ${recent.calls} calls, which is more than ${failOn.errorPercent} %`,
    }
  const step = steps[at]
  if (!step || readySince === null) return { kind: 'go-on', againMs: null }
  const endsAt = Math.max(stepAt, readySince) + step.minutes * minuteMs
  if (now < endsAt) return { kind: 'go-on', againMs: endsAt - now }
  if (at + 1 < steps.length) return { kind: 'step', at: at + 1 }
  return step.percent === 100 ? { kind: 'promote' } : { kind: 'go-on', againMs: null }
}

/** The rollout at another of its steps. */
export const atStep = (rollout: Rollout, at: number, now: number): Rollout => ({
  ...rollout,
  at,
  percent: rollout.steps[at]?.percent ?? rollout.percent,
  stepAt: now,
})
