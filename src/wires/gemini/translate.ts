import { objectOf, sse, textOf } from '../canonical/answers.ts'
import type { ChatFormat } from '../canonical/format.ts'
import { readRequest } from './read-request.ts'
import { readAnswer, writeAnswer } from './translate-answer.ts'
import { errorOf, readStream, writeStream } from './translate-stream.ts'
import { writeRequest } from './write-request.ts'

export const geminiContent: ChatFormat = {
  id: 'gemini',
  title: 'Gemini generateContent',
  names: {
    messages: 'contents',
    temperature: 'generationConfig.temperature',
    top_k: 'generationConfig.topK',
    stop: 'generationConfig.stopSequences',
    seed: 'generationConfig.seed',
    presence_penalty: 'generationConfig.presencePenalty',
    frequency_penalty: 'generationConfig.frequencyPenalty',
    response_format: 'generationConfig.responseMimeType',
    reasoning_effort: 'generationConfig.thinkingConfig',
    tool_choice: 'toolConfig.functionCallingConfig.mode',
    metadata: 'labels',
    user: 'labels.user',
    reasoning_content: 'a thought part',
  },
  readRequest,
  writeRequest,
  readAnswer: (json, call) => readAnswer(json, call),
  writeAnswer,
  readStream,
  writeStream,
  readError: (json) => textOf(objectOf(json['error'])['message']) || null,
  writeError: (status, message) => ({ error: errorOf(status, message) }),
  errorEvent: (status, message) => sse({ error: errorOf(status, message) }),
}
