import { Agent } from 'undici'
import { makeGuardedConnector } from '../outbound/guard.ts'
import type { EventRequest } from '../telemetry/inference-log-record.ts'

/** Hands events to whoever collects them. */
export type EventSender = {
  /** Throws where the collector did not take it. */
  send(url: string, event: EventRequest): Promise<void>
  close(): Promise<void>
}

const connectMs = 3_000
const answerMs = 10_000

/** `allowPrivate`: a collector may live at a private address; otherwise every address must be public. */
export function makeEventSender(allowPrivate: boolean): EventSender {
  const agent = new Agent({
    connections: 8,
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    connect: allowPrivate ? { timeout: connectMs } : makeGuardedConnector({ connectMs }),
  })
  return {
    async send(url, { headers, body }) {
      const { origin, pathname, search } = new URL(url)
      const answer = await agent.request({ origin, path: `${pathname}${search}`, method: 'POST', headers, body })
      await answer.body.dump()
      // Redirects are not followed: they could lead anywhere.
      if (answer.statusCode >= 300) throw new Error(`the collector answered ${answer.statusCode}`)
    },
    close: () => agent.destroy(),
  }
}
