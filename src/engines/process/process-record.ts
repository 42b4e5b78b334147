import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** A process id alone may have been given to another program since; with its start time it is one process for good. */
export type ProcessIdentity = { readonly pid: number; readonly started: string }

export type ProcessRecord = {
  write(pids: readonly number[]): void
  /** Kills what an earlier run left alive; answers how many. */
  sweep(): number
}

export function openProcessRecord(path: string): ProcessRecord {
  const known = new Map<number, ProcessIdentity>()
  return {
    write(pids) {
      const alive = pids.flatMap((pid) => known.get(pid) ?? identify(pid) ?? [])
      known.clear()
      for (const each of alive) known.set(each.pid, each)
      writeFileSync(`${path}.new`, JSON.stringify(alive), { mode: 0o600 })
      renameSync(`${path}.new`, path)
    },
    sweep() {
      if (!existsSync(path)) return 0
      const left = parse(readFileSync(path, 'utf8')).filter((each) => isAlive(each))
      for (const each of left) process.kill(each.pid, 'SIGKILL')
      return left.length
    },
  }
}

/** null when there is no such process. */
export function identify(pid: number): ProcessIdentity | null {
  try {
    const started =
      process.platform === 'linux'
        ? startTicks(pid)
        : execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return { pid, started }
  } catch {
    return null // the process is gone, which is the answer
  }
}

export const isAlive = (identity: ProcessIdentity): boolean => identify(identity.pid)?.started === identity.started

/** Field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and brackets, so count from its last bracket. */
function startTicks(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z') throw new Error('a zombie is not alive')
  return fields[19] ?? ''
}

function parse(text: string): ProcessIdentity[] {
  try {
    return JSON.parse(text)
  } catch {
    return [] // cut short by a crash of the whole machine: then nothing of it is alive either
  }
}
