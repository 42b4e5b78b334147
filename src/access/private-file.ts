import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The text without its last line break, or null where there is no such file. */
export const readPrivateFile = async (path: string): Promise<string | null> => {
  try {
    return (await readFile(path, 'utf8')).trimEnd()
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw cause
  }
}

/** Readable by its owner alone, and there as a whole or not at all, also after a crash. */
export const writePrivateFile = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const written = `${path}.new`
  await using file = await open(written, 'w', 0o600)
  // The mode above counts only where the file is new.
  await file.chmod(0o600)
  await file.writeFile(`${text}\n`)
  await file.sync()
  await rename(written, path)
}
