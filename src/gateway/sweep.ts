import { Failure } from '../domain/failure.ts'
import { type Relay, slowReader } from './relay.ts'

export type ExchangeWaits = {
  /** From the request sent to the answer's first byte. */
  readonly firstByteMs: number
  /** Between two pieces of an answer; and for a caller that does not read on. */
  readonly idleMs: number
  /** A whole exchange that is no event stream; null = no bound. */
  readonly totalMs: number | null
  /** A whole event stream; null = no bound. */
  readonly streamTotalMs: number | null
}

/** Every exchange under way, looked over a few times a second: one timer for all, none for each. */
export type Sweep = {
  add(relay: Relay, startedAt: number): void
  remove(relay: Relay): void
  tick(now: number): void
  readonly size: number
}

export function makeSweep(waits: ExchangeWaits): Sweep {
  const exchanges = new Map<Relay, number>()
  return {
    add: (relay, startedAt) => void exchanges.set(relay, startedAt),
    remove: (relay) => void exchanges.delete(relay),
    tick(now) {
      for (const [relay, startedAt] of exchanges) {
        const failure = overdue(relay, startedAt, now, waits)
        if (failure) relay.cancel(failure)
      }
    },
    get size() {
      return exchanges.size
    },
  }
}

/** Connecting has its own bound in the connector. */
function overdue(relay: Relay, startedAt: number, now: number, waits: ExchangeWaits): Failure | null {
  const waited = now - relay.since
  if (relay.phase === 'waiting' && waited >= waits.firstByteMs)
    return new Failure('timeout', `the model server sent no first byte within ${waits.firstByteMs} ms`, {
      code: 'first_byte_timeout',
    })
  if (relay.phase === 'answering' && waited >= waits.idleMs)
    return relay.paused
      ? new Failure('timeout', `the caller read nothing for ${waits.idleMs} ms`, { code: slowReader })
      : new Failure('timeout', `the model server fell silent in the middle of its answer for ${waits.idleMs} ms`, {
          code: 'idle_timeout',
        })
  const total = relay.eventStream ? waits.streamTotalMs : waits.totalMs
  if (total !== null && relay.phase !== 'connecting' && now - startedAt >= total)
    return new Failure('timeout', `the call was not done within ${total} ms, which is the bound for all of it`, {
      code: 'total_timeout',
    })
  return null
}
