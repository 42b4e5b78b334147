import type { Budget, BudgetEntry, SpentSoFar } from '../domain/limits.ts'
import type { Nano } from '../domain/money.ts'
import { periodAt, type Span } from './period.ts'

/** Shared by all forms that one budget takes while calls are under way. */
type Money = { span: Span; spent: Nano; reserved: Nano; correction: number }

/** What was spent of a budget in the present period, and what calls under way may still spend of it. */
export class Purse {
  readonly entry: BudgetEntry
  readonly #money: Money

  constructor(entry: BudgetEntry, money: Money = { span: { start: -1, end: 0 }, spent: 0, reserved: 0, correction: 0 }) {
    this.entry = entry
    this.#money = money
  }

  /** The same money under another amount, or another answer to who is over it; null where it counts something else. */
  under(entry: BudgetEntry): Purse | null {
    const counts = ({ scope, currency, period, timezone }: BudgetEntry): string =>
      JSON.stringify([scope, currency, period, timezone])
    return counts(entry) === counts(this.entry) ? new Purse(entry, this.#money) : null
  }

  spent(now: number): Nano {
    this.#roll(now)
    return this.#money.spent
  }

  reserved(now: number): Nano {
    this.#roll(now)
    return this.#money.reserved
  }

  /** Less than zero: more was spent than there was. */
  left(now: number): Nano {
    this.#roll(now)
    return this.entry.amount - this.#money.spent - this.#money.reserved
  }

  /** Whether a call that may cost so much has to be refused. What is left to the last unit may be spent, no more. */
  refuses(cost: Nano, now: number): boolean {
    const left = this.left(now)
    return this.entry.block && (cost > left || left <= 0)
  }

  /** Milliseconds until such a call may be let through; null: never by the mere passing of time. */
  waitMs(cost: Nano, now: number): number | null {
    this.#roll(now)
    if (cost <= this.entry.amount - this.#money.spent && this.#money.spent < this.entry.amount) return underWayMs
    return this.#money.span.end === null || cost > this.entry.amount ? null : this.#money.span.end - now
  }

  reserve(cost: Nano, now: number): void {
    this.#roll(now)
    this.#money.reserved += cost
  }

  /** A call belongs to the period in which it was let through (`at`), whenever it ends: as in the ledger. */
  settle(at: number, reserved: Nano, real: Nano, now: number): void {
    this.#roll(now)
    if (at < this.#money.span.start) return
    this.#money.reserved = Math.max(0, this.#money.reserved - reserved)
    this.#money.spent += real
  }

  /**
   * The ledger knows calls that this gateway does not: those before its start, and other gateways'. It never knows fewer for long;
   * but what they cost may have been corrected.
   */
  told({ periodStart, nano, correction = 0 }: SpentSoFar, now: number): void {
    this.#roll(now)
    if (periodStart !== this.#money.span.start) return
    this.#money.spent = correction === this.#money.correction ? Math.max(this.#money.spent, nano) : nano
    this.#money.correction = correction
  }

  #roll(now: number): void {
    const { end } = this.#money.span
    // A clock that is set back does not bring yesterday's money back.
    if (end === null || now < end) return
    this.#money.span = periodAt(this.entry.period, this.entry.timezone, now)
    this.#money.spent = 0
    this.#money.reserved = 0
  }
}

/** Money that only calls under way hold may come back any moment. */
const underWayMs = 1000

/** Those of a budget's thresholds that so much spent has reached; of a budget without money, none before something is spent. */
export const reachedThresholds = (
  { amount, thresholds }: Pick<Budget, 'amount' | 'thresholds'>,
  spent: Nano,
): readonly number[] => thresholds.filter((each) => spent > 0 && spent * 100 >= each * amount)
