import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Failure } from '../../domain/failure.ts'

/** What routes are added to: Fastify, with zod schemas typing parameters, bodies and answers. */
export type ControlApp = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** A way of managing the platform: its routes, and how it says no. What it needs is closed over. */
export type ControlDialect = {
  readonly id: string
  mount(app: ControlApp): void
  /** The body of a refusal in this dialect's own envelope. `path` is the request's, without query. */
  renderError(failure: Failure, requestId: string, path: string): unknown
}
