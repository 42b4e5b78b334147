import type { Failure } from '../domain/failure.ts'
import type { Route } from '../domain/route.ts'
import { wires } from '../wires/index.ts'
import type { InferenceDialect } from './dialect.ts'

/**
 * A dialect whose paths are the backend's own is spoken by the backend's own clients, too: what they look for in a refusal is
 * added to the dialect's words.
 */
export function wordedFor(dialect: InferenceDialect, route: Route | null): Pick<InferenceDialect, 'renderError'> {
  const refusal = dialect.nativePaths && route ? wires.get(route.wire)?.refusal : undefined
  if (!refusal) return dialect
  return {
    renderError(failure: Failure, requestId: string) {
      const { status, headers, body } = dialect.renderError(failure, requestId)
      const added = refusal(status, failure.message)
      const said: { error?: object } = JSON.parse(body)
      const error = { ...said.error, ...added.error }
      return { status, headers: { ...headers, ...added.headers }, body: JSON.stringify({ ...said, ...added.body, error }) }
    },
  }
}
