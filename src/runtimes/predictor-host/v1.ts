import { Buffer } from 'node:buffer'
import { faultInTensors, type TensorSchema } from '../../domain/tensor-schema.ts'
import { type BackendCall, CallFault, type Op, type Reply } from './backend.ts'
import { openEnvelope } from './cloud-event.ts'
import type { Exchange } from './exchange.ts'
import { isCallable, type Models } from './models.ts'
import { openPieces, wantsEvents } from './pieces.ts'
import { Refusal, sendJson } from './refusal.ts'
import { notReady, requireInstances, type Served } from './served.ts'
import { readV1, type V1Body } from './v1-body.ts'
import { predictionsText, tensorsOf } from './v1-tensors.ts'

/** `GET /v1/models/{m}` */
export function describeV1(models: Models, name: string, { response }: Exchange): void {
  if (!isCallable(models.state(models.find(name)))) throw notReady(name)
  sendJson(response, 200, { name, ready: true })
}

/**
 * `POST /v1/models/{m}:predict` and `:explain`. The body goes to a script as it came; it is read here only against a schema, or for a
 * backend that takes tensors.
 */
export async function callV1(served: Served, op: Extract<Op, 'predict' | 'explain'>, exchange: Exchange): Promise<void> {
  const { payload, answer } = openEnvelope(exchange.request.headers, await exchange.body())
  const took = served.seconds.begin(exchange.ticks)
  const asTensors = served.facts()?.takesV1 === false
  const schema = served.schema()
  const columns = asTensors ? schema?.inputs.map((each) => each.name) : []
  const read = schema || asTensors ? readV1(payload, columns) : null
  if (read) requireInstances(served, read.instances, read.key)
  const pieces = openPieces(exchange)
  const call: BackendCall =
    read && asTensors
      ? { op, protocol: 'oip', ...tensorsFor(requireSchema(schema), read), parameters: read.parameters }
      : { op, protocol: 'v1', payload, ...(wantsWhole(exchange) ? {} : { onPiece: pieces.push, alone: wantsEvents(exchange) }) }
  const started = exchange.ticks()
  try {
    const running = served.call(call)
    exchange.onLeft(running.cancel)
    took('preprocess')
    const reply = await running.reply.finally(() => took(op))
    served.stats.succeeded(read?.instances.length ?? 1, reply.queueNs, reply.computeNs)
    if (pieces.opened()) pieces.end()
    else if (reply.contentType !== null) send(exchange, reply.payload, reply.contentType, {})
    else {
      const { body, contentType, headers } = answer(inBatch(reply, asTensors ? saidOf(reply) : reply.payload))
      send(exchange, body, contentType ?? 'application/json', headers)
    }
    took('postprocess')
  } catch (cause) {
    served.stats.failed(Number(exchange.ticks() - started))
    if (!pieces.opened()) throw cause
    pieces.fail(cause)
  }
}

function tensorsFor(schema: TensorSchema, { instances, key }: V1Body) {
  const tensors = tensorsOf(schema, instances, key)
  const fault = faultInTensors(schema, tensors.inputs)
  if (fault) throw new Refusal(400, fault)
  return tensors
}

/** As KServe's batcher answers, where that is asked for. */
function inBatch({ batchId }: Reply, body: Buffer): Buffer {
  if (batchId === undefined || body[0] !== 0x7b) return body
  return Buffer.concat([Buffer.from(`{"message":"","batchId":${JSON.stringify(batchId)},`), body.subarray(1)])
}

/** What comes piece by piece cannot be postprocessed: the gateway says so where a transformer waits for the answer. */
const wantsWhole = ({ request }: Exchange): boolean => request.headers['lectern-answer'] === 'whole'

function requireSchema(schema: TensorSchema | null): TensorSchema {
  if (schema) return schema
  throw new Refusal(501, 'the model does not say what its inputs are; call it by the Open Inference Protocol')
}

function saidOf({ outputs, payload }: Reply): Buffer {
  try {
    return Buffer.from(`{"predictions":${predictionsText(outputs, payload)}}`)
  } catch (cause) {
    throw new CallFault(500, 'ValueError', cause instanceof Error ? cause.message : String(cause))
  }
}

function send({ response }: Exchange, body: Buffer, contentType: string, headers: Readonly<Record<string, string>>): void {
  response.writeHead(200, { ...headers, 'content-type': contentType, 'content-length': body.length })
  response.end(body)
}
