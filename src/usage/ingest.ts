import type { Clock } from '../domain/clock.ts'
import type { BootProgress, LedgerBatch, LedgerIntent, LedgerSettlement } from '../domain/ledger.ts'
import { repeatedly } from '../domain/repeatedly.ts'
import { usageOf } from '../domain/usage.ts'
import type { Store } from '../store/store.ts'
import { makeCharge, type PricesOf } from './charge.ts'
import { digest } from './digest.ts'
import { deleteSegment, lastWritten, listSegments, type Piece, readPiece } from './segments.ts'

export type IngestDeps = {
  readonly store: Pick<Store, 'ledger'>
  /** Where gateways of this machine write their segments. */
  readonly folder: string
  readonly pricesOf: PricesOf
  /** Whether a process of this machine lives. */
  readonly alive: (pid: number) => boolean
  readonly clock: Clock
  /** A call that left so long ago and has not ended is given up, though its gateway lives. */
  readonly maxCallMs: number
  readonly log: { warn(fields: object, event: string): void; error(fields: object, event: string): void }
}

export type Ingest = AsyncDisposable & {
  /** Resolves when everything that was written before this call is in the store. */
  run(): Promise<void>
  /** Runs every second from now on. */
  start(): void
}

const everyMs = 1_000
/** A segment without a whole first frame is one whose process died as it made it, when it has been so for a while. */
const stillbornMs = 60_000
const orphansAtOnce = 1_000

/** Brings what gateways wrote into the store, exactly once, and deletes what has been brought. */
export function makeIngest(deps: IngestDeps): Ingest {
  const { store, folder, clock, log } = deps
  const ended = new AbortController()
  const progress = new Map<string, BootProgress>()

  const apply = async (from: BootProgress, batch: Omit<LedgerBatch, 'from'>): Promise<BootProgress | null> => {
    if (!(await store.ledger.apply({ from, ...batch }))) {
      // Somebody else has been here: what they have written is to be read again.
      progress.delete(from.boot)
      return null
    }
    const next = { ...from, ...batch.to }
    progress.set(from.boot, next)
    return next
  }

  const meet = async (boot: string, number: number): Promise<BootProgress | null> => {
    const known = progress.get(boot)
    if (known) return known
    const { records } = await readPiece(folder, boot, number, 0)
    const [first] = records
    if (first?.kind !== 'boot') {
      if (clock.now() - (await lastWritten(folder, boot, number)) > stillbornMs) await deleteSegment(folder, boot, number)
      return null
    }
    const met = await store.ledger.boot(boot, first.pid)
    progress.set(boot, met)
    return met
  }

  const take = async (from: BootProgress, piece: Piece): Promise<{ next: BootProgress | null; over: boolean }> => {
    const charge = makeCharge(deps.pricesOf)
    const { over, ...digested } = await digest(store, from, piece.records, charge)
    const to = { number: from.number, bytes: from.bytes + piece.read }
    return { next: await apply(from, { to, ...digested, rates: charge.rates() }), over }
  }

  /** Nobody will tell how these ended. `before`: only those that left before that time. */
  const giveUp = async (boot: BootProgress, before: number | null): Promise<boolean> => {
    for (;;) {
      const orphans = await store.ledger.orphans({ bootNo: boot.no, before }, orphansAtOnce)
      if (orphans.length === 0) return true
      const charge = makeCharge(deps.pricesOf)
      const entries = orphans.map((intent) => charge.entry(boot.boot, intent, uncertain(intent, clock.now())))
      const closed = orphans.map(({ seq }) => seq)
      const { number, bytes } = boot
      const batch = { to: { number, bytes }, ended: entries, withdrawn: [], opened: [], closed, rates: charge.rates() }
      if (!(await apply(boot, batch))) return false
    }
  }

  const readBoot = async (boot: string, numbers: readonly number[]): Promise<void> => {
    const [oldest = 1] = numbers
    let at = await meet(boot, oldest)
    if (!at) return
    // Asked before the last look at the file: what lives after it may write after it.
    const alive = deps.alive(at.pid)
    let over = !alive
    for (const number of numbers) {
      if (number < at.number) {
        await deleteSegment(folder, boot, number)
        continue
      }
      if (number > at.number) {
        at = await apply(at, { to: { number, bytes: 0 }, ended: [], withdrawn: [], opened: [], closed: [], rates: [] })
        if (!at) return
        await deleteSegment(folder, boot, number - 1)
      }
      for (;;) {
        const piece = await readPiece(folder, boot, number, at.bytes)
        if (piece.read > 0) {
          const taken = await take(at, piece)
          if (!taken.next) return
          at = taken.next
          over ||= taken.over
        }
        if (piece.read > 0) continue
        if (piece.rest !== 'whole' && (over || number !== numbers.at(-1)))
          log.warn({ boot, segment: number, at: at.bytes }, 'a ledger segment ends in a torn record, which nothing was sent on')
        break
      }
    }
    if (over && (await giveUp(at, null))) {
      for (const number of numbers) await deleteSegment(folder, boot, number)
      progress.delete(boot)
    } else if (!over) await giveUp(at, clock.now() - deps.maxCallMs)
  }

  const pass = async (): Promise<void> => {
    for (const [boot, numbers] of await listSegments(folder)) {
      if (ended.signal.aborted) return
      await readBoot(boot, numbers).catch((error) => {
        progress.delete(boot)
        log.error({ boot, err: error }, 'ledger segments could not be brought into the store; trying again')
      })
    }
  }

  let running: Promise<void> | null = null
  let following: Promise<void> | null = null
  const begin = (): Promise<void> => {
    following = null
    running = pass().finally(() => {
      running = null
    })
    return running
  }
  const run = (): Promise<void> => {
    if (!running) return begin()
    following ??= running.then(begin, begin)
    return following
  }

  const look = (): Promise<void> => run().catch((error) => log.error({ err: error }, 'ledger segments could not be listed'))

  return {
    run,
    start: () => void repeatedly(clock, everyMs, ended.signal, look),
    async [Symbol.asyncDispose]() {
      await run().catch(() => {}) // what is not brought in now is brought in at the next start
      ended.abort()
      while (running) await (running as Promise<void>).catch(() => {})
    },
  }
}

const uncertain = ({ seq, estimatedInput }: LedgerIntent, now: number): LedgerSettlement => ({
  seq,
  endedAt: now,
  state: 'uncertain',
  status: 0,
  source: 'estimated',
  usage: usageOf({ inputTokens: estimatedInput, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 }),
  firstByteMs: null,
})
