import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ReverseProxy = AsyncDisposable & {
  /** Where Lectern seems to be: `http://127.0.0.1:<port>` and the prefix. */
  readonly url: string
  /** Paths that were asked for outside of the prefix. */
  readonly strays: readonly string[]
  /** Ends every connection, and takes none. */
  cut(): void
  mend(): void
}

/** A reverse proxy as people put before Lectern: it takes `prefix` off, and passes everything else on as it comes. */
export async function startReverseProxy(target: string, prefix = ''): Promise<ReverseProxy> {
  const strays: string[] = []
  let isCut = false
  const server: Server = createServer((asked, answer) => {
    const path = asked.url ?? '/'
    if (!path.startsWith(`${prefix}/`)) {
      strays.push(path)
      return void answer.writeHead(404).end()
    }
    const { port, hostname } = new URL(target)
    const onwards = request(
      { host: hostname, port, method: asked.method, path: path.slice(prefix.length), headers: asked.headers },
      (got) => {
        answer.writeHead(got.statusCode ?? 502, got.rawHeaders)
        got.pipe(answer)
      },
    )
    onwards.on('error', () => answer.destroy())
    answer.on('close', () => onwards.destroy())
    asked.pipe(onwards)
  })
  server.on('connection', (socket) => {
    if (isCut) socket.destroy()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    strays,
    cut() {
      isCut = true
      server.closeAllConnections()
    },
    mend() {
      isCut = false
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
