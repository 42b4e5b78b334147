import type { LedgerSettlement, LedgerState, UsageSource } from '../domain/ledger.ts'
import { type TokenUsage, usageOf } from '../domain/usage.ts'
import type { Entry } from './ledger.ts'
import type { Outcome, Relay } from './relay.ts'

/** What the last exchange of a call tells: null where there was none. */
export type Seen = Pick<Relay, 'dispatched' | 'eventStream' | 'status' | 'firstByteAt' | 'guess'> | null

/**
 * How a call that has an entry ended. What the backend counted is believed wherever it was seen; an answer that broke off
 * is estimated from what had passed; a request that left and was never answered is uncertain.
 */
export function settlementOf(
  entry: Entry,
  outcome: Outcome,
  seen: Seen,
  tokens: TokenUsage | null,
  status: number,
  now: number,
): Omit<LedgerSettlement, 'seq'> {
  const [state, source] = judge(outcome.kind === 'hang-up' && outcome.ended ? outcome.ended : outcome, seen, tokens)
  const estimate: TokenUsage = {
    inputTokens: entry.estimatedInput,
    cachedInputTokens: 0,
    outputTokens: seen?.guess() ?? 0,
    reasoningTokens: 0,
  }
  const sent = seen?.dispatched ?? false
  const tier = tokens?.serviceTier
  return {
    // The default one is as good as none.
    ...(tier !== undefined && (tier === 'priority') !== (entry.serviceTier === 'priority') ? { serviceTier: tier } : {}),
    endedAt: now,
    state,
    status,
    source,
    usage: usageOf(source === 'reported' ? tokens : source === 'estimated' ? estimate : null, {
      requests: sent ? 1 : 0,
      instanceMs: sent && entry.onInstance ? Math.max(0, now - entry.at) : 0,
    }),
    firstByteMs: seen && seen.firstByteAt > 0 ? Math.max(0, seen.firstByteAt - entry.at) : null,
  }
}

function judge(outcome: Outcome, seen: Seen, tokens: TokenUsage | null): readonly [LedgerState, UsageSource] {
  const sent = seen?.dispatched ?? false
  switch (outcome.kind) {
    case 'answered':
      if (tokens) return ['settled', 'reported']
      // Without a count, though the call surely used tokens, it is the answer of a server that cannot count.
      return ['settled', seen && (seen.status < 300 || !seen.eventStream) && seen.guess() !== null ? 'estimated' : 'none']
    case 'hang-up':
    case 'broken':
      return ['aborted', tokens ? 'reported' : sent ? 'estimated' : 'none']
    case 'failed':
      // The backend said no, and says so by its status; or nothing left; or it left and silence followed.
      if (outcome.failure.details.data?.['upstreamStatus'] !== undefined || !sent) return ['settled', 'none']
      return ['uncertain', 'estimated']
    case 'not-connected':
      return ['settled', 'none']
  }
}
