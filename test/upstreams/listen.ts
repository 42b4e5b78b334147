import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What an upstream got, in full. */
export type Got = {
  readonly method: string
  /** Path with query, as it came over the wire. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** The connection was cut before the answer was complete. */
  cut: boolean
}

export type Listening = AsyncDisposable & {
  /** `http://127.0.0.1:port` */
  readonly address: string
  readonly received: Got[]
}

/** A real server on a port of its own; `answer` gets each request with its whole body. */
export async function listen(answer: (got: Got, response: ServerResponse) => void | Promise<void>): Promise<Listening> {
  const received: Got[] = []
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const got: Got = { method, url, headers, body: Buffer.concat(chunks), cut: false }
    received.push(got)
    response.on('close', () => {
      got.cut = !response.writableFinished
    })
    await answer(got, response)
  }
  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const json = (
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
