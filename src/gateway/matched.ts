import type { IncomingMessage } from 'node:http'
import { Failure } from '../domain/failure.ts'
import type { InferenceDialect, Match } from './dialect.ts'

/** Whose address a request goes to, and what it names there: a refusal where the dialect refuses the address. null: nobody's. */
export function matched(
  dialects: readonly InferenceDialect[],
  request: IncomingMessage,
  path: string,
): { readonly dialect: InferenceDialect; readonly match: Match | Failure } | null {
  for (const dialect of dialects) {
    const match = matchOf(dialect, request, path)
    if (match) return { dialect, match }
  }
  return null
}

function matchOf(dialect: InferenceDialect, request: IncomingMessage, path: string): Match | Failure | null {
  try {
    return dialect.match(request.method ?? 'GET', path, request.headers)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}
