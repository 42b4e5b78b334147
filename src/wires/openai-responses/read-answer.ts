import { countOf, objectOf, objectsOf, readSse, textOf, unheardOf } from '../canonical/answers.ts'
import type { AnswerPart, ChatAnswer, ChatEvent, ChatUsage, JsonObject, StopReason } from '../canonical/chat.ts'
import type { StreamReader } from '../canonical/format.ts'

/** A `response` object. */
export function readAnswer(json: JsonObject): ChatAnswer {
  const parts = objectsOf(json['output']).flatMap(readItem)
  return {
    id: textOf(json['id']) || null,
    parts,
    stop: stopOf(json, parts.some(isCall)),
    stopSequence: null,
    usage: readUsage(json),
  }
}

const isCall = (part: AnswerPart): boolean => part.kind === 'tool-call'

function readItem(item: JsonObject): AnswerPart[] {
  switch (item['type']) {
    case 'message':
      return objectsOf(item['content']).map((part) => ({ kind: 'text', text: textOf(part['text']) || textOf(part['refusal']) }))
    case 'function_call':
      return [{ kind: 'tool-call', id: textOf(item['call_id']), name: textOf(item['name']), input: textOf(item['arguments']) }]
    case 'reasoning': {
      const text = [...objectsOf(item['summary']), ...objectsOf(item['content'])].map((part) => textOf(part['text'])).join('\n\n')
      const sealed = textOf(item['encrypted_content']) || null
      if (text === '') return sealed === null ? [] : [{ kind: 'redacted', data: sealed }]
      return [{ kind: 'reasoning', text, signature: sealed }]
    }
    default:
      throw unheardOf(`a "${textOf(item['type'])}" item`)
  }
}

function stopOf(json: JsonObject, called: boolean): StopReason {
  const reason = objectOf(json['incomplete_details'])['reason']
  if (reason === 'max_output_tokens') return 'length'
  if (reason === 'content_filter') return 'content-filter'
  return called ? 'tool-calls' : 'end'
}

function readUsage(json: JsonObject): ChatUsage | null {
  if (!json['usage']) return null
  const usage = objectOf(json['usage'])
  const input = countOf(usage['input_tokens'])
  const output = countOf(usage['output_tokens'])
  const cacheRead = Math.min(input, countOf(objectOf(usage['input_tokens_details'])['cached_tokens']))
  const reasoning = Math.min(output, countOf(objectOf(usage['output_tokens_details'])['reasoning_tokens']))
  return { uncached: input - cacheRead, cacheRead, cacheWrite: 0, output: output - reasoning, reasoning }
}

/** `response.created` … `response.completed`. */
export function readStream(): StreamReader {
  /** Index of an item → index of the call in it. */
  const calls = new Map<unknown, number>()
  return readSse(function* (json): Generator<ChatEvent> {
    const call = calls.get(json['output_index']) ?? 0
    switch (json['type']) {
      case 'response.created':
        yield { kind: 'start', id: textOf(objectOf(json['response'])['id']) || null }
        return
      case 'response.output_item.added': {
        const item = objectOf(json['item'])
        if (item['type'] !== 'function_call') return
        calls.set(json['output_index'], calls.size)
        yield { kind: 'tool-start', index: calls.size - 1, id: textOf(item['call_id']), name: textOf(item['name']) }
        return
      }
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        yield { kind: 'text', text: textOf(json['delta']) }
        return
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        yield { kind: 'reasoning', text: textOf(json['delta']) }
        return
      case 'response.function_call_arguments.delta':
        yield { kind: 'tool-input', index: call, text: textOf(json['delta']) }
        return
      case 'response.output_item.done': {
        const [part] = readItem(objectOf(json['item']))
        if (part?.kind === 'redacted') yield part
        else if (part?.kind === 'reasoning' && part.signature !== null) yield { kind: 'signature', signature: part.signature }
        return
      }
      case 'response.completed':
      case 'response.incomplete': {
        const response = objectOf(json['response'])
        const usage = readUsage(response)
        if (usage) yield { kind: 'usage', usage }
        yield { kind: 'stop', reason: stopOf(response, calls.size > 0), sequence: null }
        yield { kind: 'end' }
        return
      }
      case 'response.failed':
        yield {
          kind: 'error',
          status: 502,
          message: textOf(objectOf(objectOf(json['response'])['error'])['message']) || 'the model server failed',
        }
        return
      case 'error':
        yield { kind: 'error', status: 502, message: textOf(json['message']) || 'the model server broke off' }
    }
  })
}
