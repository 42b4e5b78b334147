import { type FileHandle, open } from 'node:fs/promises'
import type { InstanceId } from '../../domain/ids.ts'
import type { LogFilter, LogLine } from '../logs.ts'
import { type LogFiles, lastLineAt, linesBackward, linesForward } from './log-files.ts'

/** One instance's lines, which whoever merges several takes one by one. `no`: counted among those of its millisecond. */
export type SourceLine = LogLine & { readonly at: number; readonly no: number }
export type LogSource = {
  readonly instanceId: InstanceId
  /** The next line; undefined: none is here, `fill` may bring more. */
  peek(): SourceLine | undefined
  take(): void
  /** False: there are no more by now. */
  fill(): Promise<boolean>
  close(): Promise<void>
}

type Read = () => Promise<readonly string[]>
const nothing: Read = async () => []

type Bounds = { readonly start: number; readonly end: number; readonly grep?: string | undefined }

/** From the first file on; at the end of the last one it waits for more, also where that has been rotated away meanwhile. */
export function forwardSource(
  files: LogFiles,
  bounds: Bounds,
  findNewer: (inode: number | null) => Promise<string | null>,
): LogSource {
  const count = makeCounter()
  const buffer = makeBuffer(files.instanceId, (line) => isWithin(line, bounds))
  const ahead = [...files.paths]
  let [file, read]: [FileHandle | null, Read] = [null, nothing]
  let inode: number | null = null
  let over = false

  const turnTo = async (path: string): Promise<void> => {
    ahead.shift()
    const before = file
    file = await open(path).catch(() => null)
    await before?.close()
    if (!file) {
      read = nothing
      return
    }
    const { ino, size } = await file.stat()
    inode = ino
    // What ends before the first line that counts is not read.
    read = linesForward(file, (await lastLineAt(file, size)) >= bounds.start ? 0 : size)
  }

  const more = async (): Promise<readonly string[]> => {
    for (;;) {
      const lines = await read()
      if (lines.length > 0) return lines
      const path = ahead[0] ?? (await findNewer(inode))
      if (path === null) return []
      // Written after we read last, and before it was rotated away.
      const last = await read()
      if (last.length > 0) return last
      await turnTo(path)
    }
  }

  return {
    ...buffer,
    async fill() {
      for (;;) {
        const lines = over ? [] : await more()
        if (lines.length === 0) return false
        const parsed = lines.flatMap((line) => count(parseLine(line, files.instanceId)) ?? [])
        over = (parsed[0]?.at ?? 0) > bounds.end
        if (buffer.put(parsed)) return true
      }
    },
    close: async () => void (await file?.close()),
  }
}

/** From the last file back. */
export function backwardSource(files: LogFiles, bounds: Bounds): LogSource {
  const buffer = makeBuffer(files.instanceId, (line) => isWithin(line, bounds))
  const paths = [...files.paths]
  let [file, read]: [FileHandle | null, Read] = [null, nothing]
  return {
    ...buffer,
    async fill() {
      for (;;) {
        const lines = await read()
        if (lines.length === 0) {
          const path = paths.pop()
          if (path === undefined) return false
          await file?.close()
          file = await open(path).catch(() => null)
          read = file ? await linesBackward(file) : nothing
          continue
        }
        const parsed = lines.flatMap((line) => parseLine(line, files.instanceId) ?? [])
        if (buffer.put(parsed.map((line) => ({ ...line, no: 0 })))) return true
        const oldest = parsed.at(-1)
        if (oldest && oldest.at < bounds.start) {
          paths.length = 0
          read = nothing
        }
      }
    },
    close: async () => void (await file?.close()),
  }
}

function makeBuffer(instanceId: InstanceId, fits: (line: SourceLine) => boolean) {
  let lines: readonly SourceLine[] = []
  let at = 0
  return {
    instanceId,
    peek: () => lines[at],
    take: () => {
      at += 1
    },
    put(more: readonly SourceLine[]): boolean {
      lines = more.filter(fits)
      at = 0
      return lines.length > 0
    },
  }
}

function makeCounter() {
  let [at, no] = [Number.NaN, 0]
  return (line: Omit<SourceLine, 'no'> | null): SourceLine | null => {
    if (!line) return null
    no = line.at === at ? no + 1 : 1
    at = line.at
    return { ...line, no }
  }
}

function parseLine(line: string, instanceId: string): Omit<SourceLine, 'no'> | null {
  const match = line.match(/^(\S+) (stdout|stderr) F (.*)$/)
  if (!match) return null
  const [, timestamp = '', stream, message = ''] = match
  return { timestamp, instanceId, stream: stream === 'stderr' ? 'stderr' : 'stdout', message, at: Date.parse(timestamp) }
}

const isWithin = ({ at, message }: SourceLine, { start, end, grep }: Bounds): boolean =>
  at >= start && at <= end && (grep === undefined || message.toLowerCase().includes(grep.toLowerCase()))

export const boundsOf = ({ grep }: LogFilter, start: number, end: number): Bounds => ({ start, end, grep })
