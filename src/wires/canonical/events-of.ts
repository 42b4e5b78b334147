import type { AnswerPart, ChatAnswer, ChatEvent } from './chat.ts'

/** A whole answer as a stream would tell it. */
export function eventsOf({ id, parts, stop, stopSequence, usage }: ChatAnswer): ChatEvent[] {
  let calls = 0
  const told = (part: AnswerPart): ChatEvent[] => {
    switch (part.kind) {
      case 'text':
      case 'redacted':
        return [part]
      case 'reasoning':
        return [part, ...(part.signature === null ? [] : [{ kind: 'signature', signature: part.signature } as const])]
      case 'tool-call': {
        const index = calls
        calls += 1
        const input = { kind: 'tool-input', index, text: part.input } as const
        return [{ kind: 'tool-start', index, id: part.id, name: part.name }, ...(part.input === '' ? [] : [input])]
      }
    }
  }
  const end: ChatEvent[] = [
    { kind: 'stop', reason: stop, sequence: stopSequence },
    ...(usage ? [{ kind: 'usage', usage } as const] : []),
  ]
  return [{ kind: 'start', id }, ...parts.flatMap(told), ...end]
}
