import { noUsage, objectOf, readSse, sse, textOf, unheardOf } from '../canonical/answers.ts'
import { makeBlocks } from '../canonical/blocks.ts'
import type { ChatEvent, ChatUsage, JsonObject, StopReason } from '../canonical/chat.ts'
import type { CallFacts, StreamReader, StreamWriter } from '../canonical/format.ts'
import { errorTypes, statusOfType } from './error-types.ts'
import { messageId, readUsage, stopOf, stopReasons, writeUsage } from './translate-answer.ts'

/** `message_start` … `message_stop`; `ping` and unknown events are passed over, as Anthropic asks of clients. */
export function readStream(): StreamReader {
  let usage = noUsage
  /** Index of a content block → index of the tool call in it. */
  const calls = new Map<unknown, number>()
  return readSse(function* (json): Generator<ChatEvent> {
    switch (json['type']) {
      case 'message_start': {
        const message = objectOf(json['message'])
        usage = readUsage(objectOf(message['usage']), usage)
        yield { kind: 'start', id: textOf(message['id']) || null }
        yield { kind: 'usage', usage }
        return
      }
      case 'content_block_start':
        yield* readBlock(objectOf(json['content_block']), json['index'], calls)
        return
      case 'content_block_delta':
        yield* readDelta(objectOf(json['delta']), calls.get(json['index']) ?? 0)
        return
      case 'message_delta': {
        const delta = objectOf(json['delta'])
        usage = readUsage(objectOf(json['usage']), usage)
        yield { kind: 'usage', usage }
        yield { kind: 'stop', reason: stopOf(delta['stop_reason']), sequence: textOf(delta['stop_sequence']) || null }
        return
      }
      case 'message_stop':
        yield { kind: 'end' }
        return
      case 'error': {
        const error = objectOf(json['error'])
        yield {
          kind: 'error',
          status: statusOfType(error['type']),
          message: textOf(error['message']) || 'the model server broke off',
        }
      }
    }
  })
}

function* readBlock(block: JsonObject, index: unknown, calls: Map<unknown, number>): Generator<ChatEvent> {
  switch (block['type']) {
    case 'text':
      if (textOf(block['text']) !== '') yield { kind: 'text', text: textOf(block['text']) }
      return
    case 'thinking':
      if (textOf(block['thinking']) !== '') yield { kind: 'reasoning', text: textOf(block['thinking']) }
      return
    case 'redacted_thinking':
      yield { kind: 'redacted', data: textOf(block['data']) }
      return
    case 'tool_use': {
      const call = calls.size
      calls.set(index, call)
      yield { kind: 'tool-start', index: call, id: textOf(block['id']), name: textOf(block['name']) }
      const input = objectOf(block['input'])
      if (Object.keys(input).length > 0) yield { kind: 'tool-input', index: call, text: JSON.stringify(input) }
      return
    }
    default:
      throw unheardOf(`a "${textOf(block['type'])}" block`)
  }
}

function* readDelta(delta: JsonObject, call: number): Generator<ChatEvent> {
  if (delta['type'] === 'text_delta') yield { kind: 'text', text: textOf(delta['text']) }
  else if (delta['type'] === 'thinking_delta') yield { kind: 'reasoning', text: textOf(delta['thinking']) }
  else if (delta['type'] === 'signature_delta') yield { kind: 'signature', signature: textOf(delta['signature']) }
  else if (delta['type'] === 'input_json_delta' && textOf(delta['partial_json']) !== '') {
    yield { kind: 'tool-input', index: call, text: textOf(delta['partial_json']) }
  }
}

/** Blocks one after the other, each with its start and stop; stop reason and usage together in the last-but-one event. */
export function writeStream(call: CallFacts): StreamWriter {
  let begun = false
  let usage: ChatUsage | null = null
  let stop: { reason: StopReason; sequence: string | null } = { reason: 'end', sequence: null }
  const say = (type: string, more: JsonObject): string => sse({ type, ...more }, type)
  const begin = (id: string | null): string => {
    if (begun) return ''
    begun = true
    const message = {
      id: messageId(id, call),
      type: 'message',
      role: 'assistant',
      model: call.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: writeUsage(usage ?? noUsage),
    }
    return say('message_start', { message })
  }
  const delta = (index: number, more: JsonObject): string => say('content_block_delta', { index, delta: more })
  const blocks = makeBlocks({
    start: {
      text: (index) => say('content_block_start', { index, content_block: { type: 'text', text: '' } }),
      reasoning: (index) =>
        say('content_block_start', { index, content_block: { type: 'thinking', thinking: '', signature: '' } }),
      redacted: (index, { data }) => say('content_block_start', { index, content_block: { type: 'redacted_thinking', data } }),
      tool: (index, { id, name }) =>
        say('content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } }),
    },
    delta: {
      text: (index, text) => delta(index, { type: 'text_delta', text }),
      reasoning: (index, thinking) => delta(index, { type: 'thinking_delta', thinking }),
      signature: (index, signature) => delta(index, { type: 'signature_delta', signature }),
      tool: (index, partial_json) => delta(index, { type: 'input_json_delta', partial_json }),
    },
    stop: (index) => say('content_block_stop', { index }),
  })
  return {
    push(event) {
      switch (event.kind) {
        case 'start':
          return begin(event.id)
        case 'usage':
          usage = event.usage
          return ''
        case 'stop':
          stop = event
          return ''
        case 'error':
          return errorEvent(event.status, event.message)
        case 'end':
          return ''
        default:
          return begin(null) + blocks.push(event)
      }
    },
    end() {
      const delta = { stop_reason: stopReasons[stop.reason], stop_sequence: stop.sequence }
      const closing = say('message_delta', { delta, usage: writeUsage(usage ?? noUsage) }) + say('message_stop', {})
      return begin(null) + blocks.end() + closing
    },
  }
}

export const errorEvent = (status: number, message: string): string => sse(errorBody(status, message), 'error')

export const errorBody = (status: number, message: string): JsonObject => ({
  type: 'error',
  error: { type: errorTypes(status), message },
})
