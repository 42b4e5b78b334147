import { createHash } from 'node:crypto'
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ModelVersion } from '../../domain/registry.ts'

/** What is said of a version, as files that model servers read: arguments may not be long enough. null: nothing is said. */
export type Described = { readonly schemaFile: string | null; readonly exampleFile: string | null }

/** `folder`: the version's own, where its files lie in another; it must be there. Named by what is in them: each is written once. */
export async function writeDescribed(
  folder: string,
  { modelSchema, inputExample }: Pick<ModelVersion, 'modelSchema' | 'inputExample'>,
  newId: () => string,
): Promise<Described> {
  return {
    schemaFile: await write('schema', modelSchema),
    exampleFile: await write('example', inputExample),
  }

  async function write(kind: string, value: unknown): Promise<string | null> {
    if (value === null || value === undefined) return null
    const text = JSON.stringify(value)
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 32)
    const path = join(folder, 'Described', `${kind}-${digest}.json`)
    if (await isThere(path)) return path
    const making = `${path}.${newId()}`
    await mkdir(dirname(path), { recursive: true })
    try {
      await writeFile(making, text, { mode: 0o444 })
      await rename(making, path)
    } finally {
      await rm(making, { force: true })
    }
    return path
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
