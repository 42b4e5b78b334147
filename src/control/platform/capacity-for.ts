import { unitsNeeded, type Workload } from '../../decide/units-needed.ts'
import { Failure } from '../../domain/failure.ts'
import type { Residency } from '../../domain/terms.ts'
import { short } from './listing.ts'
import type { TermsDeps } from './terms.ts'

export type CapacityAsked = {
  readonly model: string
  readonly type: 'standard' | 'provisioned'
  readonly residency: Residency
  readonly workloads: readonly Workload[]
}

/** `raw`: what the calls take, in units; `capacity`: the least that can be had of at least so much. */
export type CapacityNeeded = { readonly raw: number; readonly capacity: number }

/** How much capacity calls of these shapes take. Throws `Failure('invalid')` where nobody knows what a unit of the model does. */
export const capacityFor =
  ({ capacityOf }: Pick<TermsDeps, 'capacityOf'>) =>
  ({ model, type, residency, workloads }: CapacityAsked): CapacityNeeded => {
    const { rpmPerUnit, tpmPerUnit, units } = capacityOf(model, residency)
    if (type === 'provisioned') {
      if (units) {
        const { raw, deployable } = unitsNeeded(units, workloads)
        return { raw, capacity: deployable }
      }
      const message = `model: what a provisioned unit of ${short(model)} does with residency ${residency} is not known; ask its provider`
      throw new Failure('invalid', message, { target: 'model' })
    }
    const sum = (of: (each: Workload) => number) => workloads.reduce((total, each) => total + of(each), 0)
    const requests = sum(({ requestsPerMinute }) => requestsPerMinute)
    const tokens = sum(({ requestsPerMinute, inputTokens, outputTokens }) => requestsPerMinute * (inputTokens + outputTokens))
    const raw = Math.max(requests / rpmPerUnit, tokens / tpmPerUnit)
    return { raw, capacity: Math.max(1, Math.ceil(raw)) }
  }
