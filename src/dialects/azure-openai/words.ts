import type { Failure } from '../../domain/failure.ts'
import type { Answering } from '../../gateway/dialect.ts'

/** What clients of Azure log and report by: our id of the call under its name for it, theirs given back, and where we are. */
export function answerHeaders({ headers, requestId, region }: Answering): readonly string[] {
  const told = ['apim-request-id', requestId, 'x-ms-region', region]
  const theirs = headers['x-ms-client-request-id']
  return typeof theirs === 'string' && speakable.test(theirs) ? [...told, 'x-ms-client-request-id', theirs] : told
}

const speakable = /^[\x21-\x7e]{1,128}$/

/** Some clients of Azure read from the message how long they are to wait, in these words. */
export function messageOf({ code, message, details: { retryAfterMs } }: Failure): string {
  if (code !== 'limited' || retryAfterMs === undefined) return message
  return `${message.replace(/ Try again in \d+ s\.$/, '')} Please retry after ${Math.ceil(retryAfterMs / 1000)} seconds.`
}
