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

/** An exchange as far as its waits are concerned. */
export type Waiting = Pick<Relay, 'phase' | 'since' | 'paused' | 'eventStream' | 'cancel'>

/** An exchange that is looked after, and its place in the list. */
export type Swept = { readonly exchange: Waiting; readonly startedAt: number; at: number }

/** Every exchange under way, looked over a few times a second: one timer for all, none for each. */
export type Sweep = {
  add(exchange: Waiting, startedAt: number): Swept
  /** Once for each that was added. */
  remove(swept: Swept): void
  tick(now: number): void
  readonly size: number
}

/**
 * A list in which the last takes the place of one that goes. Not a `Map`: one that is added to and deleted from all the time is
 * built anew every few calls, each old table points to the next and to the exchanges it held, and once one of them has grown old
 * the collector of young objects takes all that follow for alive.
 */
export function makeSweep(waits: ExchangeWaits): Sweep {
  const all: Swept[] = []
  return {
    add(exchange, startedAt) {
      const swept = { exchange, startedAt, at: all.length }
      all.push(swept)
      return swept
    },
    remove({ at }) {
      const last = all.pop()
      if (!last || at === all.length) return
      last.at = at
      all[at] = last
    },
    tick(now) {
      for (const { exchange, startedAt } of all) {
        const failure = overdue(exchange, startedAt, now, waits)
        if (failure) exchange.cancel(failure)
      }
    },
    get size() {
      return all.length
    },
  }
}

/** Connecting has its own bound in the connector. */
function overdue(relay: Waiting, startedAt: number, now: number, waits: ExchangeWaits): Failure | null {
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
