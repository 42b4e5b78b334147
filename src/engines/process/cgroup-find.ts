import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Folders of our own in the machine's control groups; those of instances are made in them. */
export type CgroupPlace = {
  readonly kind: 'cgroup-v2' | 'cgroup-v1'
  readonly memory: string
  /** null: processor time cannot be limited here. */
  readonly cpu: string | null
  /** Where processor time is counted; null: nowhere. */
  readonly usage: string | null
}

export type CgroupFiles = {
  /** Text of /proc/self/mountinfo. */
  readonly mounts: string
  /** Text of /proc/self/cgroup. */
  readonly own: string
}

/** Looks for control groups that we may write, by writing. null: there are none. */
export function findCgroups(name: string, files: CgroupFiles | null = readFiles()): CgroupPlace | null {
  if (!files) return null
  const mounts = readMounts(files.mounts)
  const own = readOwn(files.own)
  return findVersion2(mounts, own, name) ?? findVersion1(mounts, own, name)
}

type Mount = { readonly at: string; readonly root: string; readonly version: 1 | 2; readonly controllers: readonly string[] }

function readFiles(): CgroupFiles | null {
  try {
    return { mounts: readFileSync('/proc/self/mountinfo', 'utf8'), own: readFileSync('/proc/self/cgroup', 'utf8') }
  } catch {
    return null // not Linux
  }
}

/** `35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory` */
const readMounts = (text: string): readonly Mount[] =>
  text.split('\n').flatMap((line): readonly Mount[] => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root = '', at = ''] = before.split(' ')
    const [type = '', , options = ''] = after.split(' ')
    if (type === 'cgroup2') return [{ at, root, version: 2 as const, controllers: [] }]
    return type === 'cgroup' ? [{ at, root, version: 1 as const, controllers: options.split(',') }] : []
  })

/** `4:memory:/path` (version 1) and `0::/path` (version 2): path by controller, '' for version 2. */
const readOwn = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').flatMap((line) => {
      const [, controllers = '', path = ''] = line.match(/^\d+:([^:]*):(.*)$/) ?? []
      return path === '' ? [] : controllers.split(',').map((each) => [each, path] as const)
    }),
  )

/** Where we are in a hierarchy as it is mounted here: in a container its root may be all that we see. */
function ownFolder({ at, root }: Mount, path: string | undefined): string {
  const within = join(at, root !== '/' && path?.startsWith(root) ? path.slice(root.length) : (path ?? '/'))
  return existsSync(within) ? within : at
}

function findVersion2(mounts: readonly Mount[], own: ReadonlyMap<string, string>, name: string): CgroupPlace | null {
  const mount = mounts.find(({ version }) => version === 2)
  if (!mount) return null
  const here = ownFolder(mount, own.get(''))
  // Beside us where that is allowed: a group that has processes of its own cannot pass its controllers on.
  for (const parent of [here, join(here, '..')]) {
    if (!parent.startsWith(mount.at)) continue
    if (parent === here) leaveAlone(here)
    const folder = join(parent, name)
    if (!make(folder)) continue
    if (!existsSync(join(folder, 'memory.max'))) write(join(parent, 'cgroup.subtree_control'), '+memory +cpu')
    if (existsSync(join(folder, 'memory.max')) && passOn(folder)) {
      const cpu = existsSync(join(folder, 'cpu.max')) ? folder : null
      return { kind: 'cgroup-v2', memory: folder, cpu, usage: folder }
    }
    remove(folder)
  }
  return null
}

/** Where we are all that there is, as in a container: a group within for ourselves lets ours pass its controllers on. */
function leaveAlone(here: string): void {
  const members = existsSync(join(here, 'cgroup.procs')) ? readFileSync(join(here, 'cgroup.procs'), 'utf8').trim() : ''
  if (members !== String(process.pid) || here.endsWith('/lectern-self')) return
  const folder = join(here, 'lectern-self')
  if (make(folder)) write(join(folder, 'cgroup.procs'), members)
}

/** Both controllers for the groups within, or memory alone. */
const passOn = (folder: string): boolean =>
  write(join(folder, 'cgroup.subtree_control'), '+memory +cpu') || write(join(folder, 'cgroup.subtree_control'), '+memory')

function findVersion1(mounts: readonly Mount[], own: ReadonlyMap<string, string>, name: string): CgroupPlace | null {
  const folderIn = (controller: string): string | null => {
    const mount = mounts.find(({ version, controllers }) => version === 1 && controllers.includes(controller))
    const folder = mount && join(ownFolder(mount, own.get(controller)), name)
    return folder && make(folder) ? folder : null
  }
  const memory = folderIn('memory')
  if (memory === null) return null
  const limit = join(memory, 'memory.limit_in_bytes')
  // Written as it is: whether we may is all that we want to know.
  if (!existsSync(limit) || !write(limit, '-1')) {
    remove(memory)
    return null
  }
  return { kind: 'cgroup-v1', memory, cpu: folderIn('cpu'), usage: folderIn('cpuacct') }
}

function make(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    return true
  } catch {
    return false // read-only, or not ours: which is the answer
  }
}

function remove(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // In use by another run of the same installation, or never made.
  }
}

function write(path: string, value: string): boolean {
  try {
    writeFileSync(path, value)
    return true
  } catch {
    return false
  }
}
