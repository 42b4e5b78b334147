import type { LedgerSettlement } from '../domain/ledger.ts'
import type { Route } from '../domain/route.ts'
import type { Grant } from './admission.ts'
import type { LoggedSoFar } from './inference-log.ts'
import type { Entry } from './ledger.ts'
import type { Meter } from './meters.ts'
import type { Relay } from './relay.ts'
import { Stopwatch } from './stopwatch.ts'
import type { CallTrace } from './tracing.ts'

/** One call under way: what its log line and its counters will say, and what to stop when the caller hangs up. */
export class Call {
  readonly requestId: string
  readonly dialect: string
  /** Epoch ms. */
  readonly startedAt: number
  credential: string | null = null
  resourceGroup: string | null = null
  route: Route | null = null
  /** The route as it is at the target that it went to last, where the route has several configurations. */
  served: Route | null = null
  meter: Meter | null = null
  relay: Relay | null = null
  /** How often it was sent, or was about to be when the connection was refused. */
  attempts = 0
  /** Once its intent is written. */
  entry: Entry | null = null
  /** What the ledger was told of its end. */
  settlement: Omit<LedgerSettlement, 'seq'> | null = null
  /** Id of the target that its intent names. */
  entryTarget = ''
  /** Once it asked to be let through. */
  grant: Grant | null = null
  readonly watch: Stopwatch
  /** Where calls are traced. */
  trace: CallTrace | null = null
  /** Where something of it is kept. */
  kept: LoggedSoFar | null = null
  /** Counted among the calls of its group. */
  inside = false
  hungUp = false
  /** The caller's `Idempotency-Key` as providers get to see it. */
  idempotencyKey: string | null = null
  /** What it is billed by at the target that it went to last; null: the default one. */
  serviceTier: 'priority' | null = null
  /** Id of the deployment that had no room for it, where another one answered. */
  spilledFrom: string | undefined = undefined
  /** In [0, 1), once its side of a rollout was asked for. */
  chance: number | null = null
  #stop: (() => void) | null = null

  constructor(requestId: string, dialect: string, startedAt: number, ticks: () => number) {
    this.requestId = requestId
    this.dialect = dialect
    this.startedAt = startedAt
    this.watch = new Stopwatch(ticks)
  }

  /** What the caller's hanging up stops from now on; at once if it has. Replaces what was said before. */
  onHangUp(stop: () => void): void {
    this.#stop = stop
    if (this.hungUp) stop()
  }

  hangUp(): void {
    this.hungUp = true
    this.#stop?.()
  }
}
