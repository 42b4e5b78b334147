import type { IncomingHttpHeaders } from 'node:http'
import type { Failure } from '../domain/failure.ts'
import type { Route } from '../domain/route.ts'
import type { CallBody } from './request.ts'

/** One way of speaking to us on inference paths. It only reads addresses and words refusals; what happens is not its business. */
export type InferenceDialect = {
  readonly id: string
  /** `path` is without query, as it was sent. Null: not this dialect's address. May throw a `Failure` about the address. */
  readonly match: (method: string, path: string, headers: IncomingHttpHeaders) => Match | null
  /** The paths it matches go on to the backend as they are, so that the backend's own clients may call here. */
  readonly nativePaths?: boolean
  readonly renderError: (failure: Failure, requestId: string) => Rendered
  /** What its callers' bodies become once their deployment is found; absent: they stay. May throw a `Failure`. Only where the body names the target. */
  readonly fit?: (body: CallBody, headers: IncomingHttpHeaders, below: string) => CallBody
  /** Flat name, value list that its clients look for with every answer; absent: none. */
  readonly answerHeaders?: (asked: Answering) => readonly string[]
  /** How `x-ratelimit-reset-*` says milliseconds; absent: in whole seconds. */
  readonly resetWords?: (ms: number) => string
}

export type Answering = {
  readonly headers: IncomingHttpHeaders
  readonly requestId: string
  /** Where this installation says that it is. */
  readonly region: string
}

export type Match =
  /** A call to a deployment; `below` is the path below it, with its leading slash: `/chat/completions`, or empty. */
  | {
      readonly kind: 'call'
      readonly target: TargetName
      readonly below: string
      readonly group: string | null
      /**
       * For addresses that name a deployment or its group in words that are not ours: finds it among those of the groups that the
       * caller may enter; `target` and `group` then do not count. null: there is none.
       */
      readonly pick?: (routes: Iterable<Route>) => Route | null
    }
  /** Answered from the route table: `routes` are the ones the caller may use. May throw a `Failure`. */
  | { readonly kind: 'answer'; readonly group: string | null; readonly answer: (routes: readonly Route[]) => Rendered }

/** How an address names its deployment. `group` in `Match` is what the caller said, null = nothing. */
export type TargetName =
  | { readonly by: 'id'; readonly id: string }
  /** A deployment's name or id, or a model name that exactly one running deployment of the group serves. */
  | { readonly by: 'name'; readonly name: string }
  /** The same, but written in the body: JSON or multipart `model`, or `?model=`. */
  | { readonly by: 'body' }

export type Rendered = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
