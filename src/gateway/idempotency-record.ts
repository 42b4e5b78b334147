import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import type { KeptAnswer } from './idempotency.ts'

/**
 * Looks on at what a caller gets, and says once whether it can be given again: whole, successful, no event stream and not over
 * the bound. `not-kept` is said as soon as that is clear.
 */
export function recordAnswer(
  response: ServerResponse,
  mostBytes: number,
  ended: (result: KeptAnswer | 'not-kept' | null) => void,
): void {
  const { write, end, writeHead } = response
  let status = 0
  let flat: readonly string[] = []
  let length = 0
  let chunks: Buffer[] = []
  let keeps = true

  const push = (chunk: unknown): void => {
    if (!keeps || typeof chunk === 'function' || chunk === undefined || chunk === null) return
    // Copied: a chunk is a window on a buffer that may be much larger.
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array)
    length += bytes.length
    if (length <= mostBytes) chunks.push(bytes)
    else giveUp()
  }
  const giveUp = (): void => {
    keeps = false
    chunks = []
    ended('not-kept')
  }
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    const headers: unknown = args.at(-1)
    status = args[0]
    flat = Array.isArray(headers) ? headers : []
    if (valueIn(flat, 'content-type')?.startsWith('text/event-stream') || Number(valueIn(flat, 'content-length')) > mostBytes)
      giveUp()
    return writeHead.apply(response, args)
  }) as typeof writeHead
  response.write = ((...args: Parameters<typeof write>) => {
    push(args[0])
    return write.apply(response, args)
  }) as typeof write
  response.end = ((...args: Parameters<typeof end>) => {
    push(args[0])
    if (keeps && status >= 200 && status < 300) ended({ status, flat, body: Buffer.concat(chunks) })
    keeps = false
    return end.apply(response, args)
  }) as typeof end
  // Cut, refused, or done: where an answer was kept this says nothing more.
  response.once('close', () => {
    chunks = []
    ended(null)
  })
}

function valueIn(flat: readonly string[], name: string): string | undefined {
  for (let at = 0; at + 1 < flat.length; at += 2) if (flat[at] === name) return flat[at + 1]
  return undefined
}
