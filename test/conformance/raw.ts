import { type ClientRequestArgs, request } from 'node:http'

export type Raw = {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
  readonly cut: boolean
}
type Sent = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string }

/**
 * One HTTP call with the path exactly as given: nothing is encoded, normalised or added, as with clients that build addresses by hand.
 * `cut`: the answer had begun, and the connection ended before the answer did.
 */
export const raw = (origin: string, path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin)
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const asked: ClientRequestArgs = { hostname, port, path, method, agent: false, headers: { ...headers, ...length } }
    const call = request(asked, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('error', () => {}) // a cut is told by `complete`
      response.on('close', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, cut: !response.complete }),
      )
    })
    call.on('error', reject)
    call.end(body)
  })

/**
 * SAP's Java SDK's reader of streams: empty lines are skipped, every other line must begin with `data: `, and `[DONE]` ends.
 * Throws on anything else. Answers the JSON events, an error event among them.
 */
export const readAsJava = (text: string): { readonly events: unknown[]; readonly done: boolean } => {
  const events: unknown[] = []
  for (const line of text.split('\n')) {
    if (line === '') continue
    if (!line.startsWith('data: ')) throw new Error(`Failed to parse delta message: ${JSON.stringify(line)}`)
    if (line === 'data: [DONE]') return { events, done: true }
    events.push(JSON.parse(line.slice('data: '.length)))
  }
  return { events, done: false }
}
