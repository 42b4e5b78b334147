import type { Registry } from '../../../control/registry/open-registry.ts'
import { ModelSchema, versionFolder } from '../../../domain/registry.ts'
import { refusal } from '../errors.ts'

const most = 16 * 1024 * 1024

/** What clients upload beside a version's files before they register it. */
export async function readBeside(
  tree: Registry['tree'],
  group: string,
  name: string,
  version: number,
): Promise<{ readonly inputExample: unknown; readonly modelSchema: ModelSchema | null }> {
  const read = async (file: string): Promise<unknown> => {
    const path = `${versionFolder(name, version)}/${file}`
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
  const schema = await read('model_schema.json')
  const parsed = schema === null ? null : ModelSchema.safeParse(schema)
  if (parsed && !parsed.success) {
    const [issue] = parsed.error.issues
    throw refusal('invalid', 120001, `model_schema.json: ${issue?.path.join('.')} ${issue?.message}`, 'model_schema.json')
  }
  return { inputExample: await read('input_example.json'), modelSchema: parsed?.data ?? null }
}
