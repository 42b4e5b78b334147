import { ApiError, UnreachableError, UntrustedError } from './api-error.ts'

export type HttpOptions = {
  /** Where Lectern is: `http://127.0.0.1:8080`. */
  readonly url: string
  readonly apiKey: string
  /** Resource group; absent = the server's default. */
  readonly group?: string | undefined
  readonly fetch?: typeof fetch | undefined
}

export type Query = Readonly<Record<string, string | number | undefined>>
export type CallOptions = {
  readonly query?: Query
  readonly body?: unknown
  /** Sent as they are instead of a JSON body; `from` and `of` say which part of a file they are. */
  readonly chunk?: { readonly bytes: Uint8Array; readonly from: number; readonly of: number }
  /** Sent as it is instead of a JSON body. */
  readonly form?: FormData
  /** Only what comes from this byte on, of a file. */
  readonly from?: number | undefined
  /** More of them, or others than usual. */
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
  /** Another resource group than usual. */
  readonly group?: string | undefined
  /** For every resource group together instead of one; takes an administrator. */
  readonly everyGroup?: boolean | undefined
}

export type Http = {
  /** Where Lectern is, without a slash at its end. */
  readonly base: string
  /** The parsed JSON of the answer, trusted to be what the API says; null where there is none. Throws `ApiError` or `UnreachableError`. */
  call<T>(method: string, path: string, options?: CallOptions): Promise<T>
  /** The answer's body as it comes. */
  stream(method: string, path: string, options?: CallOptions): Promise<ReadableStream<Uint8Array>>
}

export function makeHttp(options: HttpOptions): Http {
  const base = options.url.replace(/\/+$/, '')
  const send = options.fetch ?? fetch

  return {
    base,
    call: async <T>(method: string, path: string, more: CallOptions = {}): Promise<T> => {
      const text = await (await request(method, path, more)).text()
      return (text === '' ? null : parsed(text)) as T
    },
    stream: async (method, path, more = {}) => (await request(method, path, more)).body ?? new Blob().stream(),
  }

  function parsed(text: string): unknown {
    try {
      return JSON.parse(text)
    } catch (cause) {
      throw new UnreachableError(`what answers at ${base} is no Lectern`, { cause })
    }
  }

  async function request(
    method: string,
    path: string,
    { query, body, chunk, form, from, headers = {}, signal, group = options.group, everyGroup }: CallOptions,
  ): Promise<Response> {
    const response = await reach(`${base}${path}${queryText(query)}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${options.apiKey}`,
        ...(group ? { 'ai-resource-group': group } : {}),
        ...(everyGroup ? { 'ai-tenant-scope': 'true', 'ai-resource-group': '*' } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(chunk ? chunkHeaders(chunk) : {}),
        ...(from ? { range: `bytes=${from}-` } : {}),
        ...headers,
      },
      redirect: 'error', // the credential goes to the named server only
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(chunk ? { body: new Uint8Array(chunk.bytes) } : {}),
      ...(form ? { body: form } : {}),
      ...(signal ? { signal } : {}),
    })
    if (!response.ok) throw await refusal(response)
    return response
  }

  async function reach(url: string, init: RequestInit): Promise<Response> {
    try {
      return await send(url, init)
    } catch (cause) {
      if (init.signal?.aborted) throw init.signal.reason
      const reason = reasonOf(cause)
      if (untrusted.has(reason)) throw new UntrustedError(`the certificate of ${base} is not trusted (${reason})`, { cause })
      throw new UnreachableError(`no Lectern answers at ${base} (${reason})`, { cause })
    }
  }
}

const chunkHeaders = ({ bytes, from, of }: NonNullable<CallOptions['chunk']>): Record<string, string> => ({
  'content-type': 'application/octet-stream',
  'content-range': `bytes ${from}-${from + bytes.length - 1}/${of}`,
})

const queryText = (query: Query = {}): string => {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return given.length > 0 ? `?${new URLSearchParams(given)}` : ''
}

/** Reads the envelopes of SAP AI API and of OpenAI, which are alike enough. */
async function refusal(response: Response): Promise<ApiError> {
  const text = await response.text()
  const error = errorIn(text)
  const message = typeof error['message'] === 'string' ? error['message'] : text.slice(0, 300) || response.statusText
  return new ApiError(response.status, {
    message,
    code: String(error['code'] ?? response.status),
    requestId: response.headers.get('x-request-id'),
    details: error['details'] ?? null,
  })
}

function errorIn(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text)
    const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null
    return typeof error === 'object' && error !== null ? { ...error } : {}
  } catch {
    return {} // not JSON: the text itself is the message
  }
}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

const reasonOf = (cause: unknown): string => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  if (inner instanceof Error && 'code' in inner && typeof inner.code === 'string') return inner.code
  return inner instanceof Error ? inner.message : String(inner)
}
