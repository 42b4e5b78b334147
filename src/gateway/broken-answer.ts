import { Failure } from '../domain/failure.ts'

/** The target's connection is gone; `begun`: after its answer's first byte. */
export function connectionBroke(error: Error, begun: boolean): Failure {
  const { code } = error as NodeJS.ErrnoException
  const when = begun ? 'in the middle of its answer' : 'before it answered'
  const why = typeof code === 'string' ? code : error.message
  return new Failure('upstream_failed', `the connection to the model server broke ${when} (${why})`, {}, { cause: error })
}

export const untranslatable = (cause: unknown): Failure =>
  new Failure('upstream_failed', "the model's answer cannot be said in the format of this API", {}, { cause })

/** For streams of a format we do not know. */
export const plainErrorEvent = (message: string, code: string): string =>
  `data: ${JSON.stringify({ error: { message, code } })}\n\n`
