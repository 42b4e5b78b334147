import { objectOf, sse, textOf } from '../canonical/answers.ts'
import type { ChatFormat } from '../canonical/format.ts'
import { readRequest } from './read-request.ts'
import { readAnswer, writeAnswer } from './translate-answer.ts'
import { errorOf, readStream, writeStream } from './translate-stream.ts'
import { writeRequest } from './write-request.ts'

export const openaiChat: ChatFormat = {
  id: 'openai',
  title: 'OpenAI Chat Completions',
  names: {},
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  readStream,
  writeStream,
  // Some servers of this API say only `{"error":"…"}` or `{"message":"…"}`.
  readError: (json) => textOf(objectOf(json['error'])['message']) || textOf(json['error']) || textOf(json['message']) || null,
  writeError: (status, message) => ({ error: errorOf(status, message) }),
  errorEvent: (status, message) => sse({ error: errorOf(status, message) }),
}
