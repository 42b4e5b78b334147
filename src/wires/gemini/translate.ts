import { objectOf, sse, textOf } from '../canonical/answers.ts'
import type { ChatFormat } from '../canonical/format.ts'
import { readRequest } from './read-request.ts'
import { readAnswer, writeAnswer } from './translate-answer.ts'
import { errorOf, readStream, writeStream } from './translate-stream.ts'
import { writeRequest } from './write-request.ts'

export const geminiContent: ChatFormat = {
  id: 'gemini',
  title: 'Gemini generateContent',
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
