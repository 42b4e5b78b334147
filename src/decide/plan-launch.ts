import type { Instance } from '../domain/instance.ts'
import { forget, isExited, isReady, type Plan, retire } from './plan-actions.ts'
import type { WantedInstances } from './wanted-instances.ts'

const retryStartMs = 1_000
const longestRestartDelayMs = 60_000
/** After this long in service an instance's earlier crashes no longer count. */
const stableMs = 60_000

/** So many instances of one revision, whatever there is now. See `plan`. */
export function launch(
  wanted: WantedInstances & { readonly revision: string },
  instances: readonly Instance[],
  now: number,
): Plan {
  const { revision, instances: count, why, mayRest } = wanted
  const current = instances.filter((each) => each.revision === revision)
  const others = instances.filter((each) => each.revision !== revision)
  if (count === 0) return rest([...others, ...current], why)

  const ready = current.filter(isReady)
  const coming = current.filter((each) => each.phase === 'starting')
  // One that still loads is sooner missed than one that answers.
  const [up, surplus] = [[...ready, ...coming].slice(0, count), [...ready, ...coming].slice(count)]
  const serving = ready.filter((each) => up.includes(each))
  const trouble = troubleOf(current, count, now)
  const starts = trouble.givesUp || trouble.dueMs > 0 ? 0 : count - up.length
  const actions = [
    ...retire(surplus),
    ...Array.from({ length: starts }, () => ({ kind: 'start' as const, revision })),
    ...current.filter((each) => isExited(each) && isPast(each, ready, now)).map(forget),
  ]
  const before = others.filter(isReady)
  const againMs = soonest(current.some(isExited) && ready.length > 0 ? stableMs : null, count > up.length ? trouble.dueMs : null)

  // A new revision takes over with no fewer than there were.
  if (serving.length >= Math.max(1, Math.min(count, before.length))) {
    const short = serving.length < count
    return {
      actions: [...retire(others), ...actions],
      phase: 'running',
      message: short
        ? `${serving.length} of ${count} instances run: ${trouble.words ?? (why || 'more are starting')}`
        : count > 1 && why !== ''
          ? `${count} instances: ${why}`
          : '',
      serving,
      againMs,
    }
  }
  if (trouble.givesUp && coming.length === 0)
    return { actions: [], phase: 'dead', message: trouble.words ?? '', serving: before, againMs: null }
  const message = trouble.words ?? (coming.length > 0 ? 'the model is loading' : 'the model server is starting')
  const restsElse = mayRest && before.length === 0 && !trouble.givesUp
  return {
    actions,
    phase: restsElse ? 'running' : 'pending',
    message: restsElse && why !== '' && trouble.words === null ? `an instance is starting: ${why}` : message,
    serving: before,
    againMs: coming.length > 0 || starts > 0 ? soonest(againMs, 1_000) : againMs,
  }
}

/** Nobody calls. What failed before is forgotten: the next call is a new attempt. */
const rest = (instances: readonly Instance[], why: string): Plan => ({
  actions: retire(instances),
  phase: 'running',
  message: `scaled to zero${why === '' ? '' : ` (${why})`}; the next call starts an instance`,
  serving: [],
  againMs: instances.some((each) => !isExited(each)) ? 500 : null,
})

type Trouble = {
  /** No further start, until its failures are past. */
  readonly givesUp: boolean
  /** No further start for so long; 0 or less: at once. */
  readonly dueMs: number
  readonly words: string | null
}

/** Failures of a revision: as many starts may fail as it has instances, and one more; each crash beyond one of each waits longer. */
function troubleOf(current: readonly Instance[], count: number, now: number): Trouble {
  const unasked = current.filter((each) => each.exit && !each.exit.asked)
  const [last] = unasked.toSorted((a, b) => (b.exit?.at ?? 0) - (a.exit?.at ?? 0))
  if (!last) return { givesUp: false, dueMs: 0, words: null }
  const failedStarts = unasked.filter((each) => each.readyAt === null).length
  const crashes = unasked.length - failedStarts - (count - 1)
  if (failedStarts > count) return { givesUp: true, dueMs: 0, words: `the model server did not start: ${wordsOf(last)}` }
  const waitMs = failedStarts > 0 ? retryStartMs : crashes > 1 ? Math.min(500 * 2 ** crashes, longestRestartDelayMs) : 0
  const words = `the model server ended (${wordsOf(last)}); starting it again`
  return { givesUp: false, dueMs: (last.exit?.at ?? 0) + waitMs - now, words }
}

/** It ended long ago, and one that works has worked since. */
const isPast = ({ exit }: Instance, ready: readonly Instance[], now: number): boolean =>
  now - (exit?.at ?? 0) > stableMs && ready.some((each) => now - (each.readyAt ?? now) > stableMs)

function wordsOf({ exit }: Instance): string {
  if (!exit) return 'no reason known'
  const how = exit.signal ? `signal ${exit.signal}` : `exit code ${exit.code}`
  return exit.lastWords ? `${exit.lastWords.slice(0, 160)} (${how})` : how
}

const soonest = (...waits: readonly (number | null)[]): number | null => {
  const known = waits.filter((ms) => ms !== null && ms > 0)
  return known.length === 0 ? null : Math.min(...known.map(Number))
}
