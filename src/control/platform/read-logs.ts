import { Failure } from '../../domain/failure.ts'
import { mayEnter, type Principal } from '../../domain/principal.ts'
import type { ScaledComponent } from '../../domain/scaling.ts'
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
  /** null: of all components. */
  readonly component?: ScaledComponent | null
}

const defaultSpanMs = 3_600_000

export const readLogs =
  ({ store, engine, clock }: Pick<ControlDeps, 'store' | 'engine' | 'clock'>) =>
  async (caller: Caller, deploymentId: string, request: LogRequest): Promise<readonly LogLine[]> => {
    await findDeployment({ store }, caller, deploymentId)
    const end = request.end ?? clock.now()
    const start = request.start ?? end - defaultSpanMs
    if (start > end) throw new Failure('invalid', 'start must not be later than end', { target: 'start' })
    const { limit, order, component } = request
    return engine.logs({ deploymentId, start, end, limit, order, ...(component ? { component } : {}) })
  }

/** The group of a deployment that the caller may see, for those who name none; null where there is no such deployment. */
export const groupOfDeployment =
  ({ store }: Pick<ControlDeps, 'store'>) =>
  async (principal: Principal, deploymentId: string): Promise<string | null> => {
    const group = (await store.deployments.byId(deploymentId))?.resourceGroup
    return group !== undefined && mayEnter(principal, group) ? group : null
  }
