import { textOf } from '../canonical/answers.ts'

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

/** Anthropic's name for an error of a status. */
export const errorTypes = (status: number): string => types[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error')

/** The status behind an error that a stream tells by its name alone. */
export function statusOfType(type: unknown): number {
  const found = Object.entries(types).find(([, name]) => name === textOf(type))
  return found ? Number(found[0]) : 500
}
