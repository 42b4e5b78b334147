import type { Buffer } from 'node:buffer'
import type { Exchange } from './exchange.ts'
import { asRefusal } from './refusal.ts'

/** An answer that comes piece by piece; nothing is sent before the first. */
export type Pieces = {
  push(contentType: string, piece: Buffer): void
  /** An event of our own; event streams only. */
  say(body: object): void
  opened(): boolean
  end(): void
  fail(cause: unknown): void
}

/** A caller that reads this much slower than the script writes is let go. */
const mostHeldBytes = 16 * 1024 * 1024

/** Whether the caller asks for server-sent events. */
export const wantsEvents = ({ request }: Exchange): boolean => /\btext\/event-stream\b/.test(request.headers.accept ?? '')

/**
 * As the script gives them, or as server-sent events where the caller asks for these. `wrapped`: always events, each text in this
 * object.
 */
export function openPieces(exchange: Exchange, wrapped: ((text: string) => object) | null = null): Pieces {
  const { response } = exchange
  const asEvents = wrapped !== null || wantsEvents(exchange)
  let opened = false
  const open = (contentType: string): void => {
    if (opened) return
    opened = true
    response.writeHead(200, { 'content-type': asEvents ? 'text/event-stream' : contentType, 'cache-control': 'no-cache' })
  }
  const write = (contentType: string, bytes: Buffer | string): void => {
    if (response.destroyed) return
    open(contentType)
    response.write(bytes)
    if (response.writableLength > mostHeldBytes) response.destroy()
  }
  return {
    opened: () => opened,
    push(contentType, piece) {
      if (!asEvents) return write(contentType, piece)
      const text = piece.toString('utf8')
      write(contentType, event(wrapped ? JSON.stringify(wrapped(text)) : text))
    },
    say(body) {
      write('', event(JSON.stringify(body)))
    },
    end() {
      response.end()
    },
    fail(cause) {
      if (asEvents) response.end(event(JSON.stringify({ error: asRefusal(cause).message })))
      // Without its end the caller cannot take a torn answer for a whole one.
      else response.destroy()
    },
  }
}

/** One server-sent event, whatever lines the text has. */
const event = (text: string): string =>
  `${text
    .replace(/\r?\n$/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join('')}\n`
