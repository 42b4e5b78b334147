import type { TargetStatus } from '../domain/deployment.ts'
import type { Instance } from '../domain/instance.ts'

/** What one deployment wants, as far as instances are concerned. */
export type Wanted =
  /** A provider elsewhere: nothing to start. */
  | { readonly kind: 'remote'; readonly revision: string }
  /** One instance of this revision. */
  | { readonly kind: 'launch'; readonly revision: string }
  /** Not possible now but soon (a model file is being imported). */
  | { readonly kind: 'later'; readonly message: string }
  /** The configuration cannot work; what ran before may go on. */
  | { readonly kind: 'impossible'; readonly message: string }
  /** The pinned model version has reached its retirement date: nothing may serve. */
  | { readonly kind: 'retired'; readonly message: string }

export type Plan = {
  readonly actions: readonly Action[]
  readonly phase: 'pending' | 'running' | 'dead' | 'stopping' | 'stopped'
  readonly message: string
  /** Instances that calls may go to, in no order. */
  readonly serving: readonly Instance[]
  /** Look again after this long even if nothing is heard; null = only when something changes. */
  readonly againMs: number | null
}

export type Action =
  | { readonly kind: 'start'; readonly revision: string }
  /** Once calls in flight have ended. */
  | { readonly kind: 'stop'; readonly id: string }
  | { readonly kind: 'forget'; readonly id: string }

const failedStartsUntilDead = 2
const retryStartMs = 1_000
const longestRestartDelayMs = 60_000
/** After this long in service an instance's earlier crashes no longer count. */
const stableMs = 60_000

/**
 * What to do about one deployment's instances, and how it is. Pure: looks at everything, trusts no event.
 * A new revision takes traffic only when an instance of it is ready; until then, and if it dies, what ran before serves.
 */
export function plan(target: TargetStatus, wanted: Wanted, instances: readonly Instance[], now: number): Plan {
  if (target !== 'RUNNING') return takeDown(instances, 'stopped', '')
  switch (wanted.kind) {
    case 'retired':
      return { ...takeDown(instances, 'dead', wanted.message), phase: 'dead', serving: [] }
    case 'impossible':
      return { actions: [], phase: 'dead', message: wanted.message, serving: instances.filter(isReady), againMs: null }
    case 'later':
      return { actions: [], phase: 'pending', message: wanted.message, serving: instances.filter(isReady), againMs: 1_000 }
    case 'remote':
      return { ...takeDown(instances, 'stopped', ''), phase: 'running', serving: [] }
    case 'launch':
      return launch(wanted.revision, instances, now)
  }
}

function launch(revision: string, instances: readonly Instance[], now: number): Plan {
  const current = instances.filter((each) => each.revision === revision)
  const others = instances.filter((each) => each.revision !== revision)
  const ready = current.filter(isReady)
  if (ready.length > 0) {
    const settled = ready.some((each) => now - (each.readyAt ?? now) > stableMs)
    return {
      actions: [...retire(others), ...current.filter((each) => isExited(each) && settled).map(forget)],
      phase: 'running',
      message: '',
      serving: ready,
      againMs: current.some(isExited) ? stableMs : null,
    }
  }
  const serving = others.filter(isReady)
  if (current.some((each) => each.phase === 'starting'))
    return { actions: [], phase: 'pending', message: 'the model is loading', serving, againMs: 1_000 }

  const unasked = current.filter((each) => each.exit && !each.exit.asked)
  const failedStarts = unasked.filter((each) => each.readyAt === null)
  const crashes = unasked.filter((each) => each.readyAt !== null)
  const last = unasked.toSorted((a, b) => (b.exit?.at ?? 0) - (a.exit?.at ?? 0))[0]
  if (failedStarts.length >= failedStartsUntilDead) {
    return { actions: [], phase: 'dead', message: `the model server did not start: ${wordsOf(last)}`, serving, againMs: null }
  }
  const waitMs =
    failedStarts.length > 0 ? retryStartMs : crashes.length > 1 ? Math.min(500 * 2 ** crashes.length, longestRestartDelayMs) : 0
  const dueMs = (last?.exit?.at ?? 0) + waitMs - now
  const message = last ? `the model server ended (${wordsOf(last)}); starting it again` : 'the model server is starting'
  if (dueMs > 0) return { actions: [], phase: 'pending', message, serving, againMs: dueMs }
  return { actions: [{ kind: 'start', revision }], phase: 'pending', message, serving, againMs: 1_000 }
}

function takeDown(instances: readonly Instance[], phase: 'stopped' | 'dead', message: string): Plan {
  const alive = instances.some((each) => !isExited(each))
  return { actions: retire(instances), phase: alive ? 'stopping' : phase, message, serving: [], againMs: alive ? 500 : null }
}

const retire = (instances: readonly Instance[]): Action[] =>
  instances.flatMap((each) =>
    isExited(each) ? [forget(each)] : each.phase === 'stopping' ? [] : [{ kind: 'stop' as const, id: each.id }],
  )

const forget = (instance: Instance): Action => ({ kind: 'forget', id: instance.id })
const isReady = (instance: Instance): boolean => instance.phase === 'ready'
const isExited = (instance: Instance): boolean => instance.phase === 'exited'

function wordsOf(instance: Instance | undefined): string {
  const exit = instance?.exit
  if (!exit) return 'no reason known'
  const how = exit.signal ? `signal ${exit.signal}` : `exit code ${exit.code}`
  return exit.lastWords ? `${exit.lastWords.slice(0, 160)} (${how})` : how
}
