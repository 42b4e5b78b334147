import { Buffer } from 'node:buffer'
import { createServer, type Socket } from 'node:net'

/**
 * A child process that answers chat completions as fast as this language can: one look at the request, canned bytes back.
 * A body with `"bench":{"chunks":n,"gapMs":g}` gets a stream of n events that carry the time they were sent.
 */
const answerBody = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1_763_600_000,
    model: 'gpt-4o-2024-08-06',
    choices: [{ index: 0, message: { role: 'assistant', content: 'x'.repeat(900) }, logprobs: null, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: 210,
      completion_tokens: 180,
      total_tokens: 390,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 0,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
    service_tier: 'default',
    system_fingerprint: 'fp_bench',
  }),
)
const sharedHeaders = [
  'date: Fri, 20 Nov 2026 06:00:00 GMT',
  'server: bench',
  'openai-organization: org-bench',
  'openai-processing-ms: 12',
  'openai-version: 2020-10-01',
  'x-ratelimit-limit-requests: 10000',
  'x-ratelimit-limit-tokens: 2000000',
  'x-ratelimit-remaining-requests: 9999',
  'x-ratelimit-remaining-tokens: 1999700',
  'x-ratelimit-reset-requests: 6ms',
  'x-ratelimit-reset-tokens: 9ms',
  'x-request-id: req_bench',
  'connection: keep-alive',
].join('\r\n')
const answer = Buffer.concat([
  Buffer.from(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${sharedHeaders}\r\ncontent-length: ${answerBody.length}\r\n\r\n`,
  ),
  answerBody,
])
const streamHead = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n${sharedHeaders}\r\ntransfer-encoding: chunked\r\n\r\n`

const open = new Set<Socket>()
let lastCloseAt = 0n

const server = createServer({ noDelay: true }, (socket) => {
  let pending: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (;;) {
      const end = pending.indexOf('\r\n\r\n')
      if (end === -1) return
      const head = pending.toString('latin1', 0, end).toLowerCase()
      const length = Number(/content-length: *(\d+)/.exec(head)?.[1] ?? 0)
      if (pending.length < end + 4 + length) return
      const bench = /"bench":\{"chunks":(\d+),"gapMs":(\d+)\}/.exec(pending.toString('latin1', end + 4, end + 4 + length))
      pending = pending.subarray(end + 4 + length)
      if (bench) stream(socket, Number(bench[1]), Number(bench[2]))
      else socket.write(answer)
    }
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    if (open.delete(socket)) lastCloseAt = process.hrtime.bigint()
  })
})

function stream(socket: Socket, chunks: number, gapMs: number): void {
  socket.write(streamHead)
  open.add(socket)
  let left = chunks
  const next = (): void => {
    if (socket.destroyed) return
    if (left === 0) {
      open.delete(socket)
      socket.write(chunked('data: [DONE]\n\n') + '0\r\n\r\n')
      return
    }
    left -= 1
    const event = {
      id: 'chatcmpl-bench',
      object: 'chat.completion.chunk',
      created: 1_763_600_000,
      model: 'gpt-4o-2024-08-06',
      system_fingerprint: 'fp_bench',
    }
    const sent = `@${process.hrtime.bigint()}@`
    socket.write(
      chunked(
        `data: ${JSON.stringify({ ...event, choices: [{ index: 0, delta: { content: sent }, logprobs: null, finish_reason: null }] })}\n\n`,
      ),
    )
    // Jitter, or all streams would tick in step.
    setTimeout(next, gapMs * (0.5 + Math.random()))
  }
  next()
}

const chunked = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`

process.on('message', () => process.send?.({ open: open.size, lastCloseAt: lastCloseAt.toString() }))
process.on('disconnect', () => process.exit(0))
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 })
})
