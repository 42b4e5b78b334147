import type { DrainBounds } from './hang-up.ts'
import type { LaneWaits } from './lanes.ts'
import type { ExchangeWaits } from './sweep.ts'

export type GatewayWaits = ExchangeWaits &
  LaneWaits &
  DrainBounds & {
    readonly connectMs: number
    /** How long requests for control are held while it does not accept connections. */
    readonly controlMs: number
    /** How long calls in flight may go on after the gateway was asked to close. */
    readonly drainMs: number
  }

export const defaultWaits: GatewayWaits = {
  connectMs: 10_000,
  firstByteMs: 600_000,
  idleMs: 120_000,
  totalMs: 900_000,
  streamTotalMs: null,
  startingMs: 300_000,
  queueLimit: 1_000,
  controlMs: 5_000,
  drainMs: 30_000,
}
