import { existsSync } from 'node:fs'
import { setPriority } from 'node:os'
import type { Clock } from '../../domain/clock.ts'
import type { Limiter, Resources, Used } from '../../domain/resources.ts'
import { makeCgroup, removeCgroups, shell, sweepCgroups } from './cgroup.ts'
import { type CgroupPlace, findCgroups } from './cgroup-find.ts'
import type { Group } from './limits-group.ts'
import { makeReadProcesses, type ProcessTable } from './process-table.ts'
import { makeWatched } from './watchdog.ts'

/** How instances are kept to what they were given: `watchdog` where there are no control groups that we could write. */
export type Limits = {
  readonly kind: Limiter
  /** `id`: among those that live, nobody else's. */
  enclose(id: string, resources: Resources): Enclosure
  /** Ends all that an earlier run left in our control groups. */
  sweep(): void
  /** Takes our own folders away, once nothing is in them. */
  close(): void
}

/** One instance, with all processes that it starts. */
export type Enclosure = {
  readonly kind: Limiter
  /** What to start instead of this command, so that it is within from its first instruction. */
  wrap(command: readonly string[]): readonly string[]
  started(pid: number): void
  /** Gives limits to what had none; false: that cannot be. */
  change(resources: Resources): boolean
  /** null: not known (yet). */
  used(): Used | null
  /** In words, when it took more memory than it may and was ended for it. */
  outgrew(): string | null
  /** Ends what is left of it. */
  close(): void
}

export type LimitsDeps = {
  readonly clock: Clock
  /** Tells our control groups from those of another installation on this machine. */
  readonly name: string
  /** Where control groups are looked for; null: nowhere. */
  readonly findCgroups?: (name: string) => CgroupPlace | null
}

const lookEveryMs = 500

/** Control groups (version 2 or 1) where we may write them, found by trying; else a watchdog. */
export function openLimits({ clock, name, findCgroups: find = findCgroups }: LimitsDeps): Limits {
  const place = existsSync(shell) ? find(name) : null
  const readProcesses = makeReadProcesses()
  const live = new Set<() => void>()
  const dying = new Set<Pick<Group, 'remove'>>()
  let looking = false
  let table: ProcessTable | null = null
  /** Read once for all who look at the same time. */
  const processes = (): ProcessTable => {
    table ??= readProcesses()
    return table
  }

  const look = async (): Promise<void> => {
    if (looking) return
    looking = true
    while (live.size + dying.size > 0) {
      table = null
      for (const each of live) each()
      for (const group of dying) if (group.remove()) dying.delete(group)
      await clock.sleep(lookEveryMs)
    }
    looking = false
  }

  return {
    kind: place?.kind ?? 'watchdog',
    sweep: () => {
      if (!place) return
      for (const left of sweepCgroups(place)) dying.add(left)
      void look()
    },
    close: () => {
      // What was killed a moment ago takes a moment to go, and nobody waits for us any more.
      for (let attempt = 0; attempt < 20; attempt += 1) {
        for (const group of dying) if (group.remove()) dying.delete(group)
        if (!place || (dying.size === 0 && removeCgroups(place))) return
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      }
    },
    enclose(id, resources) {
      const group = place ? makeCgroup(place, id, resources) : makeWatched(resources)
      let { limits } = resources
      let root: number | null = null
      let used: Used | null = null
      let outgrew = false
      const lookAt = (): void => {
        const seen = seenOf(group, processes)
        used = seen?.used ?? used
        if (!seen?.outgrew || outgrew) return
        outgrew = true
        // The kernel ends one of its processes; the others are of no use without it.
        group.kill()
      }
      return {
        kind: place?.kind ?? 'watchdog',
        wrap: (command) => group.wrap(command),
        started(pid) {
          root = pid
          group.started(pid)
          if (!place?.cpu && limits.cores !== null) yieldTo(pid)
          live.add(lookAt)
          void look()
        },
        change(next) {
          if (!group.change(next)) return false
          limits = next.limits
          if (!place?.cpu && limits.cores !== null && root !== null) yieldTo(root)
          return true
        },
        used: () => used,
        outgrew() {
          // It ended since we last looked.
          table = null
          if (!outgrew) lookAt()
          return outgrew ? `outgrew its memory limit of ${limits.memoryMb} MB` : null
        },
        close() {
          live.delete(lookAt)
          group.kill()
          if (group.remove()) return
          dying.add(group)
          void look()
        },
      }
    },
  }
}

/** null: it could not be looked at. */
function seenOf(group: Group, processes: () => ProcessTable): ReturnType<Group['look']> | null {
  try {
    return group.look(processes)
  } catch {
    return null // no reason for the program that holds all instances to fall: it is looked at again soon
  }
}

/** Others, ourselves among them, go first where cores are short. */
function yieldTo(pid: number): void {
  try {
    setPriority(pid, 5)
  } catch {
    // It ended already, which is told elsewhere.
  }
}
