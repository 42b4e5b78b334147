import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tinyGguf } from '../gguf.ts'
import type { Platform } from '../platform.ts'
import { must } from './scene.ts'

/** A real language model of 260 thousand parameters, where this machine has it. */
const stories = join(import.meta.dirname, '../../../shared/data/stories260K.gguf')

/** Imports a GGUF file as an administrator does, by `file://`; answers its SHA-256. */
export async function importLocalModel(platform: Platform): Promise<string> {
  const file = existsSync(stories) ? stories : join(platform.dataDir, 'tiny.gguf')
  if (file !== stories) writeFileSync(file, tinyGguf())
  const { id } = must(202, await platform.call('POST', '/v2/admin/models/imports', { source: `file://${file}` }))
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const record = must(200, await platform.call('GET', `/v2/admin/models/imports/${id}`))
    if (record.state === 'done') return record.sha256
    if (record.state === 'failed') throw new Error(record.error)
    await platform.clock.sleep(25)
  }
  throw new Error(`the import of ${file} did not end`)
}
