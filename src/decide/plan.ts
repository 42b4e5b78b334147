import type { TargetStatus } from '../domain/deployment.ts'
import type { Instance } from '../domain/instance.ts'
import { isExited, isReady, type Plan, retire } from './plan-actions.ts'
import { launch } from './plan-launch.ts'
import type { WantedInstances } from './wanted-instances.ts'

/** What one deployment wants, as far as instances are concerned. */
export type Wanted =
  /** A provider elsewhere: nothing to start. */
  | { readonly kind: 'remote'; readonly revision: string }
  /** So many instances of this revision; none where it rests until somebody calls. */
  | ({ readonly kind: 'launch'; readonly revision: string } & WantedInstances)
  /** Not possible now but soon (a model file is being imported). */
  | { readonly kind: 'later'; readonly message: string }
  /** The configuration cannot work; what ran before may go on. */
  | { readonly kind: 'impossible'; readonly message: string }
  /** The pinned model version has reached its retirement date: nothing may serve. */
  | { readonly kind: 'retired'; readonly message: string }

export type { Action, Plan } from './plan-actions.ts'

/**
 * What to do about one deployment's instances, and how it is. Pure: looks at everything, trusts no event.
 * A new revision takes traffic only when as many of it are ready as of the old one; until then, and if it dies, what ran before
 * serves. `instances` come in the order in which they would rather stay: if there are too many, the last ones go.
 */
export function plan(target: TargetStatus, wanted: Wanted, instances: readonly Instance[], now: number): Plan {
  if (target !== 'RUNNING') return takeDown(instances, 'stopped', '')
  switch (wanted.kind) {
    case 'retired':
      return { ...takeDown(instances, 'dead', wanted.message), phase: 'dead', serving: [] }
    case 'impossible':
      return { actions: [], phase: 'dead', message: wanted.message, serving: instances.filter(isReady), againMs: null }
    case 'later':
      return { actions: [], phase: 'pending', message: wanted.message, serving: instances.filter(isReady), againMs: 1_000 }
    case 'remote':
      return { ...takeDown(instances, 'stopped', ''), phase: 'running', serving: [] }
    case 'launch':
      return launch(wanted, instances, now)
  }
}

function takeDown(instances: readonly Instance[], phase: 'stopped' | 'dead', message: string): Plan {
  const alive = instances.some((each) => !isExited(each))
  return { actions: retire(instances), phase: alive ? 'stopping' : phase, message, serving: [], againMs: alive ? 500 : null }
}
