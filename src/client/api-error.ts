/** The server said no, in its own words. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  readonly details: unknown

  constructor(
    status: number,
    said: { readonly message: string; readonly code: string; readonly requestId: string | null; readonly details: unknown },
  ) {
    super(said.message)
    this.name = 'ApiError'
    this.status = status
    this.code = said.code
    this.requestId = said.requestId
    this.details = said.details
  }
}

/** No server could be asked. */
export class UnreachableError extends Error {}

/** One answers, with a certificate that this program has no reason to trust. */
export class UntrustedError extends UnreachableError {}
