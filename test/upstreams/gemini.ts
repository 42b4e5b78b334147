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
    if (url.pathname.startsWith(anthropicBase))
      return answerRaw(url.pathname.slice(anthropicBase.length), got.body, response, refuse)
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

/** Claude on Vertex AI: the path names the model, the body the version of the format and no model. */
async function answerRaw(
  path: string,
  bytes: Buffer,
  response: ServerResponse,
  refuse: (code: number, status: string, message: string) => void,
): Promise<void> {
  const body = JSON.parse(bytes.toString())
  if (body.anthropic_version !== 'vertex-2023-10-16') return refuse(400, 'INVALID_ARGUMENT', 'anthropic_version: Field required')
  if (path === 'count-tokens:rawPredict') return json(response, 200, { input_tokens: 12 })
  if (body.model !== undefined) return refuse(400, 'INVALID_ARGUMENT', 'model: Extra inputs are not permitted')
  if (path === `${claude}:rawPredict`) return json(response, 200, anthropicAnswer)
  if (path !== `${claude}:streamRawPredict`) return refuse(404, 'NOT_FOUND', `${path} was not found`)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of anthropicEvents) {
    response.write(`event: ${event['type']}\ndata: ${JSON.stringify(event)}\n\n`)
    await turn()
  }
  response.end()
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
