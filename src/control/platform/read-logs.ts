import { Failure } from '../../domain/failure.ts'
import type { LogLine } from '../../engines/engine.ts'
import type { ControlDeps } from '../deps.ts'
import type { Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'

export type LogRequest = {
  /** Epoch ms; null: an hour before the end. */
  readonly start: number | null
  /** Epoch ms; null: now. */
  readonly end: number | null
  readonly limit: number
  readonly order: 'asc' | 'desc'
}

const defaultSpanMs = 3_600_000

export const readLogs =
  ({ store, engine, clock }: Pick<ControlDeps, 'store' | 'engine' | 'clock'>) =>
  async (caller: Caller, deploymentId: string, request: LogRequest): Promise<readonly LogLine[]> => {
    await findDeployment({ store }, caller, deploymentId)
    const end = request.end ?? clock.now()
    const start = request.start ?? end - defaultSpanMs
    if (start > end) throw new Failure('invalid', 'start must not be later than end', { target: 'start' })
    return engine.logs({ deploymentId, start, end, limit: request.limit, order: request.order })
  }
