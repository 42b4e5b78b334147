import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { componentOf } from '../../domain/ids.ts'
import type { LogLine, LogQuery } from '../engine.ts'

/** Reads a deployment's lines over all its instances and rotated files, in time order. Files outside the window are not opened. */
export async function readLogs(directory: string, query: LogQuery): Promise<readonly LogLine[]> {
  const folder = join(directory, query.deploymentId)
  const names = (await readdir(folder).catch(() => [])).sort(oldestFileFirst)
  const lines: LogLine[] = []
  for (const name of names) {
    const instanceId = name.match(/^(.+)\.log(\.\d+)?$/)?.[1]
    if (!instanceId || (query.component && componentOf(instanceId) !== query.component)) continue
    const path = join(folder, name)
    if (!((await lastLineAt(path)) >= query.start)) continue
    const text = await readFile(path, 'utf8').catch(() => '') // rotated away since we looked: it is read under its next name
    for (const line of text.split('\n')) {
      const parsed = parseLine(line, instanceId)
      if (parsed && isWithin(parsed, query)) lines.push(parsed)
    }
  }
  // The sort is stable: lines of the same millisecond stay in the order in which they were written.
  lines.sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0))
  return (query.order === 'asc' ? lines : lines.reverse()).slice(0, query.limit)
}

/** `x.log.3` was written before `x.log.1`, and that before `x.log`. */
const oldestFileFirst = (a: string, b: string): number => rotation(b) - rotation(a)
const rotation = (name: string): number => Number(name.match(/\.log\.(\d+)$/)?.[1] ?? 0)

/** When the newest line of a file was written, from its end alone; NaN for an empty file or one that is gone. */
async function lastLineAt(path: string): Promise<number> {
  const file = await open(path).catch(() => null)
  if (!file) return Number.NaN
  try {
    const { size } = await file.stat()
    const tail = Buffer.alloc(Math.min(size, 32 * 1024))
    await file.read(tail, 0, tail.length, size - tail.length)
    const lines = tail.toString('utf8').trimEnd().split('\n')
    return Date.parse(lines.at(-1)?.split(' ')[0] ?? '')
  } finally {
    await file.close()
  }
}

function parseLine(line: string, instanceId: string): LogLine | null {
  const match = line.match(/^(\S+) (stdout|stderr) F (.*)$/)
  if (!match) return null
  const [, timestamp = '', stream, message = ''] = match
  return { timestamp, instanceId, stream: stream === 'stderr' ? 'stderr' : 'stdout', message }
}

const isWithin = (line: LogLine, query: LogQuery): boolean => {
  const at = Date.parse(line.timestamp)
  return at >= query.start && at <= query.end
}
