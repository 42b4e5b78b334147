import { Failure, type FailureCode } from '../../domain/failure.ts'

/** A deliberate refusal, whoever made it; null: a bug. */
export const asFailure = (error: unknown): Failure | null => {
  if (error instanceof Failure) return error
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  const known = ofFramework[error.code]
  if (known) return new Failure(known.code, known.message, { target: 'body' }, { cause: error })
  const status = 'statusCode' in error ? Number(error.statusCode) : 500
  return error.code.startsWith('FST_') && status >= 400 && status < 500
    ? new Failure('invalid', error.message, {}, { cause: error })
    : null
}

/** What Fastify refuses by itself, before a route is reached. */
const ofFramework: Readonly<Record<string, { code: FailureCode; message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'too_large', message: 'body is larger than this server accepts' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'unsupported',
    message: 'content-type must be application/json (or application/merge-patch+json for PATCH)',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: 'invalid', message: 'body is shorter or longer than content-length says' },
  FST_ERR_BAD_URL: { code: 'invalid', message: 'the address is not a valid URL: check its percent-encoding' },
}
