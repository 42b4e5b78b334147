/** What a call asks of a model, in the words of OpenTelemetry's conventions for generative AI; pictures have none there. */
export type Operation = 'chat' | 'text_completion' | 'embeddings' | 'generate_content' | 'image_generation'

const byLastName: ReadonlyMap<string, Operation> = new Map([
  ['completions', 'text_completion'],
  ['responses', 'chat'],
  ['messages', 'chat'],
  ['converse', 'chat'],
  ['converse-stream', 'chat'],
  ['embeddings', 'embeddings'],
  ['embedContent', 'embeddings'],
  ['batchEmbedContents', 'embeddings'],
  ['generateContent', 'generate_content'],
  ['streamGenerateContent', 'generate_content'],
  ['generations', 'image_generation'],
  ['edits', 'image_generation'],
  ['variations', 'image_generation'],
])

/** By the end of the path, whatever is before it; null where that tells nothing. */
export function operationOf(path: string): Operation | null {
  const end = path.endsWith('/') ? path.length - 1 : path.length
  const from = Math.max(path.lastIndexOf('/', end - 1), path.lastIndexOf(':', end - 1)) + 1
  const found = byLastName.get(path.slice(from, end)) ?? null
  if (found === 'text_completion' && path.startsWith('/chat/', from - 6)) return 'chat'
  if (found === 'image_generation' && !path.startsWith('/images/', from - 8)) return null
  return found
}
