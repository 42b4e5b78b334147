import type { Agent } from 'undici'
import type { RoutedSink } from '../domain/inference-log.ts'
import type { EventRequest } from '../telemetry/inference-log-events.ts'

export type HttpRoute = Extract<RoutedSink, { kind: 'http' }>

/** Hands events to whoever collects them. */
export type EventSender = {
  /** Throws where the collector did not take it. */
  send(sink: Pick<HttpRoute, 'url' | 'authentication' | 'secret'>, event: EventRequest): Promise<void>
  close(): Promise<void>
}

const connectMs = 3_000
const answerMs = 10_000

/** `allowPrivate`: a collector may live at a private address; otherwise every address must be public. */
export function makeEventSender(allowPrivate: boolean): EventSender {
  let opening: Promise<Agent> | null = null
  return {
    async send(sink, { headers, body }) {
      const { origin, pathname, search } = new URL(sink.url)
      opening ??= openAgent(allowPrivate)
      const agent = await opening
      const answer = await agent.request({
        origin,
        path: `${pathname}${search}`,
        method: 'POST',
        headers: { ...headers, ...proof(sink) },
        body,
      })
      await answer.body.dump()
      // Redirects are not followed: they could lead anywhere.
      if (answer.statusCode >= 300) throw new Error(`the collector answered ${answer.statusCode}`)
    },
    close: async () => (await opening)?.destroy(),
  }
}

/** Loaded with the first event: most gateways have no collector to tell, and undici is ten megabytes. */
async function openAgent(allowPrivate: boolean): Promise<Agent> {
  const [{ Agent }, { makeGuardedConnector }] = await Promise.all([import('undici'), import('../outbound/connector.ts')])
  return new Agent({
    connections: 8,
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    connect: allowPrivate ? { timeout: connectMs } : makeGuardedConnector({ connectMs }),
  })
}

function proof({ authentication, secret }: Pick<HttpRoute, 'authentication' | 'secret'>): Record<string, string> {
  if (!authentication || secret === undefined) return {}
  return authentication.kind === 'bearer'
    ? { authorization: `Bearer ${secret}` }
    : { [authentication.name.toLowerCase()]: secret }
}
