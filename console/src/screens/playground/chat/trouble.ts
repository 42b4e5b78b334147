import { Problem } from '../../../api/problem.ts'
import { Refused } from './stream.ts'
import type { Trouble } from './types.ts'

/** Of whatever was thrown while something was asked. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Refused) return error.trouble
  const message = error instanceof Error ? error.message : String(error)
  const { status = 0, code = null, requestId = null } = error instanceof Problem ? error : {}
  return { status, code, message, requestId, retryAfterSeconds: null }
}
