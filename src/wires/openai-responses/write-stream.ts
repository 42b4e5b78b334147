import { idFrom, noUsage, sse } from '../canonical/answers.ts'
import { type BlockEvent, makeBlocks } from '../canonical/blocks.ts'
import type { ChatUsage, JsonObject, StopReason } from '../canonical/chat.ts'
import type { CallFacts, StreamWriter } from '../canonical/format.ts'
import { callItem, messageItem, reasoningItem, responseOf, textPart } from './items.ts'

type Open = { text: string; signature: string | null; id: string; name: string }

/** `response.created` … `response.completed`: every item with its start, its pieces and its whole at the end. */
export function writeStream(call: CallFacts): StreamWriter {
  let sequence = 0
  let begun = false
  let usage: ChatUsage | null = null
  let stop: StopReason = 'end'
  const output: JsonObject[] = []
  const open = new Map<number, Open>()
  const say = (type: string, more: JsonObject): string => {
    const event = sse({ type, sequence_number: sequence, ...more }, type)
    sequence += 1
    return event
  }
  const begin = (): string => {
    if (begun) return ''
    begun = true
    const response = responseOf([], null, null, call)
    return say('response.created', { response }) + say('response.in_progress', { response })
  }
  const added = (output_index: number, item: JsonObject): string => say('response.output_item.added', { output_index, item })
  const done = (output_index: number, item: JsonObject): string => {
    output[output_index] = item
    return say('response.output_item.done', { output_index, item })
  }
  const at = (index: number): Open => {
    const found = open.get(index) ?? { text: '', signature: null, id: '', name: '' }
    open.set(index, found)
    return found
  }
  const message = (index: number): JsonObject => ({
    item_id: `${idFrom('msg_', call.requestId)}_${index}`,
    output_index: index,
    content_index: 0,
  })
  const thought = (index: number): JsonObject => ({
    item_id: `${idFrom('rs_', call.requestId)}_${index}`,
    output_index: index,
    summary_index: 0,
  })
  const used = (index: number): JsonObject => ({ item_id: `${idFrom('fc_', call.requestId)}_${index}`, output_index: index })

  const blocks = makeBlocks({
    start: {
      text: (index) =>
        added(index, messageItem('', index, call, 'in_progress')) +
        say('response.content_part.added', { ...message(index), part: textPart('') }),
      reasoning: (index) => added(index, reasoningItem('', null, index, call)),
      redacted: (index, { data }) => {
        at(index).signature = data
        return added(index, reasoningItem('', null, index, call))
      },
      tool: (index, { id, name }) => {
        open.set(index, { text: '', signature: null, id, name })
        return added(index, callItem(id, name, '', index, call, 'in_progress'))
      },
    },
    delta: {
      text: (index, delta) => {
        at(index).text += delta
        return say('response.output_text.delta', { ...message(index), delta, logprobs: [] })
      },
      reasoning: (index, delta) => {
        const first =
          at(index).text === '' ? say('response.reasoning_summary_part.added', { ...thought(index), part: summary('') }) : ''
        at(index).text += delta
        return first + say('response.reasoning_summary_text.delta', { ...thought(index), delta })
      },
      signature: (index, signature) => {
        at(index).signature = signature
        return ''
      },
      tool: (index, delta) => {
        at(index).text += delta
        return say('response.function_call_arguments.delta', { ...used(index), delta })
      },
    },
    stop: (index, kind) => {
      const { text, signature, id, name } = at(index)
      if (kind === 'text') {
        return (
          say('response.output_text.done', { ...message(index), text, logprobs: [] }) +
          say('response.content_part.done', { ...message(index), part: textPart(text) }) +
          done(index, messageItem(text, index, call))
        )
      }
      if (kind === 'tool') {
        const input = text === '' ? '{}' : text
        return (
          say('response.function_call_arguments.done', { ...used(index), name, arguments: input }) +
          done(index, callItem(id, name, input, index, call))
        )
      }
      const told =
        text === ''
          ? ''
          : say('response.reasoning_summary_text.done', { ...thought(index), text }) +
            say('response.reasoning_summary_part.done', { ...thought(index), part: summary(text) })
      return told + done(index, reasoningItem(text, signature, index, call))
    },
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
          return begin() + say('error', errorOf(event.status, event.message))
        case 'end':
          return ''
        default:
          return begin() + blocks.push(event satisfies BlockEvent)
      }
    },
    end() {
      const rest = begin() + blocks.end()
      const response = responseOf(output, stop, usage ?? noUsage, call)
      return rest + say(response['status'] === 'completed' ? 'response.completed' : 'response.incomplete', { response })
    },
  }
}

const summary = (text: string): JsonObject => ({ type: 'summary_text', text })

export const errorOf = (status: number, message: string): JsonObject => ({
  code: status === 429 ? 'rate_limit_exceeded' : 'server_error',
  message,
  param: null,
})
