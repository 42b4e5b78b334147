import type { Resources } from '../../domain/resources.ts'
import type { Group } from './limits-group.ts'
import { isAlive } from './process-record.ts'
import { type ProcessTable, proportionalBytes } from './process-table.ts'

type Member = { readonly started: string; cpuSeconds: number }

/** An instance that nobody but us keeps within: its processes are looked at from time to time, and ended when they take too much. */
export function makeWatched({ limits }: Resources): Group {
  const members = new Map<number, Member>()
  let most = bytesOf(limits)
  let root: number | null = null
  let pastSeconds = 0

  /** Once one of them, always one of them: also when the process that started it has ended. */
  const admit = (table: ProcessTable): void => {
    let found = true
    while (found) {
      found = false
      for (const [pid, { parent, started }] of table) {
        if (members.has(pid) || !(pid === root || members.has(parent))) continue
        if (pid === root) root = null
        members.set(pid, { started, cpuSeconds: 0 })
        found = true
      }
    }
  }

  const forgetEnded = (table: ProcessTable): void => {
    for (const [pid, { started, cpuSeconds }] of members) {
      if (table.get(pid)?.started === started) continue
      pastSeconds += cpuSeconds
      members.delete(pid)
    }
  }

  return {
    wrap: (command) => command,
    started: (pid) => {
      root = pid
    },
    change(next) {
      most = bytesOf(next.limits)
      return true
    },
    look(processes) {
      const table = processes()
      forgetEnded(table)
      admit(table)
      let cpuSeconds = pastSeconds
      let memoryBytes = 0
      for (const [pid, member] of members) {
        const row = table.get(pid)
        member.cpuSeconds = row?.cpuSeconds ?? member.cpuSeconds
        cpuSeconds += member.cpuSeconds
        memoryBytes += row?.memoryBytes() ?? 0
      }
      const outgrew = memoryBytes > most && precisely([...members.keys()], memoryBytes) > most
      return { used: members.size === 0 ? null : { cpuSeconds, memoryBytes }, outgrew }
    },
    kill() {
      for (const [pid, { started }] of members) if (isAlive({ pid, started })) kill(pid)
    },
    remove: () => true,
  }

  function kill(pid: number): void {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended before.
    }
  }
}

const bytesOf = ({ memoryMb }: Resources['limits']): number =>
  memoryMb === null ? Number.POSITIVE_INFINITY : memoryMb * 1024 * 1024

/** Pages that several of them share counted once, where the kernel can tell. */
const precisely = (pids: readonly number[], otherwise: number): number => {
  const each = pids.map(proportionalBytes)
  return each.every((bytes) => bytes !== null) ? each.reduce((sum: number, bytes) => sum + (bytes ?? 0), 0) : otherwise
}
