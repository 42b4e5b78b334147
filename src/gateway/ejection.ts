import { createHash } from 'node:crypto'
import {
  afterChoice,
  afterFailure,
  afterNothing,
  afterSuccess,
  type EjectionPolicy,
  type Health,
  healthy,
  isOut,
  passedOver,
} from '../decide/ejection.ts'
import type { Route, Target } from '../domain/route.ts'
import { type Outcome, type SetAside, slowReader } from './relay.ts'
import { mayPass } from './unreached.ts'

export const defaultEjection: EjectionPolicy = {
  failures: 5,
  firstMs: 5_000,
  longestMs: 300_000,
  mostShare: 0.5,
  probeMs: 30_000,
}

/** Knows how each provider's account at each address has done, whichever deployments call it. */
export type Ejections = {
  /** Ids of targets that calls pass over now; null: none. Never all of a route's. */
  passedOver(route: Route): ReadonlySet<string> | null
  /** A call goes there. */
  chosen(target: Target): void
  isOut(target: Target): boolean
  saw(target: Target, verdict: Verdict): void
  /** Forgets accounts that no target names any more. */
  keep(targets: Iterable<Target>): void
  /** Accounts that were taken out, counted since the start. */
  readonly ejected: number
  /** Accounts that are out now. */
  outNow(): number
}

export type Verdict = 'good' | 'bad' | 'neither'

type Account = { readonly key: string; health: Health }

export function makeEjections(deps: { now: () => number; policy?: EjectionPolicy }): Ejections {
  const { now, policy = defaultEjection } = deps
  const accounts = new Map<string, Account>()
  const known = new WeakMap<Target, Account>()
  let ejected = 0

  const accountOf = (target: Target): Account => {
    const found = known.get(target)
    if (found) return found
    const key = accountKey(target)
    const account = accounts.get(key) ?? { key, health: healthy }
    accounts.set(key, account)
    known.set(target, account)
    return account
  }
  const isIn = (target: Target): boolean => accountOf(target).health.outUntil === 0

  return {
    passedOver({ targets }) {
      if (targets.length < 2 || targets.every(isIn)) return null
      const over = passedOver(
        policy,
        targets.map((target) => accountOf(target).health),
        now(),
      )
      const ids = targets.flatMap(({ id }, at) => (over[at] ? [id] : []))
      return ids.length === 0 ? null : new Set(ids)
    },
    chosen(target) {
      const account = accountOf(target)
      if (account.health.outUntil > 0) account.health = afterChoice(policy, account.health, now())
    },
    isOut: (target) => isOut(accountOf(target).health, now()),
    saw(target, verdict) {
      const account = accountOf(target)
      const { outUntil } = account.health
      if (verdict === 'bad') account.health = afterFailure(policy, account.health, now())
      else account.health = verdict === 'good' ? afterSuccess(account.health, now()) : afterNothing(account.health)
      if (account.health.outUntil > outUntil) ejected += 1
    },
    get ejected() {
      return ejected
    },
    outNow: () => [...accounts.values()].filter(({ health }) => isOut(health, now())).length,
    keep(targets) {
      const used = new Set<string>()
      for (const target of targets) used.add(accountOf(target).key)
      for (const key of accounts.keys()) if (!used.has(key)) accounts.delete(key)
    },
  }
}

/** Address and credential, the latter unreadable. */
const accountKey = ({ address, headers, auth }: Target): string =>
  createHash('sha256')
    .update(JSON.stringify([address, headers, auth]))
    .digest('base64url')

/** What an exchange says of its target; `status`: of its answer. What is about the call, the caller or the credential says nothing. */
export function verdictOf(outcome: Outcome | SetAside, status: number): Verdict {
  switch (outcome.kind) {
    case 'answered':
    case 'set-aside':
      if (status === 429) return 'neither'
      // 501: such a call is not known there.
      return status >= 500 && status !== 501 ? 'bad' : 'good'
    case 'not-connected':
      return mayPass(outcome.error) ? 'bad' : 'neither'
    case 'failed':
    case 'broken': {
      const { code, data } = outcome.failure.details
      return data?.['upstreamStatus'] !== undefined || code === slowReader || code === 'total_timeout' ? 'neither' : 'bad'
    }
    case 'hang-up':
      return outcome.ended ? verdictOf(outcome.ended, status) : 'neither'
  }
}
