import { Buffer } from 'node:buffer'
import type { JsonWatcher } from '../wire.ts'
import { makeJsonWatcher } from './usage.ts'

/** Headers that only Azure's answers have (its API gateway, its region). */
const azures = ['apim-request-id', 'x-ms-region']

/** Codes of errors 400 that Azure charges, because the prompt was worked on to find them. */
const processed = ['content_filter', 'ResponsibleAIPolicyViolation', 'context_length_exceeded']

const headBytes = 8 * 1024

/**
 * Azure charges calls that it refuses when it has worked on them: 400 of the content filter or of too long an input, and 408; not
 * 401 and 429 (learn.microsoft.com, "plan to manage costs for Azure OpenAI"). What such an answer counts is believed; where it
 * counts nothing, the input is a guess and there was no output.
 */
export function watchRefusal(status: number, raw: readonly string[]): JsonWatcher | null {
  if (status !== 400 && status !== 408) return null
  if (!raw.some((name, at) => at % 2 === 0 && azures.includes(name.toLowerCase()))) return null
  const watcher = makeJsonWatcher()
  let head = Buffer.alloc(0)
  return {
    push(chunk) {
      watcher.push(chunk)
      if (head.length < headBytes) head = Buffer.concat([head, chunk.subarray(0, headBytes - head.length)])
    },
    usage: () => watcher.usage(),
    guess: () => (status === 408 || processed.some((code) => head.includes(`"${code}"`)) ? 0 : null),
  }
}
