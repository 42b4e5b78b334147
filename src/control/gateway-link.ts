import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { PassedCalls } from '../domain/limits.ts'
import type { LoadReport, TableMessage } from '../domain/route.ts'
import type { Publisher } from './publish.ts'

/**
 * What gateways talk to: `GET /internal/table?gateway=<id>` streams table messages, one JSON object a line, for as long as
 * the gateway lives; `POST /internal/load` takes a load report, which `heard` is told of, too. It has a socket of its own, which no public path leads to. `prepare` is
 * waited for before a gateway gets its table (of credentials it is told at once), and says which calls of the last minute a new one should count; it never throws.
 */
export function openGatewayLink(
  publisher: Publisher,
  heard: (load: LoadReport) => void,
  socketPath: string,
  prepare: () => Promise<readonly PassedCalls[]> = async () => [],
): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://control')
    if (request.method === 'GET' && url.pathname === '/internal/table') return streamTable(publisher, url, response, prepare)
    if (request.method === 'POST' && url.pathname === '/internal/load') return void takeLoad(publisher, heard, request, response)
    return response.writeHead(404).end()
  })
  server.requestTimeout = 0
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, () => resolve(server))
  })
}

function streamTable(
  publisher: Publisher,
  url: URL,
  response: ServerResponse,
  prepare: () => Promise<readonly PassedCalls[]>,
): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  response.flushHeaders()
  const say = (message: TableMessage): void => void response.write(`${JSON.stringify(message)}\n`)
  const prepared = prepare().then((calls) => {
    for (let from = 0; from < calls.length; from += callsALine)
      say({ kind: 'passed', calls: calls.slice(from, from + callsALine) })
  })
  const leave = publisher.connect(url.searchParams.get('gateway') ?? '', say, prepared)
  response.once('close', leave)
}

const callsALine = 1_000

async function takeLoad(
  publisher: Publisher,
  heard: (load: LoadReport) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let text = ''
  for await (const chunk of request) text += chunk
  const load = JSON.parse(text) as LoadReport
  publisher.report(load)
  heard(load)
  response.writeHead(204).end()
}
