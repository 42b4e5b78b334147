import { anthropicWire } from './anthropic/wire.ts'
import { bedrockConverseWire } from './bedrock-converse/wire.ts'
import { geminiWire } from './gemini/wire.ts'
import { openaiWire } from './openai/wire.ts'
import type { Wire } from './wire.ts'

/** Every body format we understand; a route with another one is passed through unread. */
export const wires: ReadonlyMap<string, Wire> = new Map(
  [openaiWire, anthropicWire, bedrockConverseWire, geminiWire].map((wire) => [wire.id, wire]),
)
