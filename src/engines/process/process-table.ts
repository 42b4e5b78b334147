import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export type ProcessTable = ReadonlyMap<number, ProcessRow>
export type ProcessRow = {
  readonly parent: number
  /** Tells it from another process that is given the same number later. */
  readonly started: string
  readonly cpuSeconds: number
  /** Memory of its own; a little too much where processes share some. */
  memoryBytes(): number
}

/** All processes of this machine that we may see. */
export const makeReadProcesses = (): (() => ProcessTable) => (process.platform === 'linux' ? readProc : readPs)

/** What processes take of memory, each page shared among those that have it; null: the kernel does not say. */
export function proportionalBytes(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return ['Pss_Anon', 'Pss_Shmem'].reduce((sum, name) => sum + kilobytes(text, name), 0) * 1024
  } catch {
    return null
  }
}

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

const readProc = (): ProcessTable =>
  new Map(
    readdirSync('/proc').flatMap((name) => {
      const row = /^\d+$/.test(name) ? rowOf(name) : null
      return row ? [[Number(name), row] as const] : []
    }),
  )

function rowOf(pid: string): ProcessRow | null {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === '') return null
  // Its name in brackets may hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, parent = '0'] = fields
  if (state === 'Z') return null
  return {
    parent: Number(parent),
    started: fields[19] ?? '',
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    memoryBytes: () => {
      const status = read(`/proc/${pid}/status`)
      // Files that it has mapped can be thrown out of memory at any time.
      return (kilobytes(status, 'RssAnon') + kilobytes(status, 'RssShmem')) * 1024
    },
  }
}

const kilobytes = (text: string, name: string): number => Number(text.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1] ?? 0)

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // it ended while we looked
  }
}

export function readPs(): ProcessTable {
  const columns = 'pid=,ppid=,rss=,time=,lstart='
  const text = execFileSync('ps', ['-axo', columns], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, pid, parent, rss, time = '', started = ''] =
        line.trimEnd().match(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+)$/) ?? []
      if (pid === undefined) return []
      const row = { parent: Number(parent), started, cpuSeconds: secondsIn(time), memoryBytes: () => Number(rss) * 1024 }
      return [[Number(pid), row] as const]
    }),
  )
}

/** `1-02:03:04`, `02:03:04` or `3:04.56` */
function secondsIn(time: string): number {
  const [days, rest = ''] = time.includes('-') ? time.split('-') : ['0', time]
  return Number(days) * 86_400 + rest.split(':').reduce((sum, part) => sum * 60 + Number(part.replace(',', '.')), 0)
}
