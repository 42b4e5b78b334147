import {
  calledWith,
  callIdFrom,
  countOf,
  idFrom,
  inputOf,
  noUsage,
  objectOf,
  objectsOf,
  textOf,
  unheardOf,
} from '../canonical/answers.ts'
import { sealId, unsealId } from '../canonical/call-ids.ts'
import type { AnswerPart, ChatAnswer, ChatUsage, JsonObject, StopReason } from '../canonical/chat.ts'
import type { CallFacts } from '../canonical/format.ts'
import { said } from '../openai/write-request.ts'
import { readThought, writeThought } from './thoughts.ts'

/** A whole answer, or one piece of a stream: they have one shape. `before`: function calls in earlier pieces. */
export function readAnswer(json: JsonObject, call: CallFacts, before = 0): ChatAnswer & { finished: boolean } {
  const candidate = objectOf(objectsOf(json['candidates'])[0])
  let calls = before
  const parts = objectsOf(objectOf(candidate['content'])['parts']).flatMap((part): AnswerPart[] => {
    const read = readPart(part, callIdFrom(calls, call.requestId))
    if (read.some(({ kind }) => kind === 'tool-call')) calls += 1
    return read
  })
  const blocked = objectOf(json['promptFeedback'])['blockReason'] !== undefined
  const reason = textOf(candidate['finishReason'])
  return {
    id: textOf(json['responseId']) || null,
    parts,
    stop: blocked ? 'content-filter' : stopOf(reason, calls > 0),
    stopSequence: null,
    usage: json['usageMetadata'] ? readUsage(objectOf(json['usageMetadata'])) : null,
    finished: blocked || (reason !== '' && reason !== 'FINISH_REASON_UNSPECIFIED'),
  }
}

function readPart(part: JsonObject, ownId: string): AnswerPart[] {
  const signature = textOf(part['thoughtSignature'])
  if (part['functionCall']) {
    const call = objectOf(part['functionCall'])
    const id = sealId(textOf(call['id']) || ownId, signature)
    return [{ kind: 'tool-call', id, name: textOf(call['name']), input: JSON.stringify(call['args'] ?? {}) }]
  }
  if (typeof part['text'] === 'string') {
    const text = part['text']
    if (part['thought'] === true) return [readThought(text, signature || null)]
    return text === '' ? [] : [{ kind: 'text', text }]
  }
  const [name] = Object.keys(part).filter((each) => each !== 'thoughtSignature' && each !== 'thought')
  if (name === undefined) return []
  throw unheardOf(`a "${name}" part`)
}

const stops: Readonly<Record<string, StopReason>> = {
  STOP: 'end',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  LANGUAGE: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
}

/** The provider says `STOP` after function calls too. */
export function stopOf(reason: string, called: boolean): StopReason {
  const stop = stops[reason] ?? 'end'
  return stop === 'end' && called ? 'tool-calls' : stop
}

export const finishReasons = {
  end: 'STOP',
  length: 'MAX_TOKENS',
  'stop-sequence': 'STOP',
  'tool-calls': 'STOP',
  'content-filter': 'SAFETY',
} as const satisfies Record<StopReason, string>

/** Cached tokens are part of the prompt's; thoughts are beside the candidates', and so are prompts of the provider's own tools. */
export function readUsage(usage: JsonObject): ChatUsage {
  const prompt = countOf(usage['promptTokenCount'])
  const cacheRead = Math.min(prompt, countOf(usage['cachedContentTokenCount']))
  return {
    uncached: prompt - cacheRead + countOf(usage['toolUsePromptTokenCount']),
    cacheRead,
    cacheWrite: 0,
    output: countOf(usage['candidatesTokenCount']),
    reasoning: countOf(usage['thoughtsTokenCount']),
  }
}

export const writeUsage = (usage: ChatUsage): JsonObject => ({
  promptTokenCount: inputOf(usage),
  ...(usage.cacheRead > 0 ? { cachedContentTokenCount: usage.cacheRead } : {}),
  candidatesTokenCount: usage.output,
  ...(usage.reasoning > 0 ? { thoughtsTokenCount: usage.reasoning } : {}),
  totalTokenCount: inputOf(usage) + usage.output + usage.reasoning,
})

export const writeAnswer = (answer: ChatAnswer, call: CallFacts): JsonObject => ({
  ...writePiece(answer.parts.map(writePart), answer.id, call, finishReasons[answer.stop]),
  usageMetadata: writeUsage(answer.usage ?? noUsage),
})

export const writePiece = (
  parts: readonly JsonObject[],
  id: string | null,
  call: CallFacts,
  finishReason: string | null = null,
): JsonObject => ({
  candidates: [{ content: { role: 'model', parts }, ...said('finishReason', finishReason), index: 0 }],
  modelVersion: call.model,
  responseId: id ?? idFrom('', call.requestId),
})

export function writePart(part: AnswerPart): JsonObject {
  switch (part.kind) {
    case 'text':
      return { text: part.text }
    case 'tool-call': {
      const { id, signature } = unsealId(part.id)
      return {
        functionCall: { id, name: part.name, args: calledWith(part.input, part.name) },
        ...said('thoughtSignature', signature),
      }
    }
    case 'reasoning':
    case 'redacted':
      return writeThought(part)
  }
}
