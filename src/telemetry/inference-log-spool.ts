import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type LogSpoolOptions = {
  readonly folder: string
  /** Id of this process: several may write to the same folder. */
  readonly boot: string
  readonly now: () => number
  /** What may lie there until it is taken in. */
  readonly maxBytes: number
  readonly maxFiles: number
}

/**
 * Records on their way into the store: whole JSON Lines files, each there at once or not at all, and gone when control has
 * taken it in.
 */
export type LogSpool = {
  /** Throws where nobody takes in what lies there, and there is no room for more. */
  add(lines: string): Promise<void>
}

const lookAgainMs = 1_000

export function makeLogSpool({ folder, boot, now, maxBytes, maxFiles }: LogSpoolOptions): LogSpool {
  let number = 0
  // An upper bound: others may have taken some away since we looked.
  let lying = { files: Number.POSITIVE_INFINITY, bytes: 0, at: Number.NEGATIVE_INFINITY }

  const look = async (): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const sizes = await Promise.all(
      // Taken in between the two looks: then it is no more.
      (await readdir(folder)).map((name) =>
        stat(join(folder, name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    )
    lying = { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0), at: now() }
  }

  return {
    async add(lines) {
      const full = (): boolean => lying.files >= maxFiles || lying.bytes >= maxBytes
      if (full() && Math.abs(now() - lying.at) >= lookAgainMs) await look()
      if (full()) throw new Error('too much waits to be taken into the store')
      number += 1
      const time = new Date(now()).toISOString().replaceAll(/[-:.]/g, '')
      const path = join(folder, `${time}-${String(number).padStart(6, '0')}-${boot.slice(0, 8)}`)
      try {
        await writeFile(`${path}.part`, lines, { mode: 0o600 })
        await rename(`${path}.part`, `${path}.jsonl`)
      } catch (error) {
        lying = { ...lying, files: Number.POSITIVE_INFINITY, at: Number.NEGATIVE_INFINITY } // the folder may be gone
        await rm(`${path}.part`, { force: true })
        throw error
      }
      lying = { ...lying, files: lying.files + 1, bytes: lying.bytes + Buffer.byteLength(lines) }
    },
  }
}
