import { objectOf, textOf } from '../canonical/answers.ts'
import type { ChatFormat } from '../canonical/format.ts'
import { readRequest } from './read-request.ts'
import { readAnswer, writeAnswer } from './translate-answer.ts'
import { errorBody, errorEvent, readStream, writeStream } from './translate-stream.ts'
import { defaultMaxTokens, writeRequest } from './write-request.ts'

export const anthropicMessages: ChatFormat = {
  id: 'anthropic',
  title: 'Anthropic Messages',
  names: {
    stop: 'stop_sequences',
    user: 'metadata.user_id',
    reasoning_effort: 'thinking',
    parallel_tool_calls: 'tool_choice.disable_parallel_tool_use',
    response_format: 'output_config.format',
    reasoning_content: 'a thinking block',
  },
  readRequest,
  writeRequest,
  usualMaxTokens: defaultMaxTokens,
  readAnswer,
  writeAnswer,
  readStream,
  writeStream,
  readError: (json) => textOf(objectOf(json['error'])['message']) || null,
  writeError: errorBody,
  errorEvent,
}
