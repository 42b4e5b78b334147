import { bareId } from './call-ids.ts'
import type { AnswerFormat, ImagePart, JsonObject, Message, Part, TextPart, ToolResultPart } from './chat.ts'
import { cannotCarry } from './fields.ts'

/**
 * Neighbours of one role as one message: wires differ in whether a turn may be several messages, and none of them
 * tells the two apart in what the model sees. `roles`: whose neighbours are joined.
 */
export function turnsOf(
  messages: readonly Message[],
  roles: readonly Message['role'][] = ['system', 'user', 'assistant'],
): Message[] {
  const turns: { role: Message['role']; parts: Part[] }[] = []
  for (const { role, parts } of messages) {
    if (parts.length === 0) continue
    const last = turns.at(-1)
    if (last?.role === role && roles.includes(role)) last.parts.push(...parts)
    else turns.push({ role, parts: [...parts] })
  }
  return turns
}

/** For wires with one place for instructions, before everything else. */
export function splitSystem(messages: readonly Message[], to: string): { system: readonly TextPart[]; turns: Message[] } {
  const first = messages.findIndex(({ role }) => role !== 'system')
  const head = first === -1 ? messages : messages.slice(0, first)
  const rest = first === -1 ? [] : messages.slice(first)
  if (rest.some(({ role }) => role === 'system')) {
    throw cannotCarry(
      'messages with a system message after the first user or assistant message',
      to,
      'put all instructions first',
    )
  }
  const system = head.flatMap(({ parts }) => parts.map((part) => mustBeText(part, to)))
  return { system, turns: turnsOf(rest) }
}

export function mustBeText(part: Part, to: string): TextPart {
  if (part.kind === 'text') return part
  throw cannotCarry(`messages with a ${part.kind} part in a system message`, to, 'instructions must be text')
}

/** Name of the tool behind each bare call id; a later call of the same id counts. */
export function namesOf(messages: readonly Message[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { parts } of messages) for (const part of parts) if (part.kind === 'tool-call') names.set(bareId(part.id), part.name)
  return names
}

/** For wires that take a schema and nothing beside it: its description says what the model is to know; a name is a label only. */
export const describedSchema = ({ schema, description }: AnswerFormat & { kind: 'schema' }): JsonObject => {
  if (description === null) return schema
  const own = schema['description']
  return { ...schema, description: typeof own === 'string' && own !== description ? `${description}\n\n${own}` : description }
}

/** For wires without a word for a failed tool: the text says it, or the model would take a failure for a result. */
export const failureSaid = ({ content, failed }: ToolResultPart): readonly (TextPart | ImagePart)[] => {
  const [first] = content
  if (!failed || (first?.kind === 'text' && first.text.startsWith('Error'))) return content
  return first?.kind === 'text'
    ? [{ ...first, text: `Error: ${first.text}` }, ...content.slice(1)]
    : [{ kind: 'text', text: 'Error' }, ...content]
}
