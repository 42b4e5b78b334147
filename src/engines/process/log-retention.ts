import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { componentOf } from '../../domain/ids.ts'
import type { ScaledComponent } from '../../domain/scaling.ts'

/** A new instance's log joins those of at most this many before it. */
const keptInstances = 5

/** Removes the logs of a component's oldest instances, so that one that restarts for ever does not fill the disk. */
export async function pruneLogs(folder: string, component: ScaledComponent): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => componentOf(name) === component)
  const written = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0 })),
  )
  const newest = new Map<string, number>()
  for (const { name, at } of written) newest.set(instanceOf(name), Math.max(at, newest.get(instanceOf(name)) ?? 0))
  const kept = [...newest].sort((a, b) => b[1] - a[1]).slice(0, keptInstances)
  const stale = names.filter((name) => !kept.some(([instance]) => instance === instanceOf(name)))
  for (const name of stale) await rm(join(folder, name), { force: true })
}

const instanceOf = (name: string): string => name.replace(/\.log(\.\d+)?$/, '')
