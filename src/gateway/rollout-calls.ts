import type { IncomingHttpHeaders } from 'node:http'
import { type Side, sideOf, type WishOf } from '../decide/choose-side.ts'
import { noCalls, noPairs, type RolloutCounts, type SideCount } from '../domain/rollout.ts'
import type { LoadReport, Route, RouteRollout, Target } from '../domain/route.ts'
import type { Exposition } from '../telemetry/exposition.ts'
import type { TokenUsage } from '../wires/wire.ts'
import type { Call } from './call.ts'
import type { Ejections, Verdict } from './ejection.ts'

/** What a call asks for by its headers and by who makes it; the same at all its attempts. */
export const wishOf =
  (call: Call, headers: IncomingHttpHeaders, random: () => number): WishOf =>
  (rollout) => {
    call.chance ??= random()
    return sideOf(rollout, (name) => headers[name]?.toString(), call.credential, call.chance)
  }

/** One answer, or what there is in place of it. `ms`: until its last byte. */
export type Answer = { readonly verdict: Verdict; readonly ms: number; readonly usage: TokenUsage | null }

/** Of a rollout, as a route speaks of it. */
type Ruled = Pick<RouteRollout, 'id' | 'versions'>

/** Counts what each side of a rollout does: for control, which may take it back, and for whoever asks at /metrics. */
export type RolloutCalls = {
  /** An exchange of a call whose route is spread over both. */
  saw(route: Route, target: Target, answer: Answer): void
  /**
   * A call goes to this target. Where the new one should have had it, and is left alone for failing, it is one more that it failed:
   * else it would be judged by nothing but the few calls that found it out.
   */
  missed(route: Route, target: Target, wish: WishOf, ejections: Pick<Ejections, 'isOut'>): void
  /** An answer of what serves, or of a copy. */
  sawBeside(route: Route, ruled: Ruled, side: Side, answer: Answer): void
  /** A copy that was not made. */
  skipped(route: Route, ruled: Ruled): void
  compared(route: Route, ruled: Ruled, pair: { sameStatus: boolean; slower: boolean; sameTokens: boolean }): void
  /** Its part of a load report. */
  report(): Pick<LoadReport, 'rollouts'>
  /** Forgets deployments that are gone, and rollouts that are over. */
  keep(find: (deploymentId: string) => Route | undefined): void
  render(text: Exposition): void
}

type Counted = {
  readonly deploymentId: string
  readonly sides: [SideCount, SideCount]
  skipped: number
  compared: RolloutCounts['compared']
  /** How often it was looked at since the table spoke of it. */
  quiet: number
}
const mostQuiet = 60

type Series = { readonly labels: Readonly<Record<string, string>>; calls: number; seconds: number }

export function makeRolloutCalls(): RolloutCalls {
  const rollouts = new Map<string, Counted>()
  const series = new Map<string, Series>()

  const countedOf = (route: Route, { id }: Ruled): Counted => {
    const known = rollouts.get(id)
    if (known) return known
    const made: Counted = { deploymentId: route.deploymentId, sides: [noCalls, noCalls], skipped: 0, compared: noPairs, quiet: 0 }
    rollouts.set(id, made)
    return made
  }

  const count = (route: Route, ruled: Ruled, side: Side, copied: boolean, { verdict, ms, usage }: Answer): void => {
    if (verdict === 'neither') return
    const { sides } = countedOf(route, ruled)
    const before = sides[side]
    const result = verdict === 'bad' ? 'error' : 'ok'
    sides[side] = {
      calls: before.calls + 1,
      errors: before.errors + (result === 'error' ? 1 : 0),
      ms: before.ms + ms,
      inputTokens: before.inputTokens + (usage?.inputTokens ?? 0),
      outputTokens: before.outputTokens + (usage?.outputTokens ?? 0),
    }
    const { deploymentId, name, resourceGroup } = route
    const version = String(ruled.versions[side])
    const key = `${deploymentId} ${version} ${side} ${copied} ${result}`
    const place = { deployment: deploymentId, name, resource_group: resourceGroup, version, side: side === 1 ? 'new' : 'old' }
    const one = series.get(key) ?? { labels: { ...place, copied: String(copied), result }, calls: 0, seconds: 0 }
    one.calls += 1
    one.seconds += ms / 1000
    series.set(key, one)
  }

  return {
    saw(route, target, answer) {
      const ruled = route.spread?.rollout
      if (ruled) count(route, ruled, target.branch === 1 ? 1 : 0, false, answer)
    },
    missed(route, target, wish, ejections) {
      const ruled = route.spread?.rollout
      if (!ruled || target.branch !== 0 || wish(ruled).side === 0) return
      const isOut = route.targets.some((each) => each.branch === 1 && ejections.isOut(each))
      if (isOut) count(route, ruled, 1, false, { verdict: 'bad', ms: 0, usage: null })
    },
    sawBeside: (route, ruled, side, answer) => count(route, ruled, side, side === 1, answer),
    skipped(route, ruled) {
      countedOf(route, ruled).skipped += 1
    },
    compared(route, ruled, { sameStatus, slower, sameTokens }) {
      const counted = countedOf(route, ruled)
      const { compared } = counted
      counted.compared = {
        pairs: compared.pairs + 1,
        sameStatus: compared.sameStatus + (sameStatus ? 1 : 0),
        slower: compared.slower + (slower ? 1 : 0),
        sameTokens: compared.sameTokens + (sameTokens ? 1 : 0),
      }
    },
    report() {
      if (rollouts.size === 0) return {}
      const counts = [...rollouts].map(([rollout, { deploymentId, sides, skipped, compared }]): RolloutCounts => {
        return { rollout, deploymentId, old: sides[0], new: sides[1], skipped, compared }
      })
      return { rollouts: counts }
    },
    keep(find) {
      for (const [id, counted] of rollouts) {
        const route = find(counted.deploymentId)
        const goesOn = route?.spread?.rollout?.id === id || route?.mirror?.id === id
        // A new configuration that does not run for a while is in no route, and comes again.
        counted.quiet = goesOn ? 0 : counted.quiet + 1
        if (!route || counted.quiet > mostQuiet) rollouts.delete(id)
      }
      for (const [key, { labels }] of series) if (!find(labels['deployment'] ?? '')) series.delete(key)
    },
    render(text) {
      const all = [...series.values()]
      text.family(
        'counter',
        'lectern_rollout_requests_total',
        'Calls while a new version of a deployment came up, by version; copies answer nobody.',
        all.map(({ labels, calls }) => [labels, calls] as const),
      )
      text.family(
        'counter',
        'lectern_rollout_request_seconds_total',
        'Time that they took, until the last byte.',
        all.map(({ labels, seconds }) => [labels, seconds] as const),
      )
    },
  }
}
