import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { answer } from './answer.ts'
import type { Exchange, Serving } from './exchange.ts'
import { readBody } from './read-body.ts'

/** V1 and the Open Inference Protocol over one model. */
export function makeServer(serving: Serving): Server {
  const server = createServer((request, response) => {
    // A connection that outlives its answer would hold up the end: while draining, none does.
    response.on('close', () => serving.draining() && setImmediate(() => server.closeIdleConnections()))
    void respond(serving, request, response)
  })
  // Longer than any pool of ours keeps a connection, so that no caller meets one that is just closing.
  server.keepAliveTimeout = 120_000
  server.requestTimeout = 0
  return server
}

async function respond(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let left = false
  const exchange: Exchange = {
    request,
    response,
    body: () => readBody(request, serving.maxBodyBytes),
    ticks: serving.ticks,
    onLeft(listener) {
      if (left) listener()
      else response.once('close', () => response.writableFinished || listener())
    },
  }
  response.once('close', () => {
    left = !response.writableFinished
  })
  // A broken connection is a caller who left; `close` follows.
  response.on('error', () => {})
  /** Towards the end nothing more is answered on a connection than what came: its next call would be lost. */
  const closing = (): void => {
    if (serving.draining() || serving.isOver()) response.shouldKeepAlive = false
  }
  closing()
  await answer(serving, exchange, closing)
  // What nobody read has to be, or the connection is stuck.
  if (!request.complete) request.resume()
}
