import { BackendFault } from './backend.ts'
import { Refusal } from './refusal.ts'
import { notReady, type Served } from './served.ts'

/** `asleep`: loaded by the next call. `unloaded`: somebody asked for it. `failed`: why is in `reason`. */
export type ModelState = { readonly word: 'ready' | 'loading' | 'asleep' | 'unloaded' | 'failed'; readonly reason: string }

/** At once, or after it has been loaded. */
export const isCallable = ({ word }: ModelState): boolean => word === 'ready' || word === 'asleep'

/** The models of this host: one, or as many as its repository has. */
export type Models = {
  list(): readonly Served[]
  /** 404 in the words of both protocols. */
  find(name: string, version?: string | null): Served
  state(served: Served): ModelState
  /** Has the model at hand while `work` runs: it is loaded where it sleeps, and stays until then. */
  use<T>(served: Served, work: () => Promise<T>): Promise<T>
  load(served: Served): Promise<void>
  unload(served: Served): Promise<void>
}

type Entry = {
  readonly served: Served
  inHands: number
  /** Calls that wait for it to be loaded. */
  waiting: number
  lastUse: number
  /** Somebody asked for it to be gone. */
  unloaded: boolean
  failed: { readonly reason: string; readonly at: number } | null
  loading: Promise<void> | null
  /** It has to make room: what comes now waits until it has been loaded again. */
  leaving: boolean
  /** Called when nobody uses it any more. */
  onIdle: () => void
}

export type ModelsOptions = {
  readonly models: readonly Served[]
  /** Loaded at one time; the one that was used least recently makes room. */
  readonly maxLoaded: number
  /** Loaded when they are called, not before. */
  readonly onDemand: boolean
  readonly nowMs: () => number
}

/** One that could not be loaded is not tried again with every call. */
const failedForMs = 10_000

export function makeModels({ models, maxLoaded, onDemand, nowMs }: ModelsOptions): Models {
  const entries = new Map<Served, Entry>(
    models.map((served) => [
      served,
      {
        served,
        inHands: 0,
        waiting: 0,
        lastUse: 0,
        unloaded: false,
        failed: null,
        loading: null,
        leaving: false,
        onIdle: () => {},
      },
    ]),
  )
  const byName = new Map(models.flatMap((served) => served.names.map((name) => [name, served] as const)))
  let uses = 0
  /** One is loaded at a time: two would make room for each other. */
  let turn: Promise<unknown> = Promise.resolve()

  const entryOf = (served: Served): Entry => {
    const entry = entries.get(served)
    if (!entry) throw new Error('a model of another host')
    return entry
  }

  return { list: () => models, find, state, use, load, unload }

  function find(name: string, version: string | null = null): Served {
    const served = byName.get(name)
    if (!served) throw new Refusal(404, `Model with name ${name} does not exist.`)
    const own = served.version ?? '1'
    if (version === null || version === own) return served
    throw new Refusal(404, `Model with name ${name} and version ${version} does not exist; there is version ${own}.`)
  }

  function state(served: Served): ModelState {
    const { unloaded, failed } = entryOf(served)
    const word = served.state()
    if (word !== 'unloaded') return { word, reason: '' }
    if (failed) return { word: 'failed', reason: failed.reason }
    return unloaded || !onDemand
      ? { word: 'unloaded', reason: 'unloaded' }
      : { word: 'asleep', reason: 'loaded when it is called' }
  }

  async function use<T>(served: Served, work: () => Promise<T>): Promise<T> {
    const entry = entryOf(served)
    uses += 1
    entry.lastUse = uses
    if (onDemand && (served.state() !== 'ready' || entry.leaving)) await wake(entry)
    else entry.inHands += 1
    try {
      return await work()
    } finally {
      entry.inHands -= 1
      if (entry.inHands === 0) entry.onIdle()
    }
  }

  /** When it is there, the call is in its hands already: else it might have to make room before the call has begun. */
  async function wake(entry: Entry): Promise<void> {
    if (entry.unloaded) throw notReady(entry.served.names[0] ?? '')
    if (entry.failed && nowMs() - entry.failed.at < failedForMs) throw cannotLoad(entry)
    entry.waiting += 1
    await begin(entry)
  }

  function begin(entry: Entry): Promise<void> {
    if (entry.loading) return entry.loading
    const loading = turn
      .then(() => bring(entry))
      .finally(() => {
        entry.loading = null
      })
    turn = loading.catch(() => {})
    entry.loading = loading
    return loading
  }

  async function bring(entry: Entry): Promise<void> {
    entry.failed = null
    try {
      await makeRoom(entry)
      await entry.served.load()
      entry.inHands += entry.waiting
      entry.waiting = 0
    } catch (cause) {
      entry.waiting = 0
      if (!(cause instanceof BackendFault)) throw cause
      entry.failed = { reason: cause.message, at: nowMs() }
      throw cannotLoad(entry)
    }
  }

  /**
   * Never at the cost of calls: where all models have some in their hands, the one least recently used finishes these first, and
   * those that come meanwhile wait.
   */
  async function makeRoom(wanted: Entry): Promise<void> {
    for (;;) {
      const others = [...entries.values()].filter((each) => each !== wanted && each.served.state() !== 'unloaded')
      if (others.length < maxLoaded) return
      const oldest = others.sort((a, b) => Number(a.inHands > 0) - Number(b.inHands > 0) || a.lastUse - b.lastUse)[0]
      if (!oldest) return
      oldest.leaving = true
      if (oldest.inHands > 0)
        await new Promise<void>((resolve) => {
          oldest.onIdle = resolve
        })
      await oldest.served.unload()
      oldest.leaving = false
    }
  }

  function cannotLoad({ served, failed }: Entry): Refusal {
    return new Refusal(500, `Model with name ${served.names[0]} cannot be loaded: ${failed?.reason}`)
  }

  async function load(served: Served): Promise<void> {
    const entry = entryOf(served)
    entry.unloaded = false
    if (served.state() !== 'ready') await begin(entry)
  }

  async function unload(served: Served): Promise<void> {
    const entry = entryOf(served)
    entry.unloaded = true
    await entry.loading?.catch(() => {})
    await served.unload()
  }
}
