import type { Buffer } from 'node:buffer'
import { Failure } from '../domain/failure.ts'

/** An answer that can be given again. `flat`: name, value list of its headers. */
export type KeptAnswer = { readonly status: number; readonly flat: readonly string[]; readonly body: Buffer }

export type IdempotencyBounds = {
  /** How long an answer is kept. */
  readonly keepMs: number
  /** Longest body that is kept. */
  readonly answerBytes: number
  /** All that is kept; the oldest go first. */
  readonly totalBytes: number
  /** Calls that may wait for one under way with the same key. */
  readonly waiting: number
}

export const defaultIdempotency: IdempotencyBounds = {
  keepMs: 600_000,
  answerBytes: 1024 * 1024,
  totalBytes: 32 * 1024 * 1024,
  waiting: 32,
}

/** What a call with a key does. */
export type Turn =
  /** It has been answered before. */
  | { readonly kind: 'again'; readonly answer: KeptAnswer }
  /** It is made, and says what it came to: an answer, nothing that can be kept (yet the call goes on), or nothing at all. */
  | { readonly kind: 'first'; readonly ended: (result: KeptAnswer | 'not-kept' | null) => void }
  /** Another like it is under way, whose answer cannot be kept: it is made without a thought of that one. */
  | { readonly kind: 'apart' }

/** Remembers, in memory and within bounds, what was answered to calls with an `Idempotency-Key`. */
export type Idempotency = {
  readonly bounds: IdempotencyBounds
  /**
   * `scope`: whose key it is, for what. `print`: what was asked. Waits for a call under way with the same key; `onWaiting` is
   * given the way to stop that. Throws `Failure('conflict')` where the key was used for something else.
   */
  take(scope: string, print: string, onWaiting: (giveUp: () => void) => void): Promise<Turn>
  /** To be called now and then: forgets what is too old. */
  tick(now: number): void
  /** Bytes kept now. */
  readonly bytes: number
  /** Answers given again since the start. */
  readonly replays: number
}

type Entry = {
  readonly print: string
  answer: KeptAnswer | null
  /** Of the answer. */
  bytes: number
  keptAt: number
  /** Under way, and its answer will not be kept. */
  apart: boolean
  readonly waiting: Set<() => void>
}

export function makeIdempotency(deps: { now: () => number; bounds?: IdempotencyBounds }): Idempotency {
  const { now, bounds = defaultIdempotency } = deps
  /** Those with an answer in the order in which they were kept. */
  const entries = new Map<string, Entry>()
  let total = 0
  let replays = 0

  const forget = (scope: string, entry: Entry): void => {
    entries.delete(scope)
    total -= entry.bytes
  }
  const wake = (entry: Entry): void => {
    for (const each of entry.waiting) each()
    entry.waiting.clear()
  }
  const keep = (scope: string, entry: Entry, answer: KeptAnswer): void => {
    entry.answer = answer
    entry.bytes = sizeOf(scope, answer)
    entry.keptAt = now()
    entries.delete(scope)
    entries.set(scope, entry)
    total += entry.bytes
    for (const [oldest, each] of entries) {
      if (total <= bounds.totalBytes) break
      if (each.answer) forget(oldest, each)
    }
  }
  const begin = (scope: string, print: string): Turn => {
    const entry: Entry = { print, answer: null, bytes: 0, keptAt: 0, apart: false, waiting: new Set() }
    entries.set(scope, entry)
    return {
      kind: 'first',
      ended(result) {
        if (entries.get(scope) !== entry || entry.answer) return
        if (result === 'not-kept') entry.apart = true
        else if (result) keep(scope, entry, result)
        else entries.delete(scope)
        wake(entry)
      },
    }
  }

  return {
    bounds,
    async take(scope, print, onWaiting) {
      for (;;) {
        const entry = entries.get(scope)
        if (!entry) return begin(scope, print)
        if (entry.answer && now() - entry.keptAt >= bounds.keepMs) {
          forget(scope, entry)
          return begin(scope, print)
        }
        if (entry.print !== print) throw usedBefore()
        if (entry.answer) {
          replays += 1
          return { kind: 'again', answer: entry.answer }
        }
        if (entry.apart) return { kind: 'apart' }
        if (entry.waiting.size >= bounds.waiting) throw tooManyWait(bounds.waiting)
        let gaveUp = false
        await new Promise<void>((resolve) => {
          entry.waiting.add(resolve)
          onWaiting(() => {
            gaveUp = true
            entry.waiting.delete(resolve)
            resolve()
          })
        })
        if (gaveUp) throw new Failure('unavailable', 'the caller hung up while it waited')
      }
    },
    tick(now) {
      for (const [scope, entry] of entries) {
        if (!entry.answer) continue
        if (now - entry.keptAt < bounds.keepMs) return
        forget(scope, entry)
      }
    },
    get bytes() {
      return total
    },
    get replays() {
      return replays
    },
  }
}

/** An entry costs something even where its body is short. */
const entryBytes = 1024

const sizeOf = (scope: string, { flat, body }: KeptAnswer): number =>
  entryBytes + scope.length + body.length + flat.reduce((sum, each) => sum + each.length, 0)

const usedBefore = (): Failure =>
  new Failure(
    'conflict',
    'this "Idempotency-Key" was used before for another request (path, query or body differ); use a new key for a new request',
    { target: 'idempotency-key', code: 'idempotency_key_reused' },
  )

const tooManyWait = (bound: number): Failure =>
  new Failure('conflict', `${bound} calls with this "Idempotency-Key" already wait for the first of them to be answered`, {
    target: 'idempotency-key',
    code: 'idempotency_key_in_use',
  })
