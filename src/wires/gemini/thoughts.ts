import { Buffer } from 'node:buffer'
import type { JsonObject, ReasoningPart, RedactedPart } from '../canonical/chat.ts'
import { said } from '../openai/write-request.ts'

/** Reasoning that only its provider can read has no form here: it goes as a thought without text, marked inside its signature. */
const mark = 'redacted:'

export const writeThought = (part: ReasoningPart | RedactedPart): JsonObject =>
  part.kind === 'redacted'
    ? { text: '', thought: true, thoughtSignature: Buffer.from(mark + part.data).toString('base64') }
    : { text: part.text, thought: true, ...said('thoughtSignature', part.signature) }

export function readThought(text: string, signature: string | null): ReasoningPart | RedactedPart {
  const inside = text === '' && signature !== null ? Buffer.from(signature, 'base64').toString() : ''
  if (inside.startsWith(mark)) return { kind: 'redacted', data: inside.slice(mark.length) }
  return { kind: 'reasoning', text, signature }
}
