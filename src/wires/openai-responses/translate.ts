import { noUsage, objectOf, sse, textOf } from '../canonical/answers.ts'
import type { ChatFormat } from '../canonical/format.ts'
import { errorOf as chatError } from '../openai/translate-stream.ts'
import { itemOf, responseOf } from './items.ts'
import { readAnswer, readStream } from './read-answer.ts'
import { readRequest } from './read-request.ts'
import { writeRequest } from './write-request.ts'
import { errorOf, writeStream } from './write-stream.ts'

export const openaiResponses: ChatFormat = {
  id: 'openai-responses',
  title: 'OpenAI Responses',
  names: {
    messages: 'input',
    max_tokens: 'max_output_tokens',
    response_format: 'text.format',
    reasoning_effort: 'reasoning.effort',
    reasoning_content: 'a reasoning item',
    'image_url.detail': 'detail',
  },
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer: (answer, call) =>
    responseOf(
      answer.parts.map((part, at) => itemOf(part, at, call)),
      answer.stop,
      answer.usage ?? noUsage,
      call,
    ),
  readStream,
  writeStream,
  readError: (json) => textOf(objectOf(json['error'])['message']) || null,
  writeError: (status, message) => ({ error: chatError(status, message) }),
  // Its number in the sequence is not known here; clients do not look at it.
  errorEvent: (status, message) => sse({ type: 'error', sequence_number: 0, ...errorOf(status, message) }, 'error'),
}
