import { Failure } from '../../domain/failure.ts'
import type { Rollout } from '../../domain/rollout.ts'
import type { ControlDeps } from '../deps.ts'
import type { RolloutTotals, RolloutWatch } from '../rollout-watch.ts'
import type { Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'

export type RolloutDeps = { readonly rollouts: Pick<RolloutWatch, 'totals'> }

/** The rollout that is under way, or the last that was taken back, with what was counted of it. */
export const getRollout =
  (deps: Pick<ControlDeps, 'store'> & RolloutDeps) =>
  async (caller: Caller, id: string): Promise<{ readonly rollout: Rollout; readonly totals: RolloutTotals }> => {
    const { rollout } = await findDeployment(deps, caller, id)
    if (rollout) return { rollout, totals: deps.rollouts.totals(rollout.id) }
    throw new Failure('not_found', `deployment ${id} is in the middle of no rollout`, { target: 'rollout' })
  }
