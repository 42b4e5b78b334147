import type { Clock } from '../domain/clock.ts'
import type { Route, Target } from '../domain/route.ts'
import type { Asked } from './asked.ts'
import type { Call } from './call.ts'
import type { Ejections } from './ejection.ts'
import type { Rests } from './rests.ts'
import { isClientsRetry, type Retries } from './retry.ts'
import { hasAnother } from './spread.ts'
import type { Upstreams } from './upstream.ts'

type Deps = {
  readonly clock: Clock
  readonly ejections: Ejections
  readonly rests: Pick<Rests, 'begin'>
  readonly retries: Retries
  readonly upstreams: Upstreams
}

/** Whether and when a call goes out again that was surely not worked on. Times: milliseconds to wait; null: it must not. */
export const makeSecondTry = (deps: Deps) => {
  const another = (route: Route, target: Target, call: Call, asked: Asked, askedMs: number | null): number | null => {
    if (asked.once || asked.body.kind === 'stream' || isClientsRetry(asked.request.headers)) return null
    // Who is out, and has nobody to take over, is called but not pressed; an instance of ours is about to be replaced.
    if (route.targets.length === 1 && deps.ejections.isOut(target) && !deps.upstreams.of(target).isInstance) return null
    return deps.retries.next(route.deploymentId, call.attempts, call.entry?.at ?? call.startedAt, askedMs)
  }

  return {
    another,

    /** Another target may do at once what this one wants to be asked for later. */
    putOff(
      route: Route,
      target: Target,
      call: Call,
      asked: Asked,
      avoid: ReadonlySet<string>,
      askedMs: number | null,
    ): number | null {
      if (!route.spread) return another(route, target, call, asked, askedMs)
      deps.rests.begin(target, askedMs)
      return another(route, target, call, asked, hasAnother(route, target, avoid, call.grant?.closed) ? null : askedMs)
    },

    async pause(call: Call, ms: number): Promise<void> {
      if (ms < 1) return
      const stop = new AbortController()
      call.onHangUp(() => stop.abort())
      await deps.clock.sleep(ms, stop.signal).catch(() => {})
    },
  }
}
