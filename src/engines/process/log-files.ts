import { type FileHandle, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { componentOf, type InstanceId } from '../../domain/ids.ts'
import type { LogFilter } from '../logs.ts'

/** The files of one instance's log, oldest first: `x.log.3` was written before `x.log.1`, and that before `x.log`. */
export type LogFiles = { readonly instanceId: InstanceId; readonly paths: readonly string[]; readonly writtenAt: number }

/** Of the instances that the filter lets through. */
export async function findLogs(directory: string, filter: LogFilter): Promise<readonly LogFiles[]> {
  const folder = join(directory, filter.deploymentId)
  const found = new Map<InstanceId, string[]>()
  for (const name of (await readdir(folder).catch(() => [])).sort(oldestFileFirst)) {
    const instanceId = name.match(/^(.+)\.log(\.\d+)?$/)?.[1]
    if (!instanceId || (filter.component && componentOf(instanceId) !== filter.component)) continue
    if (filter.instanceIds && !filter.instanceIds.includes(instanceId)) continue
    found.set(instanceId, [...(found.get(instanceId) ?? []), join(folder, name)])
  }
  return Promise.all(
    [...found].map(async ([instanceId, paths]) => ({
      instanceId,
      paths,
      writtenAt: (await stat(paths.at(-1) ?? '').catch(() => null))?.mtimeMs ?? 0,
    })),
  )
}

const oldestFileFirst = (a: string, b: string): number => rotation(b) - rotation(a)
const rotation = (name: string): number => Number(name.match(/\.log\.(\d+)$/)?.[1] ?? 0)

/** When the newest line among the first `size` bytes of a file was written, from their end alone; NaN: there is none. */
export async function lastLineAt(file: FileHandle, size: number): Promise<number> {
  const tail = Buffer.alloc(Math.min(size, 32 * 1024))
  await file.read(tail, 0, tail.length, size - tail.length)
  const lines = tail.toString('utf8').trimEnd().split('\n')
  return Date.parse(lines.at(-1)?.split(' ')[0] ?? '')
}

const chunkBytes = 64 * 1024
const newline = 0x0a

/** Whole lines of an open file from where it left off, some at a time; none: there are no more by now. */
export function linesForward(file: FileHandle, from: number): () => Promise<readonly string[]> {
  let at = from
  let rest = Buffer.alloc(0)
  return async () => {
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkBytes)
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, at)
      if (bytesRead === 0) return []
      at += bytesRead
      rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)])
      const end = rest.lastIndexOf(newline)
      if (end < 0) continue
      const lines = rest.toString('utf8', 0, end).split('\n')
      rest = rest.subarray(end + 1)
      return lines
    }
  }
}

/** The same from its end to its beginning, the last line first. */
export async function linesBackward(file: FileHandle): Promise<() => Promise<readonly string[]>> {
  let at = (await file.stat()).size
  let rest = Buffer.alloc(0)
  return async () => {
    while (at > 0) {
      const size = Math.min(chunkBytes, at)
      at -= size
      const chunk = Buffer.allocUnsafe(size)
      await file.read(chunk, 0, size, at)
      rest = Buffer.concat([chunk, rest])
      const start = at === 0 ? 0 : rest.indexOf(newline) + 1
      if (at > 0 && start === 0) continue
      const lines = rest.toString('utf8', start).split('\n').reverse()
      rest = rest.subarray(0, Math.max(0, start - 1))
      return lines
    }
    return []
  }
}
