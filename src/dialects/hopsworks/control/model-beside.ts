import type { Registry } from '../../../control/registry/open-registry.ts'
import { ModelSchema, versionFolder } from '../../../domain/registry.ts'
import { refusal } from '../errors.ts'
import { readTreeJson } from './tree-json.ts'

/** What clients upload beside a version's files before they register it. */
export async function readBeside(
  tree: Registry['tree'],
  group: string,
  name: string,
  version: number,
): Promise<{ readonly inputExample: unknown; readonly modelSchema: ModelSchema | null }> {
  const read = (file: string): Promise<unknown> => readTreeJson(tree, group, versionFolder(name, version), file)
  const schema = await read('model_schema.json')
  const parsed = schema === null ? null : ModelSchema.safeParse(schema)
  if (parsed && !parsed.success) {
    const [issue] = parsed.error.issues
    throw refusal('invalid', 120001, `model_schema.json: ${issue?.path.join('.')} ${issue?.message}`, 'model_schema.json')
  }
  return { inputExample: await read('input_example.json'), modelSchema: parsed?.data ?? null }
}
