import { estimateInputTokens } from '../domain/usage.ts'
import { operationOf } from './operation.ts'
import type { JsonWatcher } from './wire.ts'

/**
 * For an answer that says no count: what it may have used. Where tokens surely are used there is a guess, a quarter of the
 * answer's length as with requests; vectors are no tokens. Anything else (lists, counts, files, pictures) uses none that we know.
 */
export function guessing(watcher: JsonWatcher, below: string): JsonWatcher {
  const operation = operationOf(below)
  if (operation === null || operation === 'image_generation') return watcher
  let bytes = 0
  return {
    ...watcher,
    push(chunk) {
      bytes += chunk.length
      watcher.push(chunk)
    },
    guess: () => (operation === 'embeddings' ? 0 : estimateInputTokens(bytes)),
  }
}
