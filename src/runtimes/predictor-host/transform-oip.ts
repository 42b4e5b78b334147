import { Buffer } from 'node:buffer'
import { type BackendCall, CallFault, type Reply } from './backend.ts'
import { dataText } from './datatypes.ts'
import { type AskedOutput, readInferAnswer, readInferRequest } from './oip-request.ts'

/** A body on its way through a transformer: what its script is called with, and what becomes of the script's answer. */
export type Transformable = {
  readonly call: Omit<BackendCall, 'op'>
  readonly answer: (reply: Reply) => { readonly payload: Buffer; readonly headers: Readonly<Record<string, string>> }
}

/** An infer request: its tensors are replaced, under their names unless the script gives others. */
export function openInferRequest(body: Buffer, headerLength: string | undefined): Transformable {
  const { id, parameters, inputs, payload, outputs } = readInferRequest(body, headerLength)
  const outputNames = inputs.map((each) => each.name)
  return {
    call: { protocol: 'oip', payload, inputs, outputNames, parameters },
    answer: (reply) => {
      const around = {
        ...(id === null ? {} : { id }),
        parameters,
        ...(outputs.length === 0 ? {} : { outputs: outputs.map(said) }),
      }
      return written(around, 'inputs', reply, headerLength !== undefined)
    },
  }
}

/** An infer answer; what else it says stays. */
export function openInferAnswer(body: Buffer, headerLength: string | undefined): Transformable {
  const { rest, inputs, payload } = readInferAnswer(body, headerLength)
  const outputNames = inputs.map((each) => each.name)
  return {
    call: { protocol: 'oip', payload, inputs, outputNames },
    answer: (reply) => written(rest, 'outputs', reply, headerLength !== undefined),
  }
}

const said = ({ name, binary }: AskedOutput): object => ({
  name,
  ...(binary === null ? {} : { parameters: { binary_data: binary } }),
})

/** In raw bytes where it came so, else in JSON. */
function written(around: object, key: 'inputs' | 'outputs', reply: Reply, binary: boolean) {
  const raws: Buffer[] = []
  const tensors = reply.outputs.map(({ name, datatype, shape, offset, bytes }) => {
    const raw = reply.payload.subarray(offset, offset + bytes)
    const head = `{"name":${JSON.stringify(name)},"datatype":"${datatype}","shape":[${shape.join(',')}]`
    if (!binary) return `${head},"data":${textOf(name, datatype, raw)}}`
    raws.push(raw)
    return `${head},"parameters":{"binary_data_size":${raw.length}}}`
  })
  const start = jsonOf(around).slice(0, -1)
  const json = Buffer.from(`${start}${start === '{' ? '' : ','}"${key}":[${tensors.join(',')}]}`)
  if (!binary) return { payload: json, headers: { 'content-type': 'application/json' } }
  const headers = { 'content-type': 'application/octet-stream', 'inference-header-content-length': String(json.length) }
  return { payload: Buffer.concat([json, ...raws]), headers }
}

/** Parameters may hold numbers that were read as bigints. */
const jsonOf = (value: object): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? exact.rawJSON(String(each)) : each))

/** Node has it; its types are behind. */
const exact = JSON as unknown as { rawJSON(text: string): unknown }

function textOf(name: string, datatype: string, raw: Buffer): string {
  try {
    return dataText(name, datatype, raw)
  } catch (cause) {
    throw new CallFault(500, 'ValueError', cause instanceof Error ? cause.message : String(cause))
  }
}
