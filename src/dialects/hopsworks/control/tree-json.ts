import type { Registry } from '../../../control/registry/open-registry.ts'
import { refusal } from '../errors.ts'

const most = 16 * 1024 * 1024

/** A file of a group's tree that holds JSON; null: it is not there. Refuses what is too long or no JSON, by the file's name. */
export async function readTreeJson(tree: Registry['tree'], group: string, folder: string, file: string): Promise<unknown> {
  const path = `${folder}/${file}`
  const node = await tree.stat(group, path)
  if (!node || node.sha256 === null) return null
  if (node.bytes > most) throw refusal('invalid', 120001, `${file} has more than ${most} bytes`, file)
  const pieces: Buffer[] = []
  for await (const piece of (await tree.read(group, path)).open() as AsyncIterable<Buffer>) pieces.push(piece)
  try {
    return JSON.parse(Buffer.concat(pieces).toString())
  } catch (cause) {
    throw refusal('invalid', 120001, `${file} is not JSON: ${cause instanceof Error ? cause.message.slice(0, 120) : ''}`, file)
  }
}
