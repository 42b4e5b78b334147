import type { RegisteredTag } from '../../client/types.ts'
import type { Shape } from '../output.ts'
import { pairs } from '../pairs.ts'
import type { Session } from '../session.ts'

export type TagOptions = { readonly set: readonly string[]; readonly remove: readonly string[] }

const shape: Shape<RegisteredTag> = {
  columns: { TAG: (each) => each.name, VALUE: (each) => asText(each.value) },
  name: (each) => each.name,
}

/** Changes what the options say, in their order of kinds: tags on, tags off; then lists what there is. */
export async function tags(
  { client, output }: Session,
  model: string,
  asked: string | undefined,
  { set, remove }: TagOptions,
): Promise<void> {
  const values = pairs(set, '--set')
  const { version } = await client.registry.get(model, asked ?? 'latest')
  for (const [name, text] of values) await client.registry.setTag(model, version, name, jsonOrText(text))
  for (const name of remove) await client.registry.removeTag(model, version, name)
  await output.list(shape, await client.registry.tags(model, version))
}

/** What is no JSON is a text. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
