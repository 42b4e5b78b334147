import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type BatcherSettings, readBatcher } from './batcher-settings.ts'
import { readBody } from './read-body.ts'
import { asRefusal, Refusal, sendJson, sendRefusal } from './refusal.ts'

/**
 * Where the platform changes settings of a running instance: `GET` and `PUT /batcher`, on a socket of its own beside the one of calls,
 * so that no caller comes near it.
 */
export function makeSettingsDoor(batcher: {
  get(): BatcherSettings | null
  set(settings: BatcherSettings | null): void
}): Server {
  return createServer((request, response) => {
    answer(request, response).catch((cause: unknown) => sendRefusal(response, asRefusal(cause)))
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, mostBytes)
    if (request.url !== '/batcher') throw new Refusal(404, `there is no ${request.url}; there is /batcher`)
    if (request.method === 'PUT') batcher.set(read(body.toString('utf8')))
    else if (request.method !== 'GET') throw new Refusal(405, 'GET and PUT are allowed', { allow: 'GET, PUT' })
    sendJson(response, 200, said(batcher.get()))
  }
}

const mostBytes = 65_536

function read(text: string): BatcherSettings | null {
  try {
    return readBatcher(JSON.parse(text))
  } catch (cause) {
    throw new Refusal(400, cause instanceof Error ? cause.message : String(cause))
  }
}

/** In the words that it is set in. */
const said = (settings: BatcherSettings | null): object =>
  settings
    ? {
        enabled: true,
        maxBatchSize: settings.maxBatchSize,
        maxLatency: settings.maxLatencyMs,
        timeout: settings.timeoutMs / 1000,
        ...(settings.maxQueue === undefined ? {} : { maxQueue: settings.maxQueue }),
        answers: settings.answers,
      }
    : { enabled: false }
