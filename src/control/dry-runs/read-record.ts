import type { RecordBodies, RecordSummary } from '../../domain/inference-record.ts'

/** The request of a call as it was kept. */
export type KeptRequest = { readonly path: string; readonly contentType: string; readonly body: Uint8Array }

/** Ids of credentials that dry runs make their calls with begin so; it fits into the id of an API key. */
export const dryRunCredential = 'dryrun'

/** null: it cannot be made again, since nothing was kept of it, or only a part, or it was made again itself. */
export function keptRequest({ facts }: RecordSummary, { request }: RecordBodies): KeptRequest | null {
  const isOurs = facts.credentialId?.startsWith(dryRunCredential) ?? false
  if (isOurs || !request || request.truncated || request.body === null || request.encoding === 'withheld') return null
  const body = Buffer.from(request.body, request.encoding === 'base64' ? 'base64' : 'utf8')
  return { path: facts.path, contentType: request.contentType, body }
}
