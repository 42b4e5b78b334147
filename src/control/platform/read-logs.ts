import { Failure } from '../../domain/failure.ts'
import { componentOf, type InstanceId } from '../../domain/ids.ts'
import { mayEnter, type Principal } from '../../domain/principal.ts'
import type { ScaledComponent } from '../../domain/scaling.ts'
import { type FollowedLine, gathered, type LogLine, type Logs } from '../../engines/logs.ts'
import type { ControlDeps } from '../deps.ts'
import type { Caller } from './caller.ts'
import { findDeployment } from './change-deployment.ts'

export type LogsWanted = {
  /** Epoch ms; null: an hour before the end, or all where it is of one instance or of the run before. */
  readonly start: number | null
  /** null: of all components. */
  readonly component?: ScaledComponent | null
  /** null: of all instances. */
  readonly instanceId?: InstanceId | null
  /** Of the instances that ran before those that run now. */
  readonly previous?: boolean
  /** Part of a line, in whatever case. */
  readonly grep?: string | null
}

export type LogRequest = LogsWanted & {
  /** Epoch ms; null: now. */
  readonly end: number | null
  readonly limit: number
  readonly order: 'asc' | 'desc'
}

export type FollowRequest = LogsWanted & {
  /** Only so many of those that are there, the last ones; null: all from `start` on. */
  readonly tail: number | null
  /** `cursor` of the last line that was read; null: from the start. */
  readonly after: string | null
}

export type LogDeps = Pick<ControlDeps, 'store' | 'engine' | 'clock'> & { readonly logs: Logs }

const defaultSpanMs = 3_600_000

export const readLogs =
  (deps: LogDeps) =>
  async (caller: Caller, deploymentId: string, request: LogRequest): Promise<readonly LogLine[]> =>
    gathered(await streamLogs(deps)(caller, deploymentId, request))

/** The same in batches, read as they are asked for. */
export const streamLogs =
  (deps: LogDeps) =>
  async (caller: Caller, deploymentId: string, request: LogRequest): Promise<AsyncIterable<readonly LogLine[]>> => {
    const filter = await filterOf(deps, caller, deploymentId, request)
    const end = request.end ?? deps.clock.now()
    const start = startOf(request, end)
    if (start > end) throw new Failure('invalid', 'start must not be later than end', { target: 'start' })
    const { limit, order } = request
    return deps.logs.read({ ...filter, start, end, limit, order })
  }

/** What is there and then what comes, until the signal. */
export const followLogs =
  (deps: LogDeps) =>
  async (
    caller: Caller,
    deploymentId: string,
    request: FollowRequest,
    signal: AbortSignal,
  ): Promise<AsyncIterable<readonly FollowedLine[]>> => {
    const filter = await filterOf(deps, caller, deploymentId, request)
    const { tail, after } = request
    return deps.logs.follow({ ...filter, start: startOf(request, deps.clock.now()), tail, after }, signal)
  }

/** The group of a deployment that the caller may see, for those who name none; null where there is no such deployment. */
export const groupOfDeployment =
  ({ store }: Pick<ControlDeps, 'store'>) =>
  async (principal: Principal, deploymentId: string): Promise<string | null> => {
    const group = (await store.deployments.byId(deploymentId))?.resourceGroup
    return group !== undefined && mayEnter(principal, group) ? group : null
  }

const startOf = ({ start, instanceId, previous }: LogsWanted, end: number): number =>
  start ?? (instanceId || previous ? 0 : end - defaultSpanMs)

async function filterOf(deps: LogDeps, caller: Caller, deploymentId: string, wanted: LogsWanted) {
  await findDeployment(deps, caller, deploymentId)
  const { component, instanceId, previous, grep } = wanted
  if (instanceId && previous)
    throw new Failure('invalid', 'previous is of all instances that ran before: name no instance with it', { target: 'previous' })
  const known = instanceId || previous ? await deps.logs.instances(deploymentId) : []
  if (instanceId && !known.includes(instanceId)) {
    const others = known.length > 0 ? `there are those of ${known.join(', ')}` : 'it has none yet'
    throw new Failure('not_found', `instance "${instanceId}" of deployment ${deploymentId} has no log; ${others}`, {
      target: 'instance',
    })
  }
  return {
    deploymentId,
    ...(component ? { component } : {}),
    ...(instanceId ? { instanceIds: [instanceId] } : {}),
    ...(previous ? { instanceIds: await before(deps, deploymentId, known) } : {}),
    ...(grep ? { grep } : {}),
  }
}

/** Of each component the one that wrote last among those that run no more; where none runs, the one before that. */
async function before({ engine }: LogDeps, deploymentId: string, known: readonly InstanceId[]): Promise<InstanceId[]> {
  const now = (await engine.observe()).filter((each) => each.deploymentId === deploymentId && each.phase !== 'exited')
  const running = new Set(now.map(({ id }) => id))
  return (['predictor', 'transformer'] as const).flatMap((component) => {
    const own = known.filter((id) => componentOf(id) === component)
    const ended = own.filter((id) => !running.has(id))
    return ended.slice(ended.length < own.length ? 0 : 1).slice(0, 1)
  })
}
