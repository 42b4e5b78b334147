import { appendFile, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

export type LogFilesOptions = {
  /** One folder below it for each deployment. */
  readonly folder: string
  /** Id of this process: several may write to the same folder. */
  readonly boot: string
  readonly now: () => number
  /** Where a file is left for the next. */
  readonly maxBytes: number
  /** Kept for each folder; older ones are deleted. */
  readonly maxFiles: number
}

/** JSON Lines files, rotated: `<folder>/<below>/<time>-<process>.jsonl`. Calls for one folder must wait for each other. */
export type LogFiles = {
  append(below: readonly string[], lines: string): Promise<void>
}

export function makeLogFiles({ folder, boot, now, maxBytes, maxFiles }: LogFilesOptions): LogFiles {
  const open = new Map<string, { readonly path: string; bytes: number }>()
  let files = 0

  const begin = async (directory: string): Promise<{ path: string; bytes: number }> => {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const old = (await readdir(directory)).filter((name) => name.endsWith('.jsonl')).sort()
    for (const name of old.slice(0, Math.max(0, old.length - maxFiles + 1))) await rm(join(directory, name), { force: true })
    files += 1
    const time = new Date(now()).toISOString().replaceAll(/[-:.]/g, '')
    // Numbered, because two may begin within a millisecond, and in the order of names the older one must come first.
    const file = { path: join(directory, `${time}-${String(files).padStart(6, '0')}-${boot.slice(0, 8)}.jsonl`), bytes: 0 }
    open.set(directory, file)
    return file
  }

  return {
    async append(below, lines) {
      const directory = join(folder, ...below)
      const known = open.get(directory)
      const file = known && known.bytes < maxBytes ? known : await begin(directory)
      try {
        await appendFile(file.path, lines, { mode: 0o600 })
        file.bytes += Buffer.byteLength(lines)
      } catch (error) {
        open.delete(directory) // the folder may be gone, or half a line written
        throw error
      }
    },
  }
}
