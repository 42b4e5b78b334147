import type { Failure } from '../domain/failure.ts'

/** `error.type` of a call: our own code of what went wrong, else the status; null: nothing did. */
export const errorType = (status: number, failure: Failure | null): string | null =>
  failure ? String(failure.details.code ?? failure.code) : status >= 400 ? String(status) : null
