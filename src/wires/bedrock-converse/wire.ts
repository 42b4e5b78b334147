import { eventStreamType } from '../event-stream/frames.ts'
import { guessing } from '../guess.ts'
import { makeEndsWatcher } from '../json-tail.ts'
import { makeSseWatcher } from '../sse-watcher.ts'
import type { Asked, Wire } from '../wire.ts'
import { withPictureList } from './pictures.ts'
import { makeNativeStream, makeSseStream, sseError } from './stream.ts'
import { findBedrockUsage, makeEventsSeen, usageInHeaders } from './usage.ts'

/** Amazon Bedrock's runtime: converse, and native calls in whatever format the model has. The path names the model. */
export const bedrockConverseWire: Wire = {
  id: 'bedrock-converse',
  // Native bodies may say any content type; the signature needs all of their bytes.
  reads: (method) => method === 'POST',
  prepare: (_below, { bytes }) => ({ bytes, hideUsage: false }),
  watchJson: (below = '') => guessing(withPictureList(makeEndsWatcher(findBedrockUsage), below), below),
  watchStream: () => {
    const seen = makeEventsSeen()
    return makeSseWatcher({
      read: (data) => seen.read(null, data),
      usage: seen.usage,
      pieces: seen.pieces,
      finished: seen.finished,
    })
  },
  usageInHeaders,
  reframe: (contentType, asked) => {
    if (!contentType.startsWith(eventStreamType)) return null
    return wantsFrames(asked)
      ? { contentType: eventStreamType, stream: makeNativeStream() }
      : { contentType: 'text/event-stream', stream: makeSseStream() }
  },
  refusal: (status, message) => ({
    headers: { 'x-amzn-errortype': exceptions[status] ?? (status < 500 ? 'ValidationException' : 'InternalServerException') },
    body: { message },
    error: {},
  }),
  errorEvent: sseError,
}

/** The service's own names for what a status means; its clients decide by them what to try again. */
const exceptions: Readonly<Record<number, string>> = {
  401: 'AccessDeniedException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  410: 'ResourceNotFoundException',
  423: 'ModelNotReadyException',
  429: 'ThrottlingException',
  502: 'ModelErrorException',
  503: 'ServiceUnavailableException',
  504: 'ModelTimeoutException',
}

/** Bedrock's own clients write the model into the path; others may say what they read. */
const wantsFrames = ({ below, accept }: Asked): boolean => below.startsWith('/model/') || accept.includes(eventStreamType)
