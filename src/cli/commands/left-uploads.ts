import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { World } from '../world.ts'

/** Uploads that broke off, so that the next try goes on with them: id by server, resource group and content. */

type Left = Readonly<Record<string, string>>
export type LeftUploads = {
  find(sha256: string): Promise<string | null>
  remember(sha256: string, id: string): Promise<void>
  forget(sha256: string): Promise<void>
}

export function openLeftUploads(
  world: World,
  { url, group }: { readonly url: string; readonly group?: string | undefined },
): LeftUploads {
  const { XDG_STATE_HOME: state, HOME: home } = world.env
  const path = state
    ? join(state, 'lectern', 'uploads.json')
    : home
      ? join(home, '.local', 'state', 'lectern', 'uploads.json')
      : null
  const keyOf = (sha256: string): string => [url, group ?? '', sha256].join(' ')
  return {
    find: async (sha256) => (path === null ? null : ((await read(path))[keyOf(sha256)] ?? null)),
    remember: async (sha256, id) => change((left) => ({ ...left, [keyOf(sha256)]: id })),
    forget: async (sha256) => change(({ [keyOf(sha256)]: _, ...left }) => left),
  }

  /** To go on later is a convenience: where nothing can be written it is done without. */
  async function change(of: (left: Left) => Left): Promise<void> {
    if (path === null) return
    const before = await read(path)
    const after = of(before)
    if (JSON.stringify(after) === JSON.stringify(before)) return
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await writeFile(`${path}.${process.pid}`, JSON.stringify(after), { mode: 0o600 })
      await rename(`${path}.${process.pid}`, path)
    } catch {}
  }
}

const read = async (path: string): Promise<Left> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Left
  } catch {
    return {} // none yet, or not ours: uploads begin anew
  }
}
