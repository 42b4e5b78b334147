import { Failure } from '../domain/failure.ts'
import { isRemoteTarget, type LedgerIntent, type LedgerSettlement } from '../domain/ledger.ts'
import type { Route, Target } from '../domain/route.ts'
import { usualType } from '../domain/terms.ts'
import type { Log } from '../telemetry/logger.ts'
import { openSegments } from './ledger-segment.ts'

/** A call that the ledger knows of. */
export type Entry = {
  readonly seq: number
  /** Epoch ms at which the intent was written. */
  readonly at: number
  readonly estimatedInput: number
  /** An instance of ours works on it. */
  readonly onInstance: boolean
  readonly serviceTier: LedgerIntent['serviceTier']
  settled: boolean
}

export type IntentFacts = Pick<LedgerIntent, 'at' | 'requestId' | 'credential' | 'dialect' | 'estimatedInput' | 'serviceTier'> & {
  readonly onInstance: boolean
}

/**
 * The gateway's side of the ledger: appends what happens, and is sure that it is kept before anything goes on. All that comes
 * up in one turn of the event loop is one write; with next to nothing going on there is nothing to gather, and it is written
 * at once (waiting for the turn's end would cost a lonely call more than the write itself).
 */
export type Ledger = {
  /** Dispatch only when `written()` has resolved. */
  intent(route: Route, target: Target, facts: IntentFacts): Entry
  /** The same call again, before it leaves for another target: nobody worked on it at the one before. Then `written()`, as ever. */
  moved(entry: Entry, route: Route, target: Target, facts: IntentFacts): Entry
  /** Resolves by the end of this turn, with everything of the turn written; `Failure('unavailable')` where that failed. */
  written(): Promise<void>
  /** Once for each entry; later ones are nothing. */
  settle(entry: Entry, settlement: Omit<LedgerSettlement, 'seq'>): void
  /** Calls back when everything until now is kept as durably as was asked for, or could not be. */
  kept(done: () => void): void
  /** A few times a second: settlements that could not be written are tried again. */
  tick(): void
  /** What cannot be written now is given up: those calls end `uncertain`. */
  close(): void
}

export type LedgerOptions = {
  readonly folder: string
  readonly boot: string
  readonly pid: number
  readonly now: () => number
  readonly durability: 'os' | 'disk'
  readonly log: Log
  /** Runs it when this turn of the event loop is over: `setImmediate`. */
  readonly atTurnEnd: (run: () => void) => void
  readonly maxBytes?: number
  readonly maxAgeMs?: number
}

type Turn = { readonly promise: Promise<void>; readonly resolve: () => void; readonly reject: (failure: Failure) => void }

/** Calls under way up to which nothing is gathered. */
const lonely = 2

/** Settlements that could not be written wait in memory for the disk, so many at most: past it their calls end `uncertain`. */
const mostWaiting = 100_000

/** Throws where the folder cannot be made or written to: a gateway that cannot record must not start. */
export function openLedger(options: LedgerOptions): Ledger {
  const { maxBytes = 16 * 1024 * 1024, maxAgeMs = 600_000, durability, log } = options
  const segments = openSegments({ ...options, maxBytes, maxAgeMs })
  let seq = 0
  let intents = ''
  /** How many `intents` holds. */
  let fresh = 0
  let settlements: string[] = []
  let turn: Turn | null = null
  let scheduled = false
  /** Calls that have an intent and no settlement. */
  let open = 0
  let endings: (() => void)[] = []
  let failing = false
  let closed = false

  const flush = (): void => {
    scheduled = false
    const waiting = turn
    const ending = endings
    const lines = intents + settlements.join('')
    const refused = fresh
    turn = null
    intents = ''
    fresh = 0
    endings = []
    if (lines === '' && ending.length === 0) return
    try {
      if (closed) throw new Error('the ledger is closed')
      if (lines !== '') segments.write(lines)
      settlements = []
      if (failing) log.info({}, 'the ledger can be written again')
      failing = false
      waiting?.resolve()
    } catch (error) {
      // Nobody was sent anything on the strength of these intents; settlements stay for the next try.
      open -= refused
      if (!failing) log.error({ err: error }, 'the ledger cannot be written: calls are refused until it can')
      failing = true
      if (settlements.length > mostWaiting) settlements = settlements.slice(-mostWaiting)
      waiting?.reject(unwritable(error))
    }
    if (durability === 'os') for (const done of ending) done()
    else if (ending.length > 0) sync(() => ending.forEach((done) => void done()))
  }
  const schedule = (): void => {
    if (scheduled) return
    if (open <= lonely) flush()
    else {
      scheduled = true
      options.atTurnEnd(flush)
    }
  }

  const sync = makeSync((done) => segments.sync(done), log)
  segments.write('')

  return {
    intent(route, target, facts) {
      seq += 1
      open += 1
      fresh += 1
      intents += lineOf('intent', seq, route, target, facts)
      const { at, estimatedInput, onInstance, serviceTier } = facts
      return { seq, at, estimatedInput, onInstance, serviceTier, settled: false }
    },
    moved(entry, route, target, facts) {
      intents += lineOf('moved', entry.seq, route, target, { ...facts, at: entry.at })
      return { ...entry, onInstance: facts.onInstance, serviceTier: facts.serviceTier }
    },
    written() {
      turn ??= newTurn()
      const { promise } = turn
      schedule()
      return promise
    },
    settle(entry, { endedAt, state, status, source, usage, firstByteMs, serviceTier }) {
      if (entry.settled) return
      entry.settled = true
      open -= 1
      settlements.push(
        `{"kind":"settlement","seq":${entry.seq},"endedAt":${endedAt},"state":"${state}","status":${status},` +
          `"source":"${source}","usage":${JSON.stringify(usage)},"firstByteMs":${firstByteMs}${serviceTier ? `,"serviceTier":"${serviceTier}"` : ''}}\n`,
      )
      schedule()
    },
    kept(done) {
      endings.push(done)
      schedule()
    },
    tick() {
      if (failing) flush()
    },
    close() {
      if (closed) return
      flush()
      closed = true
      try {
        segments.close()
      } catch (error) {
        log.error({ err: error }, 'the ledger could not be closed in order')
      }
    },
  }
}

function newTurn(): Turn {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // Some call may have gone away before it looked.
  promise.catch(() => {})
  return { promise, resolve, reject }
}

const lineOf = (
  kind: 'intent' | 'moved',
  seq: number,
  route: Route,
  target: Target,
  { at, requestId, credential, dialect, estimatedInput, serviceTier }: IntentFacts,
): string =>
  `{"kind":"${kind}","seq":${seq},"at":${at},"requestId":${JSON.stringify(requestId)},` +
  `"credential":${JSON.stringify(credential)},"dialect":"${dialect}","estimatedInput":${estimatedInput},` +
  (serviceTier ? `"serviceTier":"${serviceTier}",` : '') +
  placeOf(route, target)

/** What is the same for all calls of a deployment at one target, worked out once. */
const places = new WeakMap<Route, Map<string, string>>()

function placeOf(route: Route, target: Target): string {
  const byTarget = places.get(route) ?? new Map<string, string>()
  if (byTarget.size === 0) places.set(route, byTarget)
  let text = byTarget.get(target.id)
  if (text === undefined) {
    const { resourceGroup, deploymentId, name, executableId, modelName, modelVersion, wire, terms } = route
    const place = { resourceGroup, deploymentId, deploymentName: name, executableId, model: modelName, version: modelVersion }
    const usual = { deploymentType: usualType(!isRemoteTarget(target.id)) }
    const billed = terms ? { deploymentType: terms.type, residency: terms.residency } : usual
    text = `${JSON.stringify({ ...place, ...billed, wire, target: target.id }).slice(1)}\n`
    byTarget.set(target.id, text)
  }
  return text
}

/** One `fdatasync` at a time; who comes while one is under way shares the next. */
function makeSync(start: (done: (error: Error | null) => void) => void, log: Log): (done: () => void) => void {
  let waiting: (() => void)[] = []
  let busy = false
  const run = (): void => {
    busy = true
    const served = waiting
    waiting = []
    start((error) => {
      busy = false
      if (error) log.error({ err: error }, 'the ledger could not be synced to disk')
      if (waiting.length > 0) run()
      for (const done of served) done()
    })
  }
  return (done) => {
    waiting.push(done)
    if (!busy) run()
  }
}

const unwritable = (cause: unknown): Failure =>
  new Failure(
    'unavailable',
    'the call was not sent: the usage ledger cannot be written now (is the disk full?), and what is not recorded is not served',
    { code: 'ledger_unavailable', retryAfterMs: 5_000 },
    { cause },
  )
