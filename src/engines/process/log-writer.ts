import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import type { Clock } from '../../domain/clock.ts'

export type LogWriter = {
  /** Takes bytes as they come; lines are written when they are whole. */
  write(stream: 'stdout' | 'stderr', chunk: Buffer): void
  /** The last non-empty lines, newest last: what the server said before it died. */
  lastWords(): string
  close(): void
}

const maxBytes = 10 * 1024 * 1024
const keptFiles = 3
const maxLineLength = 16 * 1024

/**
 * Writes one instance's output in the CRI log format of container runtimes: `<RFC 3339 time> <stream> F <line>`.
 * Rotates at 10 MB and keeps three older files (`.1` is the youngest). Written synchronously: a log line is small,
 * and what a server said just before a crash must not be lost in a buffer.
 */
export function openLogWriter(path: string, clock: Clock): LogWriter {
  mkdirSync(dirname(path), { recursive: true })
  let file = openSync(path, 'a', 0o600)
  let size = statSync(path).size
  const recent: { stream: 'stdout' | 'stderr'; line: string }[] = []
  const partial = { stdout: '', stderr: '' }
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }

  const put = (stream: 'stdout' | 'stderr', line: string): void => {
    const text = `${new Date(clock.now()).toISOString()} ${stream} F ${line.slice(0, maxLineLength)}\n`
    if (size + text.length > maxBytes) rotate()
    size += writeSync(file, text)
    if (line.trim() === '') return
    recent.push({ stream, line: line.trim() })
    if (recent.length > 40) recent.shift()
  }

  const rotate = (): void => {
    closeSync(file)
    for (let n = keptFiles - 1; n >= 1; n -= 1) if (existsSync(`${path}.${n}`)) renameSync(`${path}.${n}`, `${path}.${n + 1}`)
    renameSync(path, `${path}.1`)
    file = openSync(path, 'a', 0o600)
    size = 0
  }

  return {
    write(stream, chunk) {
      const lines = (partial[stream] + decoders[stream].write(chunk)).split(/\r?\n/)
      partial[stream] = lines.pop() ?? ''
      for (const line of lines) put(stream, line)
      if (partial[stream].length > maxLineLength) {
        put(stream, partial[stream])
        partial[stream] = ''
      }
    },
    lastWords() {
      const words = recent.filter((each) => each.stream === 'stderr').map(({ line }) => line)
      return nodesOwn(words) ?? words.at(-1) ?? recent.at(-1)?.line ?? ''
    },
    close() {
      for (const stream of ['stdout', 'stderr'] as const) {
        if (partial[stream] !== '') put(stream, partial[stream])
        partial[stream] = ''
      }
      closeSync(file)
    },
  }
}

/** What Node ends with is its version; the error that it ends for is above the stack. */
const nodesOwn = (lines: readonly string[]): string | undefined =>
  lines.at(-1)?.match(/^Node\.js v\d/) ? lines.findLast((line) => /^(Uncaught )?\w*Error\b.*: /.test(line)) : undefined
