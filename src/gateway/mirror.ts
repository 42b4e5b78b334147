import { copyCredential } from '../domain/ledger.ts'
import { mirrorLane, type Route, type RouteMirror } from '../domain/route.ts'
import type { Log } from '../telemetry/logger.ts'
import type { TokenUsage } from '../wires/wire.ts'
import type { Asked } from './asked.ts'
import { Call } from './call.ts'
import type { Answered } from './detachable.ts'
import { verdictOf } from './ejection.ts'
import type { Exchange, ExchangeDeps } from './exchange.ts'
import { settlementOf } from './ledger-settlement.ts'
import type { Outcome } from './relay.ts'
import { lengthOf } from './request.ts'
import type { RolloutCalls } from './rollout-calls.ts'

export type MirrorDeps = Pick<ExchangeDeps, 'table' | 'ledger' | 'clock' | 'random'> & {
  readonly exchange: Exchange
  readonly rollouts: Pick<RolloutCalls, 'sawBeside' | 'skipped' | 'compared'>
  readonly ticks: () => number
  readonly log: Log
}

/** How the call itself went. */
export type Told = { readonly outcome: Outcome; readonly status: number; readonly usage: TokenUsage | null }

/** Copies of one deployment's calls under way, and bytes of all: past either none is made. */
const mostCopies = 64
const mostBytes = 64 * 1024 * 1024
/** A copy that takes longer is cut off, and one that failed. */
const mostMs = 300_000

/**
 * Sends a copy of a call to a new configuration once the caller has had its answer: it cannot be slower or fail for it. What comes
 * back is counted and thrown away. Nobody is charged for a copy but the ledger says what it used.
 */
export const makeMirror = (deps: MirrorDeps) => {
  const underWay = new Map<string, number>()
  let bytes = 0
  const faces = new WeakMap<Route, Route>()

  /** The lane's route under the deployment's own id: what the ledger knows it by. */
  const faceOf = (to: Route, { deploymentId }: Route): Route => {
    const known = faces.get(to) ?? { ...to, deploymentId }
    faces.set(to, known)
    return known
  }

  const send = async (route: Route, mirror: RouteMirror, call: Call, asked: Asked, told: Told): Promise<void> => {
    const to = deps.table.byLane(mirrorLane(route.deploymentId))
    if (!to) return
    const began = deps.clock.now()
    const copy = new Call(`${call.requestId}-copy`, call.dialect, began, deps.ticks)
    copy.credential = copyCredential
    copy.resourceGroup = call.resourceGroup
    // Said to the same provider, the caller's own key would bring the caller's answer again.
    copy.idempotencyKey = copy.requestId
    const rawHeaders = [...asked.request.rawHeaders, 'lectern-copy', 'true']
    const step = { route: faceOf(to, route), rawHeaders, isLast: () => true }
    const { request, body, below, query } = asked
    const over = new AbortController()
    deps.clock.sleep(mostMs, over.signal).then(
      () => copy.hangUp(),
      () => {},
    )
    const outcome: Outcome | Error = await deps
      .exchange(to, copy, { request, body, below, query, response: nowhere(), step })
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
    over.abort()
    const now = deps.clock.now()
    const { relay, entry } = copy
    const usage = relay?.usage() ?? null
    const status = relay?.status ?? 0
    if (entry) {
      const ended: Outcome = outcome instanceof Error ? { kind: 'hang-up' } : outcome
      deps.ledger.settle(entry, settlementOf(entry, ended, relay, usage, status, now))
    }
    if (outcome instanceof Error) deps.log.info({ err: outcome, requestId: copy.requestId }, 'a copy of a call could not be sent')
    // What could not even be sent, or took too long, is a failure where the configuration in use did well.
    const lost = outcome instanceof Error || copy.hungUp
    const verdict = lost ? (told.status < 400 ? 'bad' : 'neither') : verdictOf(outcome, status)
    const ms = now - began
    deps.rollouts.sawBeside(route, mirror, 1, { verdict, ms, usage })
    if (!mirror.shadow || told.outcome.kind === 'hang-up') return
    const tokens = told.usage?.outputTokens
    deps.rollouts.compared(route, mirror, {
      sameStatus: status === told.status,
      slower: ms > began - (call.entry?.at ?? call.startedAt),
      sameTokens: tokens !== undefined && tokens === usage?.outputTokens,
    })
  }

  /** To be told of every call of a route that has a mirror, when it is over. */
  return (route: Route, mirror: RouteMirror, call: Call, asked: Asked, told: Told): void => {
    // What never left is no call of the configuration in use either.
    if (!call.entry || asked.request.method !== 'POST') return
    const ms = deps.clock.now() - call.entry.at
    deps.rollouts.sawBeside(route, mirror, 0, { verdict: verdictOf(told.outcome, told.status), ms, usage: told.usage })
    if (deps.random() * 100 >= mirror.percent) return
    const length = lengthOf(asked.body)
    const busy = underWay.get(route.deploymentId) ?? 0
    if (asked.body.kind === 'stream' || busy >= placesOf(mirror) || bytes + length > mostBytes) {
      deps.rollouts.skipped(route, mirror)
      return
    }
    underWay.set(route.deploymentId, busy + 1)
    bytes += length
    void send(route, mirror, call, asked, told)
      .catch((error: unknown) => deps.log.error({ err: error }, 'a copy of a call failed on a bug'))
      .finally(() => {
        bytes -= length
        const left = (underWay.get(route.deploymentId) ?? 1) - 1
        if (left > 0) underWay.set(route.deploymentId, left)
        else underWay.delete(route.deploymentId)
      })
  }
}

/** A copy never waits for a place: there are never more than there are places. */
const placesOf = ({ targets }: RouteMirror): number =>
  Math.min(
    mostCopies,
    targets.reduce((sum, { concurrency }) => sum + (concurrency ?? mostCopies), 0),
  )

/** Takes an answer that nobody reads. */
function nowhere(): Answered {
  const self: Answered = {
    writableLength: 0,
    writeHead: () => self,
    write: () => true,
    end: () => self,
    flushHeaders() {},
    once: () => self,
    off: () => self,
    destroy: () => self,
    setTimeout: () => self,
  }
  return self
}
