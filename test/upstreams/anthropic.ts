import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import { anthropicAnswer, anthropicEvents } from './bedrock.ts'
import { json, type Listening, listen } from './listen.ts'

export const anthropicKey = 'sk-ant-api03-the-key'

export type AnthropicUpstream = Listening & {
  readonly behaviour: {
    answer: { status: number; type: string; message: string } | null
    dieAfter: number | null
    eventMs: number
  }
}

/** A small real server that speaks Anthropic's Messages, to holders of the key. */
export async function startAnthropic(): Promise<AnthropicUpstream> {
  const behaviour: AnthropicUpstream['behaviour'] = { answer: null, dieAfter: null, eventMs: 0 }
  const server = await listen(async (got, response) => {
    const about = { 'request-id': 'req_011', 'anthropic-organization-id': 'org-of-the-operator' }
    const refuse = (status: number, type: string, message: string): void =>
      json(response, status, { type: 'error', error: { type, message }, request_id: 'req_011' }, about)
    if (got.headers['x-api-key'] !== anthropicKey) return refuse(401, 'authentication_error', 'invalid x-api-key')
    if (got.headers['anthropic-version'] === undefined)
      return refuse(400, 'invalid_request_error', 'anthropic-version: header is required')
    if (behaviour.answer) return refuse(behaviour.answer.status, behaviour.answer.type, behaviour.answer.message)
    if (got.url.startsWith('/v1/models')) return json(response, 200, { data: [], has_more: false }, about)
    if (got.url === '/v1/messages/count_tokens') return json(response, 200, { input_tokens: 12 }, about)
    if (got.url !== '/v1/messages') return refuse(404, 'not_found_error', 'Not found')
    const asked = JSON.parse(got.body.toString())
    if (asked.model !== 'claude-haiku-4-5-20251001') return refuse(404, 'not_found_error', `model: ${asked.model}`)
    if (!asked.stream) return json(response, 200, anthropicAnswer, about)
    response.writeHead(200, { ...about, 'content-type': 'text/event-stream; charset=utf-8' })
    for (const [at, event] of anthropicEvents.entries()) {
      if (at === behaviour.dieAfter) return void response.destroy()
      response.write(`event: ${event['type']}\ndata: ${JSON.stringify(event)}\n\n`)
      if (at === 0) response.write('event: ping\ndata: {"type": "ping"}\n\n')
      await (behaviour.eventMs > 0 ? pause(behaviour.eventMs) : turn())
    }
    response.end()
  })
  return { ...server, behaviour }
}
