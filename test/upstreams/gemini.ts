import type { ServerResponse } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { anthropicAnswer, anthropicEvents } from './bedrock.ts'
import { json, type Listening, listen } from './listen.ts'
import type { TokenEndpoint } from './tokens.ts'

export type GeminiUpstream = Listening & { readonly behaviour: { answer: { status: number; body: unknown } | null } }

const base = '/v1beta1/projects/acme-1/locations/europe-west1/publishers/google/models/'

/** A small real server that speaks Vertex AI's wire for one project and location, to holders of a token of `tokens`. */
export async function startGemini(tokens: TokenEndpoint): Promise<GeminiUpstream> {
  const behaviour: GeminiUpstream['behaviour'] = { answer: null }
  const server = await listen(async (got, response) => {
    const refuse = (code: number, status: string, message: string): void =>
      json(response, code, { error: { code, message, status } })
    if (!tokens.isGood(got.headers.authorization?.replace(/^Bearer /, '')))
      return refuse(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.')
    if (behaviour.answer) return json(response, behaviour.answer.status, behaviour.answer.body)
    const url = new URL(got.url, 'http://x')
    if (url.searchParams.has('key')) return refuse(400, 'INVALID_ARGUMENT', 'API keys are not supported by this API.')
    if (url.pathname === '/v1beta1/publishers/google/models') return json(response, 200, { publisherModels: [] })
    if (url.pathname.startsWith(anthropicBase)) return answerRaw(url, got.body, response, refuse)
    if (url.pathname === openPath) return answerOpen(got.body, `meta/${llama}`, response, refuse)
    if (url.pathname.startsWith(mistralBase)) return answerMistral(url.pathname, got.body, response, refuse)
    const [model, operation] = url.pathname.startsWith(base) ? url.pathname.slice(base.length).split(':') : []
    if (model === 'gemini-2.5-flash' && operation === 'generateContent') return json(response, 200, geminiAnswer)
    if (model === 'gemini-2.5-flash' && operation === 'countTokens') return json(response, 200, { totalTokens: 12 })
    if (model === 'gemini-embedding-001' && operation === 'predict') return json(response, 200, embeddings)
    if (model === 'gemini-2.5-flash' && operation === 'streamGenerateContent') {
      if (url.searchParams.get('alt') !== 'sse') return json(response, 200, geminiEvents)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const event of geminiEvents) {
        response.write(`data: ${JSON.stringify(event)}\r\n\r\n`)
        await turn()
      }
      return void response.end()
    }
    refuse(404, 'NOT_FOUND', `${got.url} was not found`)
  })
  return { ...server, behaviour }
}

const anthropicBase = base.replace('/google/', '/anthropic/')
const claude = 'claude-sonnet-4-5%4020250929'
const openPath = base.replace('publishers/google/models/', 'endpoints/openapi/chat/completions')
const mistralBase = base.replace('/google/', '/mistralai/')
export const llama = 'llama-3.3-70b-instruct-maas'
export const mistral = 'mistral-small-2503'

/** Claude on Vertex AI: the path names the model, the body the version of the format and no model. */
async function answerRaw({ pathname, search }: URL, bytes: Buffer, response: ServerResponse, refuse: Refuse): Promise<void> {
  const path = pathname.slice(anthropicBase.length)
  const body = JSON.parse(bytes.toString())
  if (search !== '') return refuse(400, 'INVALID_ARGUMENT', `${search}: unknown query parameters`)
  if (body.anthropic_version !== 'vertex-2023-10-16') return refuse(400, 'INVALID_ARGUMENT', 'anthropic_version: Field required')
  if (path === 'count-tokens:rawPredict')
    return body.model === decodeURIComponent(claude)
      ? json(response, 200, { input_tokens: 12 })
      : refuse(404, 'NOT_FOUND', `model: ${body.model}`)
  if (body.model !== undefined) return refuse(400, 'INVALID_ARGUMENT', 'model: Extra inputs are not permitted')
  if (typeof body.max_tokens !== 'number') return refuse(400, 'INVALID_ARGUMENT', 'max_tokens: Field required')
  if ((body.stream === true) !== path.endsWith(':streamRawPredict'))
    return refuse(400, 'INVALID_ARGUMENT', 'stream and path say different things')
  if (path === `${claude}:rawPredict`) return json(response, 200, anthropicAnswer)
  if (path !== `${claude}:streamRawPredict`) return refuse(404, 'NOT_FOUND', `${path} was not found`)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of anthropicEvents) {
    response.write(`event: ${event['type']}\ndata: ${JSON.stringify(event)}\n\n`)
    await turn()
  }
  response.end()
}

type Refuse = (code: number, status: string, message: string) => void

/** Mistral's models: the path names the model as Anthropic's does, the body too, and nobody asks for usage. */
async function answerMistral(path: string, bytes: Buffer, response: ServerResponse, refuse: Refuse): Promise<void> {
  const body = JSON.parse(bytes.toString())
  if (body.stream_options !== undefined) return refuse(422, 'INVALID_ARGUMENT', 'stream_options: Extra inputs are not permitted')
  if (path !== `${mistralBase}${mistral}:${body.stream === true ? 'streamRawPredict' : 'rawPredict'}`)
    return refuse(404, 'NOT_FOUND', `${path} was not found`)
  return answerOpen(bytes, mistral, response, refuse)
}

/** Open models: OpenAI's API at one address, the model in the body with its publisher. */
async function answerOpen(bytes: Buffer, model: string, response: ServerResponse, refuse: Refuse): Promise<void> {
  const body = JSON.parse(bytes.toString())
  if (body.model !== model) return refuse(404, 'NOT_FOUND', `model ${body.model} was not found`)
  const usage = { prompt_tokens: 15, completion_tokens: 5, total_tokens: 20 }
  const about = { id: 'chatcmpl-1', created: 1_763_600_000, model: body.model }
  const choice = { index: 0, finish_reason: 'stop', logprobs: null }
  if (body.stream !== true) {
    const message = { role: 'assistant', content: 'Hello there!' }
    return json(response, 200, { ...about, object: 'chat.completion', choices: [{ ...choice, message }], usage })
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const say = (more: object): void =>
    void response.write(`data: ${JSON.stringify({ ...about, object: 'chat.completion.chunk', ...more })}\n\n`)
  say({ choices: [{ ...choice, finish_reason: null, delta: { role: 'assistant', content: 'Hello ' } }] })
  await turn()
  say({ choices: [{ ...choice, delta: { content: 'there!' } }], ...(model === mistral ? { usage } : {}) })
  if (body.stream_options?.include_usage) say({ choices: [], usage })
  response.end('data: [DONE]\n\n')
}

const usageMetadata = {
  promptTokenCount: 12,
  cachedContentTokenCount: 4,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 20,
  totalTokenCount: 37,
  trafficType: 'ON_DEMAND',
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: 12 }],
}
const candidate = (text: string, more = {}) => ({ content: { role: 'model', parts: [{ text }] }, ...more })
const about = { modelVersion: 'gemini-2.5-flash', createTime: '2026-11-20T07:00:00.000000Z', responseId: 'r-1' }

export const geminiAnswer = {
  candidates: [candidate('Hello there!', { finishReason: 'STOP', avgLogprobs: -0.1 })],
  usageMetadata,
  ...about,
}
export const geminiEvents = [
  { candidates: [candidate('Hello')], usageMetadata: { trafficType: 'ON_DEMAND' }, ...about },
  {
    candidates: [candidate(' there')],
    usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 2, totalTokenCount: 14 },
    ...about,
  },
  { candidates: [candidate('!', { finishReason: 'STOP' })], usageMetadata, ...about },
]
export const embeddings = {
  predictions: [3, 9].map((token_count) => ({
    embeddings: { statistics: { truncated: false, token_count }, values: [0.1, -0.2] },
  })),
  metadata: { billableCharacterCount: 11 },
}
