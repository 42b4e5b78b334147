import { Readable } from 'node:stream'
import type { Change } from '../domain/changes.ts'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import { mayTouch, type Principal } from '../domain/principal.ts'
import type { Changes } from './changes.ts'

export type FeedAsked = {
  readonly principal: Principal
  /** A group's id; `*`: all groups; `''`: the installation alone. */
  readonly resourceGroup: string
  /** Who it is now; throws where the credential is none any more. */
  readonly again: () => Promise<Principal>
}

export type ChangeFeeds = {
  /** Server-sent events until the reader leaves or its credential ends. `Failure('limited')` where it has too many. */
  open(asked: FeedAsked): Readable
  /** Ends all of them. */
  close(): void
}

const mostEach = 16
const gatherMs = 250
const silentMs = 15_000
const checkEveryMs = 1_000
/** What a reader may leave unread. */
const mostUnread = 256 * 1024
/** After one of these a credential may be another, or none. */
const aboutCredentials = new Set(['keys', 'people', 'sessions', 'groups'])
/** What belongs to nobody, and everybody may read. */
const readByAll = new Set([
  'models',
  'imports',
  'catalog',
  'scenarios',
  'executables',
  'templates',
  'connections',
  'plans',
  'rates',
  'quotas',
  'budgets',
])

/** Ways to hear of changes as they come, gathered so that no kind comes more than four times a second. */
export function makeChangeFeeds({ changes, clock }: { readonly changes: Changes; readonly clock: Clock }): ChangeFeeds {
  const open = new Set<Readable>()
  const counts = new Map<string, number>()

  return {
    open(asked) {
      const who = `${asked.principal.kind}:${asked.principal.id}`
      const count = counts.get(who) ?? 0
      if (count >= mostEach)
        throw new Failure(
          'limited',
          `this credential follows changes ${mostEach} times already: end one of these streams first`,
          {
            retryAfterMs: silentMs,
          },
        )
      counts.set(who, count + 1)
      const feed = openFeed(changes, clock, asked)
      open.add(feed)
      feed.once('close', () => {
        open.delete(feed)
        const left = (counts.get(who) ?? 1) - 1
        if (left > 0) counts.set(who, left)
        else counts.delete(who)
      })
      return feed
    },
    close() {
      for (const feed of open) feed.destroy()
    },
  }
}

function openFeed(changes: Changes, clock: Clock, { resourceGroup: group, again, ...asked }: FeedAsked): Readable {
  let { principal } = asked
  let [ended, doubt] = [false, false]
  let checkedAt = clock.now()
  let nap = new AbortController()
  /** By kind and group: one of them, or that there were several. */
  const gathered = new Map<string, Change>()

  const unlisten = changes.listen((change) => {
    doubt ||= aboutCredentials.has(change.kind)
    const shown = shownTo(principal, group, change)
    if (shown) gather(gathered, shown)
    if (shown || doubt) nap.abort()
  })
  const feed = new Readable({
    read() {},
    destroy(error, done) {
      ended = true
      unlisten()
      nap.abort()
      done(error)
    },
  })
  const say = (text: string): void => {
    if (ended) return
    feed.push(text)
    // Who does not read is not told: it comes again, and reads everything anew.
    if (feed.readableLength > mostUnread) feed.destroy()
  }
  const stillMay = async (): Promise<boolean> => {
    if (!doubt && clock.now() - checkedAt < checkEveryMs) return true
    doubt = false
    checkedAt = clock.now()
    const now = await again().catch(() => null)
    if (now) principal = now
    return now !== null
  }
  const run = async (): Promise<void> => {
    say('event: hello\ndata: {}\n\n')
    while (!ended) {
      nap = new AbortController()
      if (gathered.size === 0 && !doubt) await clock.sleep(silentMs, nap.signal).catch(() => {}) // woken by a change
      if (ended || !(await stillMay())) break
      const all = [...gathered.values()]
      gathered.clear()
      say(all.length === 0 ? ': still here\n\n' : all.map((each) => `event: change\ndata: ${JSON.stringify(each)}\n\n`).join(''))
      nap = new AbortController()
      await clock.sleep(gatherMs)
    }
    if (!ended) feed.push(null)
  }
  void run()
  return feed
}

function gather(gathered: Map<string, Change>, change: Change): void {
  const key = `${change.kind} ${change.resourceGroup}`
  const before = gathered.get(key)
  gathered.set(key, before && before.id !== change.id ? { ...change, id: null } : change)
}

/** What of a change somebody may hear; null: nothing. */
function shownTo(principal: Principal, group: string, change: Change): Change | null {
  const { kind, id, resourceGroup } = change
  const { resourceGroups, deployments } = principal
  if (resourceGroup === null) {
    if (resourceGroups === '*' && deployments === '*') return change
    return readByAll.has(kind) ? { kind, id: null, resourceGroup } : null
  }
  if (group !== '*' && group !== resourceGroup) return null
  if (resourceGroups !== '*' && !resourceGroups.includes(resourceGroup)) return null
  if (deployments === '*') return change
  if (kind === 'deployments' || kind === 'instances' || kind === 'rollouts')
    return id !== null && mayTouch(principal, id) ? change : null
  return { kind, id: null, resourceGroup }
}
