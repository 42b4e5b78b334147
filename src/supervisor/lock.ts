import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identify, isAlive, type ProcessIdentity } from '../engines/process/process-record.ts'

export class AlreadyRunning extends Error {}

/** One Lectern per data directory. A lock whose process is gone is no obstacle. Returns the release. */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'lectern.lock')
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (create(path)) return () => rmSync(path, { force: true })
    const holder = read(path)
    if (holder && isAlive(holder)) {
      throw new AlreadyRunning(
        `another Lectern (process ${holder.pid}) is running on ${dataDir}; stop it first, or give another --data-dir`,
      )
    }
    rmSync(path, { force: true })
  }
  throw new AlreadyRunning(`cannot take the lock ${path}: another Lectern is starting there`)
}

function create(path: string): boolean {
  try {
    writeFileSync(path, JSON.stringify(identify(process.pid)), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function read(path: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null // half written by a start that died, or just removed: nobody holds it
  }
}
