import type { Buffer } from 'node:buffer'
import { CallFault } from './backend.ts'
import { openEnvelope } from './cloud-event.ts'
import type { Exchange } from './exchange.ts'
import { Refusal } from './refusal.ts'
import { notReady, type Served } from './served.ts'
import { openInferAnswer, openInferRequest, type Transformable } from './transform-oip.ts'

export const transforms = (served: Served): boolean => {
  const facts = served.facts()
  if (!facts) throw notReady(served.names[0] ?? '')
  return facts.methods.includes('preprocess') || facts.methods.includes('postprocess')
}

/**
 * A transformer's half of a call. `preprocess`: a request comes in and the request for the predictor goes out; `postprocess`: the
 * predictor's answer, and the caller's. What the script has no method for goes out as it came.
 */
export async function transform(
  served: Served,
  protocol: 'v1' | 'v2',
  op: 'preprocess' | 'postprocess',
  exchange: Exchange,
): Promise<void> {
  const { request } = exchange
  const body = await exchange.body()
  const methods = served.facts()?.methods ?? []
  const told: Record<string, string> =
    op === 'preprocess' && !methods.includes('postprocess') ? { 'lectern-postprocess': 'none' } : {}
  const length = request.headers['inference-header-content-length']
  if (!methods.includes(op)) {
    const type = request.headers['content-type'] ?? 'application/json'
    const own = { ...told, ...(length === undefined ? {} : { 'inference-header-content-length': String(length) }) }
    return send(exchange, body, { 'content-type': type, ...own })
  }
  const started = exchange.ticks()
  const took = served.seconds.begin(exchange.ticks)
  try {
    const { call, answer } = opened(protocol, op, exchange, body)
    const running = served.call({ ...call, op })
    exchange.onLeft(running.cancel)
    const reply = await running.reply
    served.stats.succeeded(1, reply.queueNs, reply.computeNs)
    const { payload, headers } = answer(reply)
    send(exchange, payload, { ...told, ...headers })
    took(op)
  } catch (cause) {
    served.stats.failed(Number(exchange.ticks() - started))
    // What the predictor said is no fault of the caller's.
    throw op === 'postprocess' && isCallersFault(cause)
      ? new Refusal(500, `postprocess cannot take what the predictor answered: ${cause.message}`)
      : cause
  }
}

function opened(protocol: 'v1' | 'v2', op: 'preprocess' | 'postprocess', { request }: Exchange, body: Buffer): Transformable {
  const { headers } = request
  const length = headers['inference-header-content-length']
  if (protocol === 'v2') return (op === 'preprocess' ? openInferRequest : openInferAnswer)(body, length?.toString())
  const { payload, answer } = openEnvelope(headers, body)
  return {
    call: { protocol: 'v1', payload },
    answer(reply) {
      const { body: payload, contentType, headers: own } = answer(reply.payload)
      return { payload, headers: { ...own, 'content-type': contentType ?? 'application/json' } }
    },
  }
}

const isCallersFault = (cause: unknown): cause is Error =>
  (cause instanceof Refusal && cause.status === 400) ||
  (cause instanceof CallFault && cause.status === 400 && cause.type === null)

function send({ response }: Exchange, payload: Buffer, headers: Readonly<Record<string, string>>): void {
  response.writeHead(200, { ...headers, 'content-length': payload.length })
  response.end(payload)
}
