import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../domain/clock.ts'
import type { InstanceId } from '../../domain/ids.ts'
import type { FollowedLine, FollowQuery } from '../logs.ts'
import { findLogs } from './log-files.ts'
import { merged } from './log-reader.ts'
import { boundsOf, forwardSource, type LogSource, type SourceLine } from './log-source.ts'

const lookEveryMs = 500
/** An empty batch after so long, so that whoever reads can say that it is still there. */
const quietMs = 10_000
const forever = 8.64e15

/** What was read of an instance: how many lines of a millisecond. */
type Mark = { readonly at: number; readonly no: number }

/** Looks at the files, which their writer knows nothing of. A reader that goes slowly is waited for: what comes meanwhile lies there. */
export async function* followLogs(
  directory: string,
  query: FollowQuery,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<readonly FollowedLine[]> {
  const marks = marksIn(query.after)
  const resumed = marks.size > 0
  const first = resumed ? Math.min(...[...marks.values()].map(({ at }) => at)) : query.start
  const sources = new Map<InstanceId, LogSource>()
  const isNew = ({ instanceId, at, no }: SourceLine): boolean => {
    const mark = marks.get(suffixOf(instanceId))
    return !mark || at > mark.at || (at === mark.at && no > mark.no)
  }
  const suffixOf = (instanceId: InstanceId): string => instanceId.slice(query.deploymentId.length + 1)
  const marked = (lines: readonly SourceLine[]): FollowedLine[] =>
    lines.map(({ at, no, ...line }) => {
      marks.set(suffixOf(line.instanceId), { at, no })
      return { ...line, cursor: cursorOf(marks) }
    })

  /** Those that are there now: what is gone is left, with what was read of it. */
  const look = async (): Promise<void> => {
    const found = await findLogs(directory, query)
    for (const files of found) {
      if (sources.has(files.instanceId)) continue
      const newer = newerThan(directory, query, files.instanceId)
      sources.set(files.instanceId, forwardSource(files, boundsOf(query, first, forever), newer))
    }
    for (const [id, source] of sources) {
      if (found.some((each) => each.instanceId === id)) continue
      sources.delete(id)
      marks.delete(suffixOf(id))
      await source.close()
    }
  }

  try {
    await look()
    let kept: SourceLine[] = []
    for await (const batch of merged([...sources.values()], 'asc')) {
      const fresh = batch.filter(isNew)
      if (query.tail === null || resumed) {
        if (fresh.length > 0) yield marked(fresh)
        continue
      }
      kept = [...kept, ...fresh]
      marked(kept.slice(0, Math.max(0, kept.length - query.tail))) // what is left out counts as read
      kept = kept.slice(-query.tail)
    }
    if (kept.length > 0) yield marked(kept)
    for (let quietSince = clock.now(); !signal.aborted; ) {
      await clock.sleep(lookEveryMs, signal).catch(() => {}) // aborted: the condition above ends it
      await look()
      for await (const batch of merged([...sources.values()], 'asc')) {
        const fresh = batch.filter(isNew)
        if (fresh.length === 0) continue
        yield marked(fresh)
        quietSince = clock.now()
      }
      if (clock.now() - quietSince < quietMs) continue
      quietSince = clock.now()
      yield []
    }
  } finally {
    for (const source of sources.values()) await source.close()
  }
}

/** The file that was written after the one with this inode; null: it is the newest, or there is none. */
const newerThan =
  (directory: string, { deploymentId }: FollowQuery, instanceId: InstanceId) =>
  async (inode: number | null): Promise<string | null> => {
    const [files] = await findLogs(directory, { deploymentId, instanceIds: [instanceId] })
    const paths = files?.paths ?? [join(directory, deploymentId, `${instanceId}.log`)]
    const inodes = await Promise.all(paths.map(inodeOf))
    const at = inodes.indexOf(inode)
    // Rotated away twice since we looked: the oldest that is left goes on from there as well as can be.
    return at < 0 ? (inodes[0] === null ? null : (paths[0] ?? null)) : (paths[at + 1] ?? null)
  }

async function inodeOf(path: string): Promise<number | null> {
  const file = await open(path).catch(() => null)
  if (!file) return null
  const { ino } = await file.stat()
  await file.close()
  return ino
}

const cursorOf = (marks: ReadonlyMap<string, Mark>): string =>
  [...marks].map(([suffix, { at, no }]) => `${suffix}.${at.toString(36)}.${no}`).join('~')

/** What we did not write is as good as nothing. */
function marksIn(cursor: string | null): Map<string, Mark> {
  const marks = new Map<string, Mark>()
  for (const part of cursor?.split('~') ?? []) {
    const [, suffix = '', at = '', no = ''] = /^([\w-]{1,40})\.([0-9a-z]{1,9})\.(\d{1,9})$/.exec(part) ?? []
    if (suffix !== '') marks.set(suffix, { at: Number.parseInt(at, 36), no: Number(no) })
  }
  return marks
}
