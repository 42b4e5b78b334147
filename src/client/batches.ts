import type { CallOptions } from './http.ts'

export type StoredFile = { readonly id: string; readonly bytes: number; readonly filename: string }

export type Batch = {
  readonly id: string
  readonly status: string
  readonly endpoint: string
  readonly model: string | null
  readonly errors: {
    readonly data: readonly { readonly code: string; readonly message: string; readonly line: number | null }[]
  } | null
  readonly input_file_id: string
  readonly output_file_id: string | null
  readonly error_file_id: string | null
  /** Epoch seconds. */
  readonly created_at: number
  readonly expires_at: number
  readonly request_counts: { readonly total: number; readonly completed: number; readonly failed: number }
}

export type NewBatch = {
  readonly input_file_id: string
  readonly endpoint: string
  readonly metadata?: Readonly<Record<string, string>>
}

type CallServer = <T>(method: string, path: string, options?: CallOptions) => Promise<T>
type Stream = (method: string, path: string, options?: CallOptions) => Promise<ReadableStream<Uint8Array>>

export const batchCalls = (call: CallServer, stream: Stream) => {
  const at = (id: string, path = '') => `/v1/batches/${encodeURIComponent(id)}${path}`
  return {
    upload: (lines: Blob, name: string) => {
      const form = new FormData()
      form.append('purpose', 'batch')
      form.append('file', lines, name)
      return call<StoredFile>('POST', '/v1/files', { form })
    },
    create: (body: NewBatch) => call<Batch>('POST', '/v1/batches', { body: { completion_window: '24h', ...body } }),
    list: (limit: number) => call<{ readonly data: readonly Batch[] }>('GET', '/v1/batches', { query: { limit } }),
    get: (id: string) => call<Batch>('GET', at(id)),
    cancel: (id: string) => call<Batch>('POST', at(id, '/cancel')),
    /** The bytes of a file as they come. */
    content: (fileId: string) => stream('GET', `/v1/files/${encodeURIComponent(fileId)}/content`),
  }
}
