import type { Plan } from '../decide/plan-actions.ts'
import type { Deployment } from '../domain/deployment.ts'
import type { Instance } from '../domain/instance.ts'
import type { Doing } from '../domain/progress.ts'
import type { Timeline, Waiting } from './instance-timeline.ts'
import type { ProgressBoard } from './progress.ts'

/** What a turn of the reconciler saw. */
export type Turn = {
  readonly deployment: Pick<Deployment, 'id' | 'targetStatus'>
  readonly decision: Pick<Plan, 'phase' | 'message'>
  /** What goes on until it can be placed; null: it can, or nothing is known of it. */
  readonly doing: Doing | null
  readonly instances: readonly Instance[]
}
export type WatchTurn = (turn: Turn) => void

/** Tells who draws the times of instances, and who says how far a deployment is, of what the reconciler sees anyway. */
export const watchTurns =
  (timeline: Pick<Timeline, 'waits'>, progress: Pick<ProgressBoard, 'note'>): WatchTurn =>
  ({ deployment: { id, targetStatus }, decision, doing, instances }) => {
    const comesUp = targetStatus === 'RUNNING' && decision.phase === 'pending'
    progress.note(id, comesUp ? (doing ?? pulled(instances)) : null)
    const isAlone = instances.every((each) => each.phase === 'exited')
    timeline.waits(id, comesUp && isAlone ? waitingFor(doing, decision.message) : null)
  }

const pulled = (instances: readonly Instance[]): Doing | null => {
  const { fetching } = instances.find((each) => each.fetching && each.phase === 'starting') ?? {}
  return fetching ? { phase: 'pulling', done: fetching.done, total: fetching.total || null, unit: 'bytes' } : null
}

function waitingFor(doing: Doing | null, message: string): Waiting {
  if (!doing) return { phase: 'pending', message }
  return { phase: doing.phase === 'installing' ? 'installing' : 'pulling', message }
}
