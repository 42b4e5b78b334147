import type { LogLine, LogQuery } from '../logs.ts'
import { findLogs } from './log-files.ts'
import { backwardSource, boundsOf, forwardSource, type LogSource, type SourceLine } from './log-source.ts'

const batchLines = 1_000

/** A deployment's lines over all its instances and rotated files, in time order. Files outside the window are not read. */
export async function* readLogs(directory: string, query: LogQuery): AsyncGenerator<readonly LogLine[]> {
  const bounds = boundsOf(query, query.start, query.end)
  const sources = (await findLogs(directory, query)).map((files) =>
    query.order === 'asc' ? forwardSource(files, bounds, async () => null) : backwardSource(files, bounds),
  )
  try {
    let left = query.limit
    for await (const batch of merged(sources, query.order)) {
      yield batch.slice(0, left).map(({ timestamp, instanceId, stream, message }) => ({ timestamp, instanceId, stream, message }))
      left -= batch.length
      if (left <= 0) return
    }
  } finally {
    for (const source of sources) await source.close()
  }
}

/** Until no source has any more. Lines of the same millisecond stay in the order in which their instance wrote them. */
export async function* merged(sources: readonly LogSource[], order: 'asc' | 'desc'): AsyncGenerator<readonly SourceLine[]> {
  const sign = order === 'asc' ? 1 : -1
  let here = [...sources]
  let batch: SourceLine[] = []
  for (;;) {
    for (const source of [...here]) if (!source.peek() && !(await source.fill())) here = here.filter((each) => each !== source)
    let best: LogSource | null = null
    let line: SourceLine | null = null
    // None runs dry unseen: whoever took the last line of a source looks for more before it goes on.
    while (here.every((source) => source.peek())) {
      for (const source of here) {
        const next = source.peek()
        if (next && (!line || (next.at - line.at) * sign < 0)) [best, line] = [source, next]
      }
      if (!best || !line) break
      best.take()
      batch.push(line)
      ;[best, line] = [null, null]
      if (batch.length >= batchLines) break
    }
    if (batch.length >= batchLines || here.length === 0) {
      if (batch.length > 0) yield batch
      batch = []
    }
    if (here.length === 0) return
  }
}
