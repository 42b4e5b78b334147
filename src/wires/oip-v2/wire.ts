import { passing } from '../passing.ts'
import type { Wire } from '../wire.ts'

/** Tensors to `/v2/models/{m}/infer`, as JSON or raw; the same servers answer V1 beside it. */
export const oipV2Wire: Wire = passing('oip-v2', (message) => `data: ${JSON.stringify({ error: message })}\n\n`)
