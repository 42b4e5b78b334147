import type { ControlDeps } from '../deps.ts'
import { type EstimateDeps, estimateCost } from './estimate.ts'
import { readHints } from './hints.ts'
import { readMetrics } from './metrics-query.ts'
import { changeRate, createRate, getRate, listRates, type RateDeps, removeRate } from './rates.ts'
import { getRerate, listRerates, type RerateDeps, rerate } from './rerating.ts'
import { readStatement } from './statements.ts'
import { readLedger, readUsage, type UsageDeps } from './usage.ts'

export type BillingDeps = ControlDeps & UsageDeps & RateDeps & RerateDeps & EstimateDeps

/** What was used, what it cost or would cost, and the prices behind it. */
export const makeBilling = (deps: BillingDeps) => ({
  readUsage: readUsage(deps),
  readLedger: readLedger(deps),
  readStatement: readStatement(deps),
  readHints: readHints(deps),
  readMetrics: readMetrics(deps),
  estimateCost: estimateCost(deps),
  listRates: listRates(deps),
  getRate: getRate(deps),
  createRate: createRate(deps),
  changeRate: changeRate(deps),
  removeRate: removeRate(deps),
  rerate: rerate(deps),
  getRerate: getRerate(deps),
  listRerates: listRerates(deps),
})
