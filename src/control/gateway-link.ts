import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { LoadReport } from '../domain/route.ts'
import type { Publisher } from './publish.ts'

/**
 * What gateways talk to: `GET /internal/table?gateway=<id>` streams table messages, one JSON object a line, for as long as
 * the gateway lives; `POST /internal/load` takes a load report. It has a socket of its own, which no public path leads to.
 */
export function openGatewayLink(publisher: Publisher, socketPath: string): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://control')
    if (request.method === 'GET' && url.pathname === '/internal/table') return streamTable(publisher, url, response)
    if (request.method === 'POST' && url.pathname === '/internal/load') return void takeLoad(publisher, request, response)
    return response.writeHead(404).end()
  })
  server.requestTimeout = 0
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, () => resolve(server))
  })
}

function streamTable(publisher: Publisher, url: URL, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  response.flushHeaders()
  const leave = publisher.connect(url.searchParams.get('gateway') ?? '', (message) =>
    response.write(`${JSON.stringify(message)}\n`),
  )
  response.once('close', leave)
}

async function takeLoad(publisher: Publisher, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = ''
  for await (const chunk of request) text += chunk
  publisher.report(JSON.parse(text) as LoadReport)
  response.writeHead(204).end()
}
