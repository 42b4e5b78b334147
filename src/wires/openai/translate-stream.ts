import { callIdFrom, idFrom, objectOf, objectsOf, readSse, secondsOf, sse, textOf } from '../canonical/answers.ts'
import { sealId } from '../canonical/call-ids.ts'
import type { ChatEvent, ChatUsage, JsonObject } from '../canonical/chat.ts'
import type { CallFacts, StreamReader, StreamWriter } from '../canonical/format.ts'
import { finishReasons, readUsage, reasoningIn, signatureIn, stopOf, writeUsage } from './translate-answer.ts'
import { writeThought } from './write-request.ts'

/** `chat.completion.chunk` events. */
export function readStream(call: CallFacts): StreamReader {
  let started = false
  /** Index that the server gives a call → ours. */
  const calls = new Map<number, number>()
  return readSse(function* (json): Generator<ChatEvent> {
    if (json['error']) {
      const error = objectOf(json['error'])
      yield { kind: 'error', status: statusIn(error), message: textOf(error['message']) || 'the model server broke off' }
      return
    }
    const choice = objectOf(objectsOf(json['choices'])[0])
    if (!started && objectsOf(json['choices']).length > 0) {
      started = true
      yield { kind: 'start', id: textOf(json['id']) || null }
    }
    const delta = objectOf(choice['delta'])
    const reasoning = reasoningIn(delta)
    if (reasoning !== '') yield { kind: 'reasoning', text: reasoning }
    for (const block of objectsOf(delta['thinking_blocks'])) {
      if (block['type'] === 'redacted_thinking') yield { kind: 'redacted', data: textOf(block['data']) }
      else if (textOf(block['signature']) !== '') yield { kind: 'signature', signature: textOf(block['signature']) }
    }
    const text = textOf(delta['content']) || textOf(delta['refusal'])
    if (text !== '') yield { kind: 'text', text }
    for (const part of objectsOf(delta['tool_calls'])) yield* readCall(part, calls, call)
    if (typeof choice['finish_reason'] === 'string') {
      yield { kind: 'stop', reason: stopOf(choice['finish_reason'], calls.size > 0), sequence: null }
    }
    if (json['usage']) yield { kind: 'usage', usage: readUsage(objectOf(json['usage'])) }
  })
}

function* readCall(part: JsonObject, calls: Map<number, number>, call: CallFacts): Generator<ChatEvent> {
  const named = objectOf(part['function'])
  const theirs = typeof part['index'] === 'number' ? part['index'] : textOf(part['id']) !== '' ? calls.size : calls.size - 1
  let index = calls.get(theirs)
  if (index === undefined) {
    index = calls.size
    calls.set(theirs, index)
    const id = sealId(textOf(part['id']) || callIdFrom(index, call.requestId), signatureIn(part))
    yield { kind: 'tool-start', index, id, name: textOf(named['name']) }
  }
  const text = textOf(named['arguments'])
  if (text !== '') yield { kind: 'tool-input', index, text }
}

const statusIn = (error: JsonObject): number => (typeof error['status'] === 'number' ? error['status'] : 502)

/** Chunks as OpenAI sends them: the role first, one finishing chunk, usage where asked for, `[DONE]`. */
export function writeStream(call: CallFacts, usageWanted: boolean): StreamWriter {
  const shared = {
    id: idFrom('chatcmpl-', call.requestId),
    object: 'chat.completion.chunk',
    created: secondsOf(call.at),
    model: call.model,
  }
  let id: string | null = null
  let opened = false
  let usage: ChatUsage | null = null
  let finish: string | null = null
  let thought = ''
  /** Calls that said no arguments so far; in the end that means none, which is `{}`. */
  const silent = new Set<number>()
  const chunk = (delta: JsonObject, finishReason: string | null = null): string => {
    const first = opened ? {} : { role: 'assistant', content: '' }
    opened = true
    const choice = { index: 0, delta: { ...first, ...delta }, logprobs: null, finish_reason: finishReason }
    return sse({ ...shared, ...(id === null ? {} : { id }), choices: [choice], ...(usageWanted ? { usage: null } : {}) })
  }
  const write = (event: ChatEvent): string => {
    switch (event.kind) {
      case 'start':
        id = event.id
        return chunk({})
      case 'text':
        return chunk({ content: event.text })
      case 'reasoning':
        thought += event.text
        return chunk({ reasoning_content: event.text })
      case 'signature': {
        const block = writeThought({ kind: 'reasoning', text: thought, signature: event.signature })
        thought = ''
        return chunk({ thinking_blocks: [block] })
      }
      case 'redacted':
        return chunk({ thinking_blocks: [writeThought(event)] })
      case 'tool-start': {
        const { index, id, name } = event
        silent.add(index)
        return chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] })
      }
      case 'tool-input':
        silent.delete(event.index)
        return chunk({ tool_calls: [{ index: event.index, function: { arguments: event.text } }] })
      case 'stop':
        finish = finishReasons[event.reason]
        return ''
      case 'usage':
        usage = event.usage
        return ''
      case 'error':
        return sse({ error: errorOf(event.status, event.message) })
      case 'end':
        return ''
    }
  }
  return {
    push: write,
    end() {
      const bare = [...silent].map((index) => ({ index, function: { arguments: '{}' } }))
      const calls = bare.length > 0 ? chunk({ tool_calls: bare }) : ''
      const counted =
        usageWanted && usage ? sse({ ...shared, ...(id === null ? {} : { id }), choices: [], usage: writeUsage(usage) }) : ''
      return `${calls}${chunk({}, finish ?? 'stop')}${counted}data: [DONE]\n\n`
    },
  }
}

export function errorOf(status: number, message: string): JsonObject {
  const type = status === 429 ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error'
  return { message, type, param: null, code: status === 429 ? 'rate_limit_exceeded' : null }
}
