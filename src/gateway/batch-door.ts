import { rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { onBehalfOf } from '../domain/batch.ts'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import type { Principal } from '../domain/principal.ts'
import type { Route } from '../domain/route.ts'
import type { Log } from '../telemetry/logger.ts'
import type { Admissions } from './admission.ts'
import type { BatchCall } from './batch-call.ts'
import type { InferenceDialect } from './dialect.ts'
import { plain } from './forward.ts'
import { split } from './incoming.ts'
import type { Lanes } from './lanes.ts'
import { refuse } from './refuse.ts'
import type { Serve } from './serve.ts'
import type { Table } from './table.ts'

export type BatchDoorOptions = {
  /** In a directory that only our user may enter: who reaches it is believed. */
  readonly socketPath: string
  readonly dialect: InferenceDialect
}

export type BatchDoorDeps = {
  readonly table: Pick<Table, 'credential' | 'ready'>
  readonly lanes: Pick<Lanes, 'waiting' | 'inFlight'>
  readonly admissions: Pick<Admissions, 'spare'>
  readonly serve: Serve
  readonly clock: Pick<Clock, 'now'>
  readonly newRequestId: () => string
  readonly log: Log
}

export type BatchDoor = { close(): Promise<void>; closeIdle(): void; destroy(): void }

/** Where lines of batches come in. */
export async function openBatchDoor({ socketPath, dialect }: BatchDoorOptions, deps: BatchDoorDeps): Promise<BatchDoor> {
  const { table, serve, clock, newRequestId, log } = deps
  /** Lines under way, by deployment. */
  const underWay = new Map<string, number>()

  const identify = (headers: IncomingHttpHeaders): Principal => {
    const id = String(headers[onBehalfOf] ?? '')
    const entry = table.credential(id)
    if (!entry) throw new Failure('unauthenticated', 'the credential that made this batch was revoked')
    const { expiresAt } = entry.principal
    if (expiresAt !== null && expiresAt <= clock.now())
      throw new Failure('unauthenticated', 'the API key that made this batch has expired')
    return entry.principal
  }

  const callOf = (response: ServerResponse): BatchCall => ({
    identify,
    enter(route, caller) {
      const { deploymentId } = route
      const here = underWay.get(deploymentId) ?? 0
      const trouble = whyNot(deps, route, caller, here)
      if (trouble) {
        const message = `a line of a batch stands back: ${trouble}`
        throw new Failure('limited', message, { code: 'no_idle_capacity', retryAfterMs: standBackMs })
      }
      underWay.set(deploymentId, here + 1)
      response.once('close', () => {
        const left = (underWay.get(deploymentId) ?? 1) - 1
        if (left > 0) underWay.set(deploymentId, left)
        else underWay.delete(deploymentId)
      })
    },
  })

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { path, query } = split(request)
    const match = dialect.match(request.method ?? 'GET', path, request.headers)
    if (match) return serve(dialect, match, query, request, response, callOf(response))
    refuse(plain, new Failure('not_found', `nothing is at ${path}`), request, response, newRequestId())
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a line of a batch failed on a bug')
      const failure = new Failure('unavailable', 'an internal error of the gateway', { code: 'internal_error' })
      refuse(plain, failure, request, response, newRequestId(), true)
    })
  })
  await rm(socketPath, { force: true }) // a gateway that was killed leaves it behind
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, resolve)
  })
  return {
    close: () => new Promise((resolve) => server.close(() => resolve())),
    closeIdle: () => server.closeIdleConnections(),
    destroy: () => server.closeAllConnections(),
  }
}

const standBackMs = 1_000
/** Of its limits, what is left to others. */
const spared = 0.2

/** Why a line may not go now; null: it may. `here`: lines that are under way at the deployment. */
function whyNot({ lanes, admissions }: BatchDoorDeps, route: Route, { id }: Principal, here: number): string | null {
  if (lanes.waiting(route.deploymentId) > 0) return 'calls wait at this deployment'
  if (admissions.spare(route, id) < spared) return 'a limit of the deployment or its caller is nearly reached'
  const places = placesOf(route)
  if (places === null) return null
  const busy = lanes.inFlight()
  const taken = route.targets.reduce((sum, target) => sum + (busy[target.id] ?? 0), 0)
  if (taken >= places) return 'all its places are taken'
  const most = route.terms?.type === 'batch' ? places : Math.max(1, Math.floor(places / 2))
  return here < most ? null : 'batches have their share of its places'
}

/** Calls that it takes at a time; null: as many as come, or none runs yet. */
function placesOf({ targets }: Route): number | null {
  let places = 0
  for (const { concurrency } of targets) {
    if (concurrency === null) return null
    places += concurrency
  }
  return places || null
}
