import type { ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Behaviour, Received } from './openai-upstream.ts'

export const usageOf = (words: readonly string[]) => ({
  prompt_tokens: 9,
  completion_tokens: words.length,
  total_tokens: 9 + words.length,
  prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
})

export const filter = { hate: { filtered: false, severity: 'safe' }, violence: { filtered: false, severity: 'safe' } }

/** Streamed completions, with every way of going wrong in the middle. */
export async function stream(
  id: string,
  chat: boolean,
  json: Record<string, unknown>,
  entry: Received,
  response: ServerResponse,
  behaviour: Behaviour,
): Promise<void> {
  if (behaviour.closeDelimited) {
    response.useChunkedEncodingByDefault = false
    response.shouldKeepAlive = false
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  response.flushHeaders()
  const asked = (json['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage === true
  const shared = {
    id,
    object: chat ? 'chat.completion.chunk' : 'text_completion',
    created: 1_763_600_000,
    model: json['model'] ?? 'gpt-4o',
    system_fingerprint: 'fp_1',
  }
  const event = (more: object): string =>
    `data: ${JSON.stringify({ ...shared, ...more, ...(asked && !('usage' in more) ? { usage: null } : {}) })}\n\n`
  if (behaviour.bigBytes !== null) return big(event, entry, response, behaviour.bigBytes)
  if (behaviour.style === 'azure') {
    const first = {
      choices: [],
      created: 0,
      id: '',
      model: '',
      object: '',
      prompt_filter_results: [{ prompt_index: 0, content_filter_results: filter }],
    }
    response.write(`data: ${JSON.stringify(first)}\n\n`)
  }
  for (const word of behaviour.words) {
    if (behaviour.dieAfterChunks !== null && entry.chunks >= behaviour.dieAfterChunks) return die(response, behaviour)
    if (behaviour.stallAfterChunks !== null && entry.chunks >= behaviour.stallAfterChunks) return
    const delta = chat ? { delta: entry.chunks === 0 ? { role: 'assistant', content: word } : { content: word } } : { text: word }
    response.write(event({ choices: [{ index: 0, ...delta, logprobs: null, finish_reason: null }] }))
    entry.chunks += 1
    if (behaviour.chunkMs > 0) await pause(behaviour.chunkMs)
    if (response.destroyed) return
  }
  response.write(
    event({ choices: [{ index: 0, ...(chat ? { delta: {} } : { text: '' }), logprobs: null, finish_reason: 'stop' }] }),
  )
  if (asked) response.write(event({ choices: [], usage: usageOf(behaviour.words) }))
  response.end('data: [DONE]\n\n')
}

function die(response: ServerResponse, behaviour: Behaviour): void {
  if (behaviour.dieInsideChunk) response.write('data: {"id":"torn","choices":[{"ind')
  // The pieces written so far leave first; then the connection ends without the end of the chunks.
  setImmediate(() => response.socket?.end(() => response.destroy()))
}

/** As fast as the reader takes it, and counted: `entry.chunks` shows how far ahead of the reader we got. */
async function big(event: (more: object) => string, entry: Received, response: ServerResponse, bytes: number): Promise<void> {
  const piece = event({ choices: [{ index: 0, delta: { content: 'x'.repeat(8000) }, finish_reason: null }] })
  for (let sent = 0; sent < bytes && !response.destroyed; sent += piece.length) {
    entry.chunks += 1
    if (!response.write(piece)) await drained(response)
  }
  response.end('data: [DONE]\n\n')
}

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go)
      resolve()
    }
    response.on('drain', go).on('close', go)
  })
