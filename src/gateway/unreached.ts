import { Failure } from '../domain/failure.ts'
import type { Route, Target } from '../domain/route.ts'
import type { CallBody } from './request.ts'

/** Null where another try makes sense; otherwise what the caller is told. */
export function mayTryAgain(target: Target, error: Error, body: CallBody, isInstance: boolean): Failure | null {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code === 'UND_ERR_INVALID_ARG') return new Failure('invalid', `the request cannot be sent on: ${error.message}`)
  if (isInstance && body.kind !== 'stream') return null
  const where = isInstance ? 'the model server' : target.address
  if (error instanceof Failure)
    return new Failure(
      'upstream_failed',
      `${where} is not reached: ${error.message}`,
      { code: 'private_address' },
      { cause: error },
    )
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return new Failure(
      'timeout',
      `no connection to ${where} within the bound for connecting`,
      { code: 'connect_timeout' },
      { cause: error },
    )
  }
  return new Failure(
    'upstream_failed',
    `could not connect to ${where} (${code || error.message})`,
    { code: 'connect_failed' },
    { cause: error },
  )
}

export const unreachable = (route: Route): Failure =>
  new Failure('unavailable', `no instance of deployment "${route.name}" accepts connections now; try again later`, {
    target: route.deploymentId,
    retryAfterMs: 5000,
  })

/** What we refuse to connect to, or cannot say at all, is so the next time, too. */
export const mayPass = (error: Error): boolean =>
  !(error instanceof Failure) && (error as NodeJS.ErrnoException).code !== 'UND_ERR_INVALID_ARG'
