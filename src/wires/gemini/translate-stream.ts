import { countOf, noUsage, objectOf, readSse, sse, textOf } from '../canonical/answers.ts'
import type { ChatEvent, ChatUsage, JsonObject, StopReason } from '../canonical/chat.ts'
import type { CallFacts, StreamReader, StreamWriter } from '../canonical/format.ts'
import { finishReasons, readAnswer, writePart, writePiece, writeUsage } from './translate-answer.ts'

/** Every event is a whole answer's shape with the next piece in it; usage in each counts from the beginning. There is no end mark. */
export function readStream(call: CallFacts): StreamReader {
  let started = false
  let calls = 0
  return readSse(function* (json): Generator<ChatEvent> {
    if (json['error']) {
      const error = objectOf(json['error'])
      yield {
        kind: 'error',
        status: countOf(error['code']) || 502,
        message: textOf(error['message']) || 'the model server broke off',
      }
      return
    }
    const piece = readAnswer(json, call, calls)
    if (!started) yield { kind: 'start', id: piece.id }
    started = true
    for (const part of piece.parts) {
      if (part.kind === 'text') yield { kind: 'text', text: part.text }
      else if (part.kind === 'tool-call') {
        yield { kind: 'tool-start', index: calls, id: part.id, name: part.name }
        yield { kind: 'tool-input', index: calls, text: part.input }
        calls += 1
      } else if (part.kind === 'redacted') yield part
      else {
        if (part.text !== '') yield { kind: 'reasoning', text: part.text }
        if (part.signature !== null) yield { kind: 'signature', signature: part.signature }
      }
    }
    if (piece.usage) yield { kind: 'usage', usage: piece.usage }
    if (piece.finished) yield { kind: 'stop', reason: piece.stop, sequence: null }
  })
}

/** A function call is said once its arguments are whole: there are no pieces of one here. */
export function writeStream(call: CallFacts): StreamWriter {
  let id: string | null = null
  let usage: ChatUsage | null = null
  let stop: StopReason = 'end'
  const calls = new Map<number, { id: string; name: string; input: string }>()
  const say = (...parts: JsonObject[]): string => sse(writePiece(parts, id, call))
  return {
    push(event) {
      switch (event.kind) {
        case 'start':
          id = event.id
          return ''
        case 'text':
          return say(writePart(event))
        case 'reasoning':
          return say(writePart({ ...event, signature: null }))
        case 'signature':
          return say(writePart({ kind: 'reasoning', text: '', signature: event.signature }))
        case 'redacted':
          return say(writePart(event))
        case 'tool-start':
          calls.set(event.index, { id: event.id, name: event.name, input: '' })
          return ''
        case 'tool-input': {
          const open = calls.get(event.index)
          if (open) open.input += event.text
          return ''
        }
        case 'stop':
          stop = event.reason
          return ''
        case 'usage':
          usage = event.usage
          return ''
        case 'error':
          return sse({ error: errorOf(event.status, event.message) })
        case 'end':
          return ''
      }
    },
    end() {
      const parts = [...calls.values()].map((each) => writePart({ kind: 'tool-call', ...each }))
      return sse({ ...writePiece(parts, id, call, finishReasons[stop]), usageMetadata: writeUsage(usage ?? noUsage) })
    },
  }
}

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

export const errorOf = (status: number, message: string): JsonObject => ({
  code: status,
  message,
  status: statuses[status] ?? (status >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT'),
})
