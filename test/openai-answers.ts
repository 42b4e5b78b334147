import type { ServerResponse } from 'node:http'
import { filter, stream, usageOf } from './openai-stream.ts'
import type { Behaviour, Received } from './openai-upstream.ts'

/** What the upstream answers at each of its paths, as OpenAI and Azure OpenAI word it. */
export async function respond(path: string, entry: Received, response: ServerResponse, behaviour: Behaviour): Promise<void> {
  const json = entry.json ?? {}
  const id = `chatcmpl-${entry.body.length}`
  response.setHeader('x-request-id', 'req_upstream_1')
  response.setHeader('openai-organization', 'org-secret')
  response.setHeader('openai-processing-ms', '12')
  response.setHeader('set-cookie', '__cf_bm=secret; path=/')
  response.setHeader('x-ratelimit-remaining-requests', '99')
  if (path.endsWith('/chat/completions') || path.endsWith('/completions')) {
    const chat = path.endsWith('/chat/completions')
    if (chat && !Array.isArray(json['messages']))
      return problem(response, 400, "Missing required parameter: 'messages'.", 'messages')
    return json['stream'] === true
      ? stream(id, chat, json, entry, response, behaviour)
      : whole(id, chat, json, response, behaviour)
  }
  if (path.endsWith('/embeddings')) return embeddings(json, response)
  if (path.endsWith('/audio/transcriptions')) return send(response, { text: 'hello', bytes: entry.body.length })
  if (path.endsWith('/responses') && entry.method === 'POST') return responses(json, response, behaviour)
  if (/\/responses\/[\w-]+$/.test(path))
    return send(response, { id: path.split('/').at(-1), object: 'response', status: 'completed', output: [] })
  if (path.endsWith('/models'))
    return send(response, { object: 'list', data: [{ id: 'gpt-4o', object: 'model', created: 1, owned_by: 'openai' }] })
  return problem(response, 404, `Invalid URL (${entry.method} ${path})`, null)
}

function whole(id: string, chat: boolean, json: Record<string, unknown>, response: ServerResponse, behaviour: Behaviour): void {
  const text = behaviour.words.join('')
  const azure = behaviour.style === 'azure'
  const choice = chat ? { message: { role: 'assistant', content: text, refusal: null } } : { text }
  send(response, {
    choices: [
      { index: 0, ...choice, logprobs: null, finish_reason: 'stop', ...(azure ? { content_filter_results: filter } : {}) },
    ],
    created: 1_763_600_000,
    id,
    model: json['model'] ?? 'gpt-4o-2024-08-06',
    object: chat ? 'chat.completion' : 'text_completion',
    ...(azure ? { prompt_filter_results: [{ prompt_index: 0, content_filter_results: filter }] } : {}),
    system_fingerprint: 'fp_1',
    usage: usageOf(behaviour.words),
  })
}

function embeddings(json: Record<string, unknown>, response: ServerResponse): void {
  const inputs = Array.isArray(json['input']) ? json['input'] : [json['input']]
  const vector = Float32Array.from([0.25, -0.5, 0.75, 1])
  const embedding = json['encoding_format'] === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector]
  send(response, {
    object: 'list',
    data: inputs.map((_input, index) => ({ object: 'embedding', index, embedding })),
    model: json['model'] ?? 'text-embedding-3-small',
    usage: { prompt_tokens: 5, total_tokens: 5 },
  })
}

function responses(json: Record<string, unknown>, response: ServerResponse, behaviour: Behaviour): void {
  const text = behaviour.words.join('')
  const body = {
    id: 'resp_1',
    object: 'response',
    created_at: 1_763_600_000,
    status: 'completed',
    model: json['model'] ?? 'gpt-4o',
    output: [
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text, annotations: [] }],
      },
    ],
    usage: {
      input_tokens: 9,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 3,
      output_tokens_details: { reasoning_tokens: 1 },
      total_tokens: 12,
    },
  }
  if (json['stream'] !== true) {
    send(response, body)
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const events = [
    { type: 'response.created', sequence_number: 0, response: { ...body, status: 'in_progress', usage: null } },
    { type: 'response.output_text.delta', sequence_number: 1, item_id: 'msg_1', output_index: 0, content_index: 0, delta: text },
    { type: 'response.completed', sequence_number: 2, response: body },
  ]
  for (const event of events) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  response.end()
}

const send = (response: ServerResponse, body: object, status = 200): void => {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
}

const problem = (response: ServerResponse, status: number, message: string, param: string | null): void =>
  send(response, { error: { message, type: 'invalid_request_error', param, code: null } }, status)
