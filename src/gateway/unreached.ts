import { Failure } from '../domain/failure.ts'
import type { Route, Target } from '../domain/route.ts'
import type { Call } from './call.ts'
import type { Outcome, SetAside } from './relay.ts'
import type { CallBody } from './request.ts'
import { hasAnother } from './spread.ts'

/** Null where another try makes sense; otherwise what the caller is told. */
export function mayTryAgain(target: Target, error: Error, body: CallBody, isInstance: boolean): Failure | null {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code === 'REQUEST_INVALID') return new Failure('invalid', `the request cannot be sent on: ${error.message}`)
  if (isInstance && body.kind !== 'stream') return null
  const where = isInstance ? 'the model server' : target.address
  if (error instanceof Failure)
    return new Failure(
      'upstream_failed',
      `${where} is not reached: ${error.message}`,
      { code: 'private_address' },
      { cause: error },
    )
  if (code === 'CONNECT_TIMEOUT') {
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
  !(error instanceof Failure) && (error as NodeJS.ErrnoException).code !== 'REQUEST_INVALID'

/** A refusal that is about what a target's format can carry, before anything left. */
const isUnsayable = (error: unknown): error is Failure =>
  error instanceof Failure && (error.code === 'invalid' || error.code === 'unsupported')

/** Who could take the call cannot now, and who could now cannot take it. */
const unavailableNow = (route: Route, cause: Failure): Failure =>
  new Failure(
    'unavailable',
    `the target of deployment "${route.name}" that can take this call does not now, and the others cannot (${cause.message}); try again later`,
    { target: route.deploymentId, retryAfterMs: 1000 },
    { cause },
  )

/** What one target's format cannot carry, another's may; null: there is one. */
export function passOn(error: unknown, route: Route, target: Target, call: Call, avoid: ReadonlySet<string>): null {
  if (!isUnsayable(error)) throw error
  if (hasAnother(route, target, avoid, call.grant?.closed)) return null
  throw call.attempts > 0 ? unavailableNow(route, error) : error
}

/** Ends after which an instance may be gone. */
export const mayBeDead = ({ kind }: Outcome | SetAside): boolean =>
  kind === 'failed' || kind === 'broken' || kind === 'not-connected'
