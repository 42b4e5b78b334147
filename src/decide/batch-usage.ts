import { z } from 'zod'
import type { BatchUsage } from '../domain/batch.ts'

export const noUsage: BatchUsage = { input: 0, cachedInput: 0, output: 0, reasoning: 0 }

/** With what a line of an output file says that its call used, in the words of chat or of responses. */
export function withUsage(sum: BatchUsage, line: string): BatchUsage {
  const used = Line.safeParse(parsed(line)).data?.response?.body?.usage
  if (!used) return sum
  const read = used.prompt_tokens_details ?? used.input_tokens_details
  const made = used.completion_tokens_details ?? used.output_tokens_details
  return {
    input: sum.input + (used.prompt_tokens ?? used.input_tokens ?? 0),
    cachedInput: sum.cachedInput + (read?.cached_tokens ?? 0),
    output: sum.output + (used.completion_tokens ?? used.output_tokens ?? 0),
    reasoning: sum.reasoning + (made?.reasoning_tokens ?? 0),
  }
}

const tokens = z.int().nonnegative().nullish().catch(null)
const Read = z.object({ cached_tokens: tokens }).nullish().catch(null)
const Made = z.object({ reasoning_tokens: tokens }).nullish().catch(null)
const Used = z.object({
  prompt_tokens: tokens,
  input_tokens: tokens,
  completion_tokens: tokens,
  output_tokens: tokens,
  prompt_tokens_details: Read,
  input_tokens_details: Read,
  completion_tokens_details: Made,
  output_tokens_details: Made,
})
const Line = z.object({ response: z.object({ body: z.object({ usage: Used.nullish() }).nullish().catch(null) }).nullish() })

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
