import type { FailureCode } from '../../domain/failure.ts'

/** Readable codes where SAP documents no number. */
export const codes = {
  invalid: 'BadRequest',
  unauthenticated: 'Unauthorized',
  forbidden: 'Forbidden',
  not_found: 'NotFound',
  conflict: 'Conflict',
  gone: 'Gone',
  precondition: 'PreconditionFailed',
  too_large: 'PayloadTooLarge',
  unsupported: 'UnsupportedMediaType',
  locked: 'Locked',
  limited: 'TooManyRequests',
  upstream_failed: 'BadGateway',
  unavailable: 'ServiceUnavailable',
  timeout: 'GatewayTimeout',
} as const satisfies Record<FailureCode, string>
