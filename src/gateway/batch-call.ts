import type { IncomingHttpHeaders } from 'node:http'
import { Failure } from '../domain/failure.ts'
import type { Principal } from '../domain/principal.ts'
import type { Route } from '../domain/route.ts'

/** A call of a batch: who it is for is said beside it, and it goes only where there is room to spare. */
export type BatchCall = {
  identify(headers: IncomingHttpHeaders): Principal
  /** Throws `Failure('limited')` where the room belongs to others for now. */
  enter(route: Route, caller: Principal): void
}

/** What is made for batches answers them alone. */
export function mustNotBeForBatches({ terms, name, deploymentId }: Route): void {
  if (terms?.type !== 'batch') return
  throw new Failure(
    'invalid',
    `deployment "${name}" is of type batch and answers lines of batches alone: send a batch to /v1/batches, or call a deployment of another type`,
    { code: 'OperationNotSupported', target: deploymentId },
  )
}
