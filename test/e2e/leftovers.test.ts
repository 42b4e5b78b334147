import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { findCgroups } from '../../src/engines/process/cgroup-find.ts'
import { startLectern, until } from './supervisor.ts'

const probe = `lectern-probe-${process.pid}`
const place = findCgroups(probe)
const folders = place ? [place.memory, place.cpu, place.usage].filter((each) => each !== null) : []
for (const folder of new Set(folders)) rmdirSync(folder)
/** Where the control groups of the installation in that data directory are. */
const folderOf = (dataDir: string): string => {
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  return join(dirname(place?.memory ?? ''), `lectern-${digest}`)
}
const instancesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? [each.name] : []))
    : []

it.runIf(place)(
  'what a killed supervisor leaves in control groups is gone after the next start, and all of it after a stop',
  async () => {
    await using first = await startLectern()
    const folder = folderOf(first.dataDir)
    const instances = () => instancesIn(folder)
    await until(() => instances().length === 1, 20_000)
    const [left = ''] = instances()
    // The group is made before the process that it is for.
    const members = (): string => readFileSync(join(folder, left, 'cgroup.procs'), 'utf8')
    await until(() => members() !== '', 20_000)
    expect(members()).toContain(`${first.pidOf('llama-runner')}\n`)
    first.supervisor.kill('SIGKILL')
    await first.exit()
    await using second = await startLectern([], { dataDir: first.dataDir })
    await until(() => instances().length === 1 && !instances().includes(left), 20_000)
    second.supervisor.kill('SIGTERM')
    expect((await second.exit()).code).toBe(0)
    expect(existsSync(folder)).toBe(false)
  },
)
