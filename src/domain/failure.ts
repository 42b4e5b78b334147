import type { Doing } from './progress.ts'

/** Every way in which Lectern refuses on purpose. A dialect turns the code into its own status and body. */
export type FailureCode =
  | 'invalid' // the request is wrong: field, value, allowed values (400)
  | 'unauthenticated' // no valid credential (401)
  | 'forbidden' // a valid credential that may not do this (403)
  | 'not_found' // does not exist, or belongs to another tenant (404)
  | 'conflict' // already exists, or another writer was first (409)
  | 'gone' // retired; the message names the replacement (410)
  | 'precondition' // the object's present state does not allow this (412)
  | 'too_large' // body over the limit (413)
  | 'unsupported' // media type or encoding not understood (415)
  | 'locked' // paused or stopped deployment (423)
  | 'limited' // over a quota or rate limit (429)
  | 'upstream_failed' // provider or model server failed or answered nonsense (502)
  | 'unavailable' // not able to serve now, try again (503)
  | 'timeout' // a bounded wait ran out (504)

export const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  precondition: 412,
  too_large: 413,
  unsupported: 415,
  locked: 423,
  limited: 429,
  upstream_failed: 502,
  unavailable: 503,
  timeout: 504,
} as const satisfies Record<FailureCode, number>

export type FailureDetails = {
  /** The field, parameter or object at fault, in the caller's own naming: `parameterBindings.modelName`. */
  readonly target?: string
  /** A dialect's own code where its original documents one (SAP `01010076`, OpenAI `model_not_found`). */
  readonly code?: string
  /** Seconds until a retry makes sense; becomes `retry-after`. */
  readonly retryAfterMs?: number
  readonly data?: Record<string, unknown>
  /** What goes on until it will be possible. */
  readonly doing?: Doing
}

/** A deliberate refusal. The message is shown to the caller: it names the field, the trouble and what is allowed. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly details: FailureDetails

  constructor(code: FailureCode, message: string, details: FailureDetails = {}, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Failure'
    this.code = code
    this.details = details
  }
}

/** For the default branch of a closed switch: a new variant breaks the build instead of production. */
export function unreachable(value: never): never {
  throw new Error(`unexpected variant ${JSON.stringify(value)}`)
}
