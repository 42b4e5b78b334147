import type { Failure } from '../domain/failure.ts'
import type { Route } from '../domain/route.ts'
import { wires } from '../wires/index.ts'
import { refusedInWordsOf } from '../wires/translation.ts'
import type { InferenceDialect } from './dialect.ts'

/**
 * One address is spoken to by clients of several APIs: what the one that this path belongs to looks for in a refusal is added to
 * the dialect's words. Where the path tells nothing and is the backend's own, so is the client. `below`: null for none.
 */
export function wordedFor(
  dialect: InferenceDialect,
  route: Route | null,
  below: string | null,
): Pick<InferenceDialect, 'renderError'> {
  const wire = (below === null ? null : refusedInWordsOf(below)) ?? (dialect.nativePaths ? route?.wire : undefined)
  const refusal = wire === undefined ? undefined : wires.get(wire)?.refusal
  if (!refusal) return dialect
  return {
    renderError(failure: Failure, requestId: string) {
      const rendered = dialect.renderError(failure, requestId)
      const { status, headers, body } = rendered
      const added = refusal(status, failure.message)
      const said: { error?: object } = JSON.parse(body)
      // It speaks like that itself, and knows more of its own words.
      if (Object.keys(added.body).every((name) => name in said)) return rendered
      const error = { ...said.error, ...added.error }
      return { status, headers: { ...headers, ...added.headers }, body: JSON.stringify({ ...said, ...added.body, error }) }
    },
  }
}
