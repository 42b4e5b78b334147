import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that takes what is posted to it: CloudEvents, traces. */
export type Collector = AsyncDisposable & {
  readonly url: string
  readonly taken: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer }[]
  /** What it answers; `silent`: nothing, ever. */
  answers: number | 'silent'
}

export async function startCollector(): Promise<Collector> {
  const taken: Collector['taken'] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    taken.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) })
    if (collector.answers !== 'silent') response.writeHead(collector.answers).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    answers: 202,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return collector
}
