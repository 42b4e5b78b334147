import type { Auth, FinalRequest, Signer } from '../domain/auth.ts'
import { Failure } from '../domain/failure.ts'
import type { Outcome, SetAside } from './relay.ts'
import type { Outgoing } from './request.ts'

/** Headers that prove a request are put in the place of those of the same name. Nothing of the request may change afterwards. */
export async function prove(
  signer: Signer,
  auth: Auth,
  request: Omit<FinalRequest, 'headers' | 'body'>,
  sent: readonly string[],
  body: Outgoing['body'],
  publicOnly: boolean,
): Promise<string[]> {
  const bytes = wholeBody(body)
  if (bytes === undefined && auth.kind === 'aws-sigv4') {
    throw new Failure(
      'unsupported',
      "this deployment's provider wants a signature over the whole body, and one of this size and type is not read here; " +
        'send it with the content type "application/json"',
      { target: 'content-type' },
    )
  }
  const signing = signer.sign(auth, { ...request, headers: sent, body: bytes ?? null }, publicOnly)
  const proof = signing instanceof Promise ? await signing : signing
  const all: string[] = []
  for (let at = 0; at + 1 < sent.length; at += 2) {
    const name = sent[at] as string
    if (!(name in proof)) all.push(name, sent[at + 1] as string)
  }
  for (const name in proof) all.push(name, proof[name] as string)
  return all
}

/** A token that the provider no longer takes must not be tried again; 403 is about rights, which a new token would not have either. */
export const isRefusedToken = (outcome: Outcome | SetAside): boolean =>
  outcome.kind === 'failed' &&
  outcome.failure.details.code === 'upstream_auth' &&
  outcome.failure.details.data?.['upstreamStatus'] === 401

/** Undefined: it still comes. */
const wholeBody = (body: Outgoing['body']): Uint8Array | null | undefined =>
  body === null || body instanceof Uint8Array ? body : undefined
