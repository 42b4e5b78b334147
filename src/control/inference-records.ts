import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../domain/clock.ts'
import { Failure } from '../domain/failure.ts'
import { type NewRecord, RecordLine } from '../domain/inference-record.ts'
import { repeatedly } from '../domain/repeatedly.ts'
import type { Store } from '../store/store.ts'
import { serially } from './serially.ts'

export type RecordIntakeDeps = {
  readonly store: { readonly inferenceRecords: Pick<Store['inferenceRecords'], 'add' | 'trim'> }
  /** Where gateways of this machine leave records (`telemetry/inference-log-spool.ts`). */
  readonly folder: string
  /** How long records stay. */
  readonly days: number
  readonly clock: Clock
  readonly log: { warn(fields: object, event: string): void; error(fields: object, event: string): void }
}

export type RecordIntake = AsyncDisposable & {
  /** Resolves when what was left before this call is in the store, as far as it can be. */
  run(): Promise<void>
  /** Runs every second from now on. */
  start(): void
}

const everyMs = 1_000
const dayMs = 86_400_000
/** Of all bodies in the store; the oldest go first. */
const mostBytes = 4 * 1024 * 1024 * 1024
const trimEveryMs = 10 * 60_000
/** A file that its gateway did not come to finish. */
const deadPartMs = 60 * 60_000

/**
 * Brings what gateways left into the store: a file whole, then the file goes. One that is met twice adds nothing, since a
 * record is known by its id.
 */
export function makeRecordIntake({ store, folder, days, clock, log }: RecordIntakeDeps): RecordIntake {
  const ended = new AbortController()
  let trimmedAt = Number.NEGATIVE_INFINITY

  const takeIn = async (name: string): Promise<void> => {
    const path = join(folder, name)
    const records = recordsIn(await readFile(path, 'utf8'), (error) =>
      log.warn({ file: name, err: error }, 'a line of kept calls cannot be read, and is passed over'),
    )
    try {
      await store.inferenceRecords.add(records)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // The store will not take it tomorrow either.
      log.error({ file: name, err: error }, 'the store refuses kept calls; the file is left aside')
      return rename(path, `${path}.refused`)
    }
    await rm(path, { force: true })
  }

  const pass = async (): Promise<void> => {
    // No gateway has left anything here yet.
    const names = (await readdir(folder).catch(() => [])).sort()
    for (const name of names) {
      if (ended.signal.aborted) return
      if (name.endsWith('.jsonl')) await takeIn(name)
      else if (name.endsWith('.part')) await removeDead(join(folder, name), clock.now())
    }
    if (clock.now() - trimmedAt < trimEveryMs) return
    await store.inferenceRecords.trim({ before: clock.now() - days * dayMs, maxBytes: mostBytes })
    trimmedAt = clock.now()
  }

  const turns = serially(pass, (_, error) => {
    log.error({ err: error }, 'kept calls could not be brought into the store; trying again')
  })
  const run = (): Promise<void> => turns.kick('records')

  return {
    run,
    start: () => void repeatedly(clock, everyMs, ended.signal, run),
    async [Symbol.asyncDispose]() {
      ended.abort()
      await turns.idle()
    },
  }
}

async function removeDead(path: string, now: number): Promise<void> {
  // Finished between the two looks: then it is no more.
  const written = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => now,
  )
  if (now - written > deadPartMs) await rm(path, { force: true })
}

function recordsIn(text: string, unreadable: (error: unknown) => void): NewRecord[] {
  const records: NewRecord[] = []
  for (const line of text.split('\n')) {
    if (line === '') continue
    try {
      const { id, resourceGroup, deploymentId, createdAt, full, labels, request, response, ...facts } = RecordLine.parse(
        JSON.parse(line),
      )
      records.push({
        ...{ id, resourceGroup, deploymentId, full, labels, facts },
        createdAt: Date.parse(createdAt),
        request: request ?? null,
        response: response ?? null,
      })
    } catch (error) {
      unreadable(error)
    }
  }
  return records
}
