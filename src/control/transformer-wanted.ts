import type { Wanted } from '../decide/plan.ts'
import type { TransformerWanted } from '../decide/plan-components.ts'
import { wantedInstances } from '../decide/wanted-instances.ts'
import type { Deployment } from '../domain/deployment.ts'
import { type Instance, isTransformer } from '../domain/instance.ts'
import type { Placed } from './deps.ts'

/**
 * What a deployment wants of its transformer: that of its own configuration, whichever target answers. `before`: the configuration
 * that ran last, where that is another.
 */
export function transformerWanted(
  deployment: Deployment,
  { wanted, placed }: { readonly wanted: Wanted; readonly placed: Placed | null },
  before: Placed | null,
  instances: readonly Instance[],
  now: number,
): TransformerWanted {
  const theirs = instances.filter(isTransformer)
  const isNew = before !== null && before.transformer === null
  // While nobody knows what it should be, what there is stays.
  if (!placed) return { wanted: theirs.length > 0 && !('revision' in wanted) ? wanted : null, isNew }
  if (!placed.transformer) return { wanted: null, isNew }
  const count = wantedInstances(deployment, 'transformer', theirs, now)
  return { wanted: { kind: 'launch', revision: placed.transformer.revision, ...count }, isNew }
}
