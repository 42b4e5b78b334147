import { textOf } from '../canonical/answers.ts'
import type { ChatFormat } from '../canonical/format.ts'
import { readRequest } from './read-request.ts'
import { readAnswer, writeAnswer } from './translate-answer.ts'
import { errorEvent, readStream, writeStream } from './translate-stream.ts'
import { writeRequest } from './write-request.ts'

export const bedrockConverse: ChatFormat = {
  id: 'bedrock-converse',
  title: 'Bedrock Converse',
  names: {
    temperature: 'inferenceConfig.temperature',
    stop: 'inferenceConfig.stopSequences',
    top_k: 'additionalModelRequestFields.top_k',
    reasoning_effort: 'additionalModelRequestFields.thinking',
    tool_choice: 'toolConfig.toolChoice',
    metadata: 'requestMetadata',
    user: 'requestMetadata.user',
    reasoning_content: 'reasoningContent',
  },
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  readStream,
  writeStream,
  // Depending on the layer that refuses it is one or the other.
  readError: (json) => textOf(json['message']) || textOf(json['Message']) || null,
  writeError: (status, message) => ({ __type: exceptionOf(status), message }),
  errorEvent,
}

const exceptionNames: Readonly<Record<number, string>> = {
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  408: 'ModelTimeoutException',
  424: 'ModelErrorException',
  429: 'ThrottlingException',
  503: 'ServiceUnavailableException',
}
const exceptionOf = (status: number): string =>
  exceptionNames[status] ?? (status >= 500 ? 'InternalServerException' : 'ValidationException')
