import type { IncomingMessage } from 'node:http'
import type { Route, Target } from '../domain/route.ts'
import type { Answered } from './detachable.ts'
import type { CallBody } from './request.ts'

/** What a call's exchange with a target is made of, and where its answer goes. */
export type Asked = {
  readonly request: IncomingMessage
  readonly response: Answered
  readonly body: CallBody
  readonly below: string
  readonly query: string
  /** Flat name, value list of what is left of the caller's limits. */
  readonly limitHeaders?: () => readonly string[]
  /** Where this is one of several exchanges of a call. */
  readonly step?: Step
  /** Not tried again here: there is somewhere else to go. */
  readonly once?: boolean
}

export type Step = {
  /** The deployment's own route, which the ledger knows the call by. */
  readonly route: Route
  /** Where it goes if it can, as it was when the call came: what the table says now counts from the second try on. */
  readonly pinned?: Route | undefined
  /** Flat name, value list of what is sent in place of the caller's headers. */
  readonly rawHeaders: readonly string[]
  /** Whether the answer is the caller's: the call's last. */
  readonly isLast: () => boolean
}

/** Whether this exchange is with what stands before the predictor and after it. */
export const isTransformer = ({ deploymentId }: Route, { step }: Asked): boolean =>
  step !== undefined && step.route.deploymentId !== deploymentId

/** Whether the ledger must be told where the call goes now. `written`: id of the target that it knows the call by. */
export const isElsewhere = (route: Route, target: Target, written: string, asked: Asked): boolean =>
  written !== target.id && (route.spread !== undefined || asked.step !== undefined) && !isTransformer(route, asked)
