import { guessing } from '../guess.ts'
import { makeEndsWatcher } from '../json-tail.ts'
import { setMembers } from '../openai/splice.ts'
import { makeSseWatcher } from '../sse-watcher.ts'
import type { Wire } from '../wire.ts'
import { findAnthropicUsage, makeAnthropicEvents } from './usage.ts'

/** Anthropic's Messages: the body names the model, usage is always there. */
export const anthropicWire: Wire = {
  id: 'anthropic',
  reads: (method) => method === 'POST',
  prepare(_below, { bytes, json }, model) {
    const same = model === null || json['model'] === model
    return { bytes: same ? bytes : setMembers(bytes, new Map([['model', JSON.stringify(model)]])), hideUsage: false }
  },
  watchJson: (below = '') => guessing(makeEndsWatcher(findAnthropicUsage), below),
  watchStream: () => makeSseWatcher(makeAnthropicEvents()),
  refusal: (status, message) => ({
    headers: {},
    body: { type: 'error' },
    error: { type: types[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error'), message },
  }),
  errorEvent: (message, code) =>
    `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type: errorTypeOf(code), message } })}\n\n`,
}

const types: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
}

const errorTypeOf = (code: string): string =>
  code === 'timeout' ? 'timeout_error' : code === 'limited' ? 'rate_limit_error' : 'api_error'
