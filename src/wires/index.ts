import { anthropicWire } from './anthropic/wire.ts'
import { bedrockConverseWire } from './bedrock-converse/wire.ts'
import { geminiWire } from './gemini/wire.ts'
import { instancesV1Wire } from './instances-v1/wire.ts'
import { oipV2Wire } from './oip-v2/wire.ts'
import { openaiWire } from './openai/wire.ts'
import type { Wire } from './wire.ts'

/** Every body format we understand; a route with another one is passed through unread. */
export const wires: ReadonlyMap<string, Wire> = new Map(
  [openaiWire, anthropicWire, bedrockConverseWire, geminiWire, instancesV1Wire, oipV2Wire].map((wire) => [wire.id, wire]),
)
