/** A refusal or failure in the server's own words, whatever dialect it came in. */
export class Problem extends Error {
  readonly status: number
  readonly code: string | null
  readonly target: string | null
  readonly requestId: string | null
  constructor(
    message: string,
    facts: { status: number; code?: string | null; target?: string | null; requestId?: string | null },
  ) {
    super(message)
    this.status = facts.status
    this.code = facts.code ?? null
    this.target = facts.target ?? null
    this.requestId = facts.requestId ?? null
  }
}

/** Reads a response that is not ok. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  return asProblem(body, response.status, response.headers.get('x-request-id'))
}

/** `body`: an error envelope (`{error: {message, code, target}}`, `{error: "…"}`, `{errorMsg, usrMsg}`) or anything else. */
export function asProblem(body: unknown, status: number, requestId: string | null): Problem {
  const envelope = record(body)
  const error = record(envelope?.['error'])
  const message =
    text(error?.['message']) ??
    text(envelope?.['error']) ??
    text(envelope?.['usrMsg']) ??
    text(envelope?.['errorMsg']) ??
    `${status}`
  return new Problem(message, {
    status,
    code: text(error?.['code']) ?? null,
    target: text(error?.['target']) ?? text(error?.['param']) ?? null,
    requestId: requestId ?? text(error?.['requestId']) ?? null,
  })
}

const record = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
