import type { Buffer } from 'node:buffer'
import type { Models } from './models.ts'
import { sendJson } from './refusal.ts'
import type { Request, Response } from './request.ts'
import type { Served } from './served.ts'

/** One request and its answer. */
export type Exchange = {
  readonly request: Request
  readonly response: Response
  /** Unpacked, bounded. */
  readonly body: () => Promise<Buffer>
  /** The caller has gone before its answer was complete; called at once where it has already. */
  readonly onLeft: (listener: () => void) => void
  /** Nanoseconds. */
  readonly ticks: () => bigint
}

/** What the server has beside the request. */
export type Serving = {
  readonly models: Models
  /** Null where each of several models is called by its own name only. */
  readonly served: Served | null
  readonly draining: () => boolean
  /** What answers has ended by itself: connections are left to those who are on the way, and one answer each. */
  readonly isOver: () => boolean
  /** Whether callers may unload the model and load it again. */
  readonly modelControl: boolean
  readonly maxBodyBytes: number
  readonly ticks: () => bigint
  readonly version: string
}

export function notFound({ response }: Exchange): void {
  sendJson(response, 404, { detail: 'Not Found' })
}

export async function allow(exchange: Exchange, method: 'GET' | 'POST', handle: () => Promise<void> | void): Promise<void> {
  const asked = exchange.request.method
  if (asked === method || (asked === 'HEAD' && method === 'GET')) return handle()
  sendJson(exchange.response, 405, { detail: 'Method Not Allowed' }, { allow: method })
}
