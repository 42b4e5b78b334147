import { createParser } from 'eventsource-parser'
import { call, callOk } from '../../api/client.ts'
import { problemOf } from '../../api/problem.ts'
import type { LogLine, LogStream } from '../../parts/log-view.tsx'

/** What is read of a log. `since`: how far back, such as `24h`; absent: all there is. */
export type LogAsked = {
  readonly deploymentId: string
  readonly instance?: string | undefined
  readonly previous: boolean
  readonly since?: string | undefined
}

type Written = { readonly timestamp: string; readonly msg: string; readonly pod: string }

/** As many as the viewer holds at once. */
const mostLines = 100_000

const addressOf = ({ deploymentId, instance, previous, since }: LogAsked, more: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams({
    ...more,
    ...(instance === undefined ? {} : { instance }),
    ...(previous ? { previous: 'true' } : {}),
    ...(since === undefined ? {} : { since }),
  })
  return `/v2/lm/deployments/${encodeURIComponent(deploymentId)}/logs?${query}`
}

/** `named`: what an instance is called. */
const lineOf =
  (named: (instance: string) => string) =>
  ({ timestamp, msg, pod }: Written): LogLine => ({ text: msg, at: timestamp, source: named(pod) })

/** What is there now, the newest lines where there are too many. */
export async function readLog(asked: LogAsked, named: (instance: string) => string): Promise<readonly LogLine[]> {
  const answer = await callOk(addressOf(asked, { $top: String(mostLines), $order: 'desc' }))
  const { data } = (await answer.json()) as { data: { result: readonly Written[] } }
  return data.result.map(lineOf(named)).reverse()
}

/** What is there and what comes; goes on where it was after a broken line. */
export const followLog =
  (asked: LogAsked, named: (instance: string) => string): LogStream =>
  async (append, signal) => {
    let lastId = ''
    for (let tries = 0; !signal.aborted; tries += 1) {
      const headers = { accept: 'text/event-stream', ...(lastId === '' ? {} : { 'last-event-id': lastId }) }
      const begin = lastId === '' ? { $top: String(mostLines) } : {}
      const response = await call(addressOf(asked, { follow: 'true', ...begin }), { signal, headers }).catch((error: Error) => {
        if (signal.aborted || tries >= 5) throw error
        return null
      })
      if (response && !response.ok) throw await problemOf(response)
      if (response?.body) {
        const lines: LogLine[] = []
        const parser = createParser({
          onEvent: ({ event, id, data }) => {
            if (id !== undefined) lastId = id
            if (event === 'line') lines.push(lineOf(named)(JSON.parse(data) as Written))
          },
        })
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
        for (;;) {
          const next = await reader.read().catch(() => null)
          if (!next || next.done) break
          tries = 0
          parser.feed(next.value)
          if (lines.length > 0) append(lines.splice(0))
        }
      }
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 500 * 2 ** tries)))
    }
  }
