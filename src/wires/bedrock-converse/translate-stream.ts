import { noUsage, objectOf, readSse, sse, textOf, unheardOf } from '../canonical/answers.ts'
import { makeBlocks } from '../canonical/blocks.ts'
import type { ChatEvent, ChatUsage, JsonObject, StopReason } from '../canonical/chat.ts'
import type { CallFacts, StreamReader, StreamWriter } from '../canonical/format.ts'
import { readUsage, stopOf, stopReasons, writeUsage } from './translate-answer.ts'

/** Exceptions that end a stream, with the status each has outside of one. */
const exceptions: Readonly<Record<string, number>> = {
  internalServerException: 500,
  modelStreamErrorException: 424,
  validationException: 400,
  throttlingException: 429,
  serviceUnavailableException: 503,
}

/** Converse events as server-sent ones, `{"contentBlockDelta":{…}}`: what the binary stream becomes before it gets here. */
export function readStream(): StreamReader {
  const calls = new Map<unknown, number>()
  return readSse(function* (json): Generator<ChatEvent> {
    for (const [name, value] of Object.entries(json)) yield* readEvent(name, objectOf(value), calls)
  })
}

function* readEvent(name: string, event: JsonObject, calls: Map<unknown, number>): Generator<ChatEvent> {
  const index = event['contentBlockIndex']
  if (name === 'messageStart') yield { kind: 'start', id: null }
  else if (name === 'contentBlockStart') {
    const start = objectOf(event['start'])
    const use = objectOf(start['toolUse'])
    if (!start['toolUse']) throw unheardOf(`a "${Object.keys(start)[0] ?? ''}" block`)
    calls.set(index, calls.size)
    yield { kind: 'tool-start', index: calls.size - 1, id: textOf(use['toolUseId']), name: textOf(use['name']) }
  } else if (name === 'contentBlockDelta') yield* readDelta(objectOf(event['delta']), calls.get(index) ?? 0)
  else if (name === 'messageStop') yield { kind: 'stop', reason: stopOf(event['stopReason']), sequence: null }
  else if (name === 'metadata') {
    yield { kind: 'usage', usage: readUsage(objectOf(event['usage'])) }
    yield { kind: 'end' }
  } else if (exceptions[name] !== undefined || name === 'error') {
    yield { kind: 'error', status: exceptions[name] ?? 502, message: textOf(event['message']) || 'the model server broke off' }
  }
}

function* readDelta(delta: JsonObject, call: number): Generator<ChatEvent> {
  if (typeof delta['text'] === 'string') yield { kind: 'text', text: delta['text'] }
  else if (delta['toolUse']) yield { kind: 'tool-input', index: call, text: textOf(objectOf(delta['toolUse'])['input']) }
  else if (delta['reasoningContent']) {
    const reasoning = objectOf(delta['reasoningContent'])
    if (typeof reasoning['text'] === 'string') yield { kind: 'reasoning', text: reasoning['text'] }
    else if (typeof reasoning['signature'] === 'string') yield { kind: 'signature', signature: reasoning['signature'] }
    else if (typeof reasoning['redactedContent'] === 'string') yield { kind: 'redacted', data: reasoning['redactedContent'] }
  } else throw unheardOf(`a "${Object.keys(delta)[0] ?? ''}" delta`)
}

/** Only tool calls have a start event of their own. */
export function writeStream(_call: CallFacts): StreamWriter {
  let begun = false
  let usage: ChatUsage | null = null
  let stop: StopReason = 'end'
  const begin = (): string => {
    if (begun) return ''
    begun = true
    return sse({ messageStart: { role: 'assistant' } })
  }
  const delta = (contentBlockIndex: number, more: JsonObject): string =>
    sse({ contentBlockDelta: { delta: more, contentBlockIndex } })
  const blocks = makeBlocks({
    start: {
      text: () => '',
      reasoning: () => '',
      redacted: (index, { data }) => delta(index, { reasoningContent: { redactedContent: data } }),
      tool: (contentBlockIndex, { id, name }) =>
        sse({ contentBlockStart: { start: { toolUse: { toolUseId: id, name } }, contentBlockIndex } }),
    },
    delta: {
      text: (index, text) => delta(index, { text }),
      reasoning: (index, text) => delta(index, { reasoningContent: { text } }),
      signature: (index, signature) => delta(index, { reasoningContent: { signature } }),
      tool: (index, input) => delta(index, { toolUse: { input } }),
    },
    stop: (contentBlockIndex) => sse({ contentBlockStop: { contentBlockIndex } }),
  })
  return {
    push(event) {
      switch (event.kind) {
        case 'start':
          return begin()
        case 'usage':
          usage = event.usage
          return ''
        case 'stop':
          stop = event.reason
          return ''
        case 'error':
          return errorEvent(event.status, event.message)
        case 'end':
          return ''
        default:
          return begin() + blocks.push(event)
      }
    },
    end: () =>
      begin() +
      blocks.end() +
      sse({ messageStop: { stopReason: stopReasons[stop] } }) +
      sse({ metadata: { usage: writeUsage(usage ?? noUsage), metrics: { latencyMs: 0 } } }),
  }
}

export const errorEvent = (status: number, message: string): string => {
  const name = Object.entries(exceptions).find(([, each]) => each === status)?.[0] ?? 'internalServerException'
  return sse({ [name]: { message } })
}
