import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Resources, Used } from '../../domain/resources.ts'
import type { CgroupPlace } from './cgroup-find.ts'
import type { Group } from './limits-group.ts'

/** A control group of one instance: the kernel keeps it within. */
export function makeCgroup(place: CgroupPlace, id: string, resources: Resources): Group {
  const { kind } = place
  const [memory, cpu, usage] = [place.memory, place.cpu, place.usage].map((parent) => parent && join(parent, id))
  const folders = [...new Set([memory, cpu, usage])].filter((each) => typeof each === 'string')
  let isLimited = false
  const change = (next: Resources): boolean => {
    isLimited = next.limits.memoryMb !== null
    const written = memoryFiles[kind](next.limits.memoryMb).map(([file, value]) => write(memory, file, value))
    for (const [file, value] of cpuFiles[kind](next)) write(cpu, file, value)
    return written[0] ?? true
  }
  for (const folder of folders) mkdirSync(folder, { recursive: true })
  change(resources)
  const files = folders.map((folder) => join(folder, 'cgroup.procs'))

  return {
    // The shell becomes the command once it is a member.
    wrap: (command) => [shell, '-c', enterScript, 'lectern', ...files, '--', ...command],
    started: () => {},
    change,
    look: () => ({ used: usedIn[kind](memory ?? '', usage ?? ''), outgrew: isLimited && outgrew[kind](memory ?? '') }),
    kill: () => killAll(files[0] ?? ''),
    remove: () => removeAll(folders),
  }
}

/** Ends what an earlier run left in our folders; answers their folders, to be taken away once all in them have ended. */
export function sweepCgroups(place: CgroupPlace): readonly Pick<Group, 'remove'>[] {
  return parentsIn(place).flatMap((parent) =>
    readdirSync(parent, { withFileTypes: true })
      .filter((each) => each.isDirectory())
      .map(({ name }) => {
        killAll(join(parent, name, 'cgroup.procs'))
        return { remove: () => isRemoved(join(parent, name)) }
      }),
  )
}

/** false: something is in them still. */
export const removeCgroups = (place: CgroupPlace): boolean => removeAll(parentsIn(place))

const parentsIn = ({ memory, cpu, usage }: CgroupPlace): readonly string[] =>
  [...new Set([memory, cpu, usage])].filter((each) => each !== null)

/** Which puts itself into a group before it becomes the command. */
export const shell = '/bin/sh'

/** When all memory of the machine runs out, instances go before the programs that look after them. */
const enterScript =
  'until [ "$1" = -- ]; do echo 0 >"$1" || exit 125; shift; done; shift; echo 500 2>/dev/null >/proc/self/oom_score_adj || :; exec "$@"'

type Kind = CgroupPlace['kind']
type Setting = readonly [file: string, value: string]

/** Swap would only put it off. */
const memoryFiles: Readonly<Record<Kind, (mb: number | null) => readonly Setting[]>> = {
  'cgroup-v2': (mb) =>
    mb === null
      ? []
      : [
          ['memory.max', bytes(mb)],
          ['memory.swap.max', '0'],
          ['memory.oom.group', '1'],
        ],
  'cgroup-v1': (mb) =>
    mb === null
      ? []
      : [
          ['memory.limit_in_bytes', bytes(mb)],
          ['memory.memsw.limit_in_bytes', bytes(mb)],
        ],
}

const cpuFiles: Readonly<Record<Kind, (resources: Resources) => readonly Setting[]>> = {
  'cgroup-v2': ({ requests, limits }) => {
    // As Kubernetes maps the one scale to the other.
    const weight = Math.floor(1 + ((sharesOf(requests.cores) - 2) * 9_999) / 262_142)
    return [['cpu.weight', String(weight)], ...quota(limits.cores, (of, period) => [['cpu.max', `${of} ${period}`]])]
  },
  'cgroup-v1': ({ requests, limits }) => [
    ['cpu.shares', String(sharesOf(requests.cores))],
    ...quota(limits.cores, (of, period) => [
      ['cpu.cfs_period_us', String(period)],
      ['cpu.cfs_quota_us', String(of)],
    ]),
  ],
}

const bytes = (mb: number): string => String(mb * 1024 * 1024)

/** What it gets of cores that others want too: 1024 a core. */
const sharesOf = (cores: number): number => Math.min(262_144, Math.max(2, Math.round(cores * 1024)))

/** A quota is at least 1 ms, so that less than a hundredth of a core needs a longer period. */
function quota(cores: number | null, settings: (quotaUs: number, periodUs: number) => readonly Setting[]): readonly Setting[] {
  if (cores === null) return []
  const period = cores < 0.01 ? 1_000_000 : 100_000
  return settings(Math.max(1_000, Math.round(cores * period)), period)
}

/** As cAdvisor counts it: without files that the kernel holds only because there is room. */
const usedIn: Readonly<Record<Kind, (memory: string, usage: string) => Used | null>> = {
  'cgroup-v2': (memory, usage) => {
    const [current, seconds] = [read(memory, 'memory.current'), field(read(usage, 'cpu.stat'), 'usage_usec')]
    if (current === null) return null
    return { memoryBytes: Number(current) - field(read(memory, 'memory.stat'), 'inactive_file'), cpuSeconds: seconds / 1e6 }
  },
  'cgroup-v1': (memory, usage) => {
    const [current, nanoseconds] = [read(memory, 'memory.usage_in_bytes'), Number(read(usage, 'cpuacct.usage') ?? 0)]
    if (current === null) return null
    const cached = field(read(memory, 'memory.stat'), 'total_inactive_file')
    return { memoryBytes: Number(current) - cached, cpuSeconds: nanoseconds / 1e9 }
  },
}

/** The kernel ended something in it, and its own limit was why: the whole machine may have run out of memory, too. */
const outgrew: Readonly<Record<Kind, (memory: string) => boolean>> = {
  'cgroup-v2': (memory) => {
    const events = read(memory, 'memory.events')
    return field(events, 'oom_kill') > 0 && field(events, 'oom') > 0
  },
  'cgroup-v1': (memory) => {
    // By the most that it ever took: newer kernels do not count how often a limit was met (memory.failcnt).
    const [most, limit] = ['memory.max_usage_in_bytes', 'memory.limit_in_bytes'].map((file) => Number(read(memory, file) ?? 0))
    return field(read(memory, 'memory.oom_control'), 'oom_kill') > 0 && (most ?? 0) > 0.95 * (limit ?? 0)
  },
}

/** `name 17` on a line of its own; 0 where there is none. */
const field = (text: string | null, name: string): number => Number(text?.match(new RegExp(`^${name} (\\d+)$`, 'm'))?.[1] ?? 0)

function read(folder: string, file: string): string | null {
  try {
    return readFileSync(join(folder, file), 'utf8')
  } catch {
    return null // gone already, or this kernel does not count it
  }
}

/** A setting that this kernel lacks (swap, say), or that a group above us does not allow, leaves the others: then it answers false. */
function write(folder: string | null | undefined, file: string, value: string): boolean {
  if (!folder) return true
  try {
    writeFileSync(join(folder, file), value)
    return true
  } catch {
    // What is above keeps it within bounds of its own then.
    return false
  }
}

/** Again and again, as one of them may start another meanwhile. */
function killAll(procs: string): void {
  for (let round = 0; round < 5; round += 1) {
    const pids = pidsIn(procs)
    if (pids.length === 0) return
    for (const pid of pids) kill(pid)
  }
}

function pidsIn(procs: string): readonly number[] {
  try {
    return readFileSync(procs, 'utf8').split('\n').filter(Boolean).map(Number)
  } catch {
    return [] // the group is gone, and so are they
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}

/** Killed processes take a moment to go. */
function removeAll(folders: readonly string[]): boolean {
  return folders.map(isRemoved).every(Boolean)
}

function isRemoved(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}
