import type { TargetStatus } from '../domain/deployment.ts'
import { type Instance, isTransformer } from '../domain/instance.ts'
import { type Plan, plan, type Wanted } from './plan.ts'
import { isReady } from './plan-actions.ts'

/** `transformer`: how it is; absent: calls go to the predictor alone. */
export type WithTransformer<P extends Plan> = P & { readonly transformer?: Plan }

export type TransformerWanted = {
  /** null: the configuration has none. */
  readonly wanted: Wanted | null
  /** What ran last had none: it serves as it did until there is one. */
  readonly isNew: boolean
}

const order = ['stopping', 'dead', 'pending', 'running', 'stopped'] as const

/**
 * The plan for a deployment's predictors together with what to do about its transformers. Each component comes up by itself; while one
 * of them is not there as it is wanted, what ran before is not taken down, and serves. `instances` are those of both.
 */
export function withTransformer<P extends Plan>(
  predictors: P,
  target: TargetStatus,
  { wanted, isNew }: TransformerWanted,
  instances: readonly Instance[],
  now: number,
): WithTransformer<P> {
  const mine = instances.filter((each) => !isTransformer(each))
  const theirs = instances.filter(isTransformer)
  if (!wanted) return theirs.length === 0 ? predictors : withoutOne(predictors, target, theirs, now)

  const own = startingTransformers(plan(target, wanted, theirs, now))
  const all = {
    ...predictors,
    actions: [...predictors.actions, ...own.actions],
    phase: order.find((phase) => phase === predictors.phase || phase === own.phase) ?? predictors.phase,
    message: bothSaid(predictors, own),
    againMs: soonest(predictors.againMs, own.againMs),
  }
  if (target !== 'RUNNING' || (predictors.phase === 'running' && own.phase === 'running')) return { ...all, transformer: own }

  const before = leaving(predictors, mine)
  const transformersBefore = leaving(own, theirs)
  const held = new Set([...before, ...transformersBefore].map(({ id }) => id))
  const serving = before.length > 0 ? before : predictors.serving
  const actions = all.actions.filter((each) => each.kind !== 'stop' || !held.has(each.id))
  if (isNew && serving.length > 0) return { ...all, actions, serving }
  const transformer = { ...own, serving: transformersBefore.length > 0 ? transformersBefore : own.serving }
  return { ...all, actions, serving, transformer }
}

/** It goes with what ran before. */
function withoutOne<P extends Plan>(
  predictors: P,
  target: TargetStatus,
  theirs: readonly Instance[],
  now: number,
): WithTransformer<P> {
  if (target === 'RUNNING' && (predictors.phase === 'pending' || predictors.phase === 'dead')) {
    const serving = theirs.filter(isReady)
    return serving.length === 0 ? predictors : { ...predictors, transformer: { ...predictors, actions: [], serving } }
  }
  const down = plan('STOPPED', { kind: 'later', message: '' }, theirs, now)
  const phase = target === 'RUNNING' || down.phase === 'stopped' ? predictors.phase : 'stopping'
  return {
    ...predictors,
    phase,
    actions: [...predictors.actions, ...down.actions],
    againMs: soonest(predictors.againMs, down.againMs),
  }
}

/** What serves still, and would be stopped because another revision is there. */
function leaving(of: Plan, instances: readonly Instance[]): readonly Instance[] {
  const stops = new Set(of.actions.flatMap((each) => (each.kind === 'stop' ? [each.id] : [])))
  const kept = new Set(of.serving.map(({ revision }) => revision))
  return instances.filter((each) => isReady(each) && stops.has(each.id) && !kept.has(each.revision))
}

/** What is wrong with all of it is said once. */
function bothSaid({ message }: Plan, own: Plan): string {
  if (own.message === '' || (own.message === message && own.phase !== 'running')) return message
  return `${message === '' ? '' : `${message}; `}transformer: ${own.message}`
}

const startingTransformers = (own: Plan): Plan => ({
  ...own,
  actions: own.actions.map((each) => (each.kind === 'start' ? { ...each, component: 'transformer' } : each)),
})

const soonest = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other)
