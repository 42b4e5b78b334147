import { z } from 'zod'
import type { Connection } from '../domain/connection.ts'
import { Failure } from '../domain/failure.ts'
import type { RemotePlacement } from '../domain/placement.ts'
import type { PlaceContext } from './define.ts'

/** Scheme, host and port of a base URL, and the path that goes before every other path (`''` where there is none). */
export const splitBase = (baseUrl: string): { readonly origin: string; readonly prefix: string } => {
  const url = new URL(baseUrl)
  return { origin: url.origin, prefix: url.pathname.replace(/\/+$/, '') }
}

/**
 * The connection that a remote executable cannot do without; throws `invalid` naming the parameter that chooses it. One of another
 * provider is refused: through paths that its own executable does not open, its key would reach the whole account.
 */
export const connectionOf = (context: PlaceContext, name: unknown, provider: string): NonNullable<PlaceContext['connection']> => {
  const { connection } = context
  const trouble = !connection
    ? `there is no connection "${String(name)}"; create it, or name an existing one`
    : `connection "${String(name)}" is for ${connection.record.provider}, but one for ${provider} is needed`
  if (connection?.record.provider === provider) return connection
  throw new Failure('invalid', `parameter "connection": ${trouble}`, { target: 'parameterBindings.connection' })
}

/** Same path above as below, for each; a `/**` at the end stands for everything under it. */
export const pathsUnder = (prefix: string, belows: readonly string[]): RemotePlacement['paths'] =>
  belows.map((below) => ({ below, path: prefix + below.replace(/\*\*$/, '{rest}') }))

/** An option of a connection as text; the options were checked when they were stored. */
export const textOption = (connection: Connection, name: string): string | undefined => {
  const value = connection.options[name]
  return typeof value === 'string' ? value : undefined
}

/** Provider calls that a model deployment answers to; account-wide ones (files, batches, model lists) are not among them. */
export const modelOperations = [
  '/chat/completions',
  '/completions',
  '/embeddings',
  '/images/generations',
  '/images/edits',
  '/audio/transcriptions',
  '/audio/translations',
  '/audio/speech',
] as const

export const responsesOperations = ['/responses', '/responses/**'] as const

/** A key as it goes into a header: pasted line ends are cut off, anything else that a header cannot carry is refused. */
export const ApiKey = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,4096}$/, 'must be 1 to 4096 printable ASCII characters without spaces')
