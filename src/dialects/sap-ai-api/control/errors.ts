import { z } from 'zod'
import type { Failure } from '../../../domain/failure.ts'
import { codes } from '../error-codes.ts'

export const ApiError = z
  .object({
    code: z.string().describe('A number that SAP AI Core documents, or a word'),
    message: z.string().describe('Names the field, the trouble and what is allowed'),
    requestId: z.string().optional(),
    target: z.string().optional().describe('The field or object at fault'),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'ApiError' })
export type ApiError = z.infer<typeof ApiError>

const ErrorBody = z.object({ error: ApiError }).meta({ id: 'ErrorResponse', description: 'Refused; the message says why' })

/** The answers that any operation may give besides its own. */
export const refusals = { '4xx': ErrorBody, '5xx': ErrorBody } as const

export const renderApiError = ({ code, message, details }: Failure, requestId: string, path: string): ApiError => ({
  code: details.code ?? codes[code],
  message,
  requestId,
  target: details.target ?? path,
  ...(details.data ? { details: details.data } : {}),
})

export const renderErrorBody = (failure: Failure, requestId: string, path: string): z.infer<typeof ErrorBody> => ({
  error: renderApiError(failure, requestId, path),
})
