import { Buffer } from 'node:buffer'
import { freeBytes } from '../../domain/free-bytes.ts'
import { faultInTensors } from '../../domain/tensor-schema.ts'
import { CallFault, type Reply, type TensorAt } from './backend.ts'
import { dataText } from './datatypes.ts'
import type { Exchange } from './exchange.ts'
import { type AskedOutput, type InferRequest, readInferRequest } from './oip-request.ts'
import { Refusal } from './refusal.ts'
import type { Served } from './served.ts'

/** `POST /v2/models/{m}[/versions/{v}]/infer` */
export async function infer(served: Served, name: string, exchange: Exchange): Promise<void> {
  const body = await exchange.body()
  const took = served.seconds.begin(exchange.ticks)
  const length = exchange.request.headers['inference-header-content-length']
  const schema = served.schema()
  // A model may take nothing at all, where it says so.
  const takesNothing = schema?.inputs.length === 0 && served.facts()?.takesV1 === false
  const asked = readInferRequest(body, Array.isArray(length) ? length[0] : length, takesNothing ? 0 : 1)
  const fault = schema && faultInTensors(schema, asked.inputs)
  if (fault) throw new Refusal(400, fault)
  const started = exchange.ticks()
  try {
    const known = schema?.outputs.map((each) => each.name) ?? []
    const running = served.call({
      op: 'predict',
      protocol: 'oip',
      payload: asked.payload,
      inputs: asked.inputs,
      outputNames: known.length > 0 ? known : asked.outputs.map((each) => each.name),
      parameters: asked.parameters,
    })
    exchange.onLeft(running.cancel)
    took('preprocess')
    const reply = await running.reply.finally(() => took('predict'))
    served.stats.succeeded(asked.inputs[0]?.shape[0] ?? 1, reply.queueNs, reply.computeNs)
    answer(served, name, exchange, asked, reply)
    took('postprocess')
    // It has been worked on to its end: nobody comes back to what was sent.
    freeBytes(body)
    freeBytes(asked.payload)
  } catch (cause) {
    served.stats.failed(Number(exchange.ticks() - started))
    throw cause
  }
}

function answer(served: Served, name: string, { response }: Exchange, asked: InferRequest, reply: Reply): void {
  const chosen = choose(asked.outputs, reply.outputs)
  const raws: Buffer[] = []
  const texts = chosen.map(({ tensor, binary }) => {
    const raw = reply.payload.subarray(tensor.offset, tensor.offset + tensor.bytes)
    const head = `{"name":${JSON.stringify(tensor.name)},"datatype":"${tensor.datatype}","shape":[${tensor.shape.join(',')}]`
    if (binary ?? asked.binaryOutput) {
      raws.push(raw)
      return `${head},"parameters":{"binary_data_size":${raw.length}}}`
    }
    return `${head},"data":${jsonOf(tensor, raw)}}`
  })
  const json = Buffer.from(
    `{"model_name":${JSON.stringify(name)}` +
      `,"model_version":${JSON.stringify(served.version ?? '1')}` +
      (asked.id === null ? '' : `,"id":${JSON.stringify(asked.id)}`) +
      `,"outputs":[${texts.join(',')}]}`,
  )
  if (raws.length === 0) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': json.length })
    response.end(json)
    return
  }
  const whole = Buffer.concat([json, ...raws])
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'inference-header-content-length': json.length,
    'content-length': whole.length,
  })
  response.end(whole)
}

function choose(asked: readonly AskedOutput[], outputs: readonly TensorAt[]) {
  if (asked.length === 0) return outputs.map((tensor) => ({ tensor, binary: null }))
  return asked.map(({ name, binary }) => {
    const tensor = outputs.find((each) => each.name === name)
    if (tensor) return { tensor, binary }
    const known = outputs.map((each) => `"${each.name}"`).join(', ')
    throw new Refusal(400, `output "${name}" is not known; the model gives ${known}`)
  })
}

function jsonOf(tensor: TensorAt, raw: Buffer): string {
  try {
    return dataText(tensor.name, tensor.datatype, raw)
  } catch (cause) {
    throw new CallFault(500, 'ValueError', cause instanceof Error ? cause.message : String(cause))
  }
}
