import { type Policy, settledPolicy } from '../../parts/scaling/policy.ts'
import type { Details } from './data.ts'

export type Component = 'predictor' | 'transformer'

/** What is in force; where nothing was set, one instance always, and the server's own defaults for when that is changed. */
export function policyOf({ scaling }: Details, component: Component): Policy {
  const { instances: _, running: __, reason: ___, ...policy } = scaling?.[component] ?? {}
  return settledPolicy(policy)
}
