import { passing } from '../passing.ts'
import type { Wire } from '../wire.ts'

/** `{"instances": […]}` to `:predict`; the same servers answer the Open Inference Protocol beside it. */
export const instancesV1Wire: Wire = passing('instances-v1', (message) => `data: ${JSON.stringify({ error: message })}\n\n`)
