import { Buffer } from 'node:buffer'
import type { TensorAt } from './backend.ts'
import { encodeData, requireBytes, requireDatatype } from './datatypes.ts'
import { Refusal } from './refusal.ts'

/** An infer request, its tensors as raw bytes one after the other. */
export type InferRequest = {
  readonly id: string | null
  readonly parameters: Readonly<Record<string, unknown>>
  readonly inputs: readonly TensorAt[]
  readonly payload: Buffer
  /** Asked for, in this order; empty: all. */
  readonly outputs: readonly AskedOutput[]
  /** For outputs that do not say it themselves. */
  readonly binaryOutput: boolean
}
export type AskedOutput = { readonly name: string; readonly binary: boolean | null }

/**
 * Reads `{id?, parameters?, inputs, outputs?}`. With `Inference-Header-Content-Length` the JSON ends there, and raw tensors follow in
 * the order of those inputs that have `binary_data_size`. Refuses (400) whatever is not as the protocol says.
 */
export function readInferRequest(body: Buffer, headerLength: string | undefined, leastInputs = 1): InferRequest {
  const jsonBytes = headerLength === undefined ? body.length : Number(headerLength)
  if (!Number.isInteger(jsonBytes) || jsonBytes < 0 || jsonBytes > body.length)
    throw new Refusal(400, `Inference-Header-Content-Length is "${headerLength}", but the body has ${body.length} bytes`)
  const request = parseExactly(body.toString('utf8', 0, jsonBytes))
  const { id, inputs, outputs, parameters } = request
  if (id !== undefined && typeof id !== 'string') throw new Refusal(400, '"id" must be a text')
  if (!Array.isArray(inputs) || inputs.length < leastInputs)
    throw new Refusal(400, '"inputs" must be a list of at least one tensor')
  const said = objectOr(parameters, '"parameters" must be an object')
  const read = readTensors(inputs, body.subarray(jsonBytes))
  return {
    id: id === undefined || id === '' ? null : id,
    parameters: said,
    ...read,
    outputs: readOutputs(outputs),
    binaryOutput: said['binary_data_output'] === true,
  }
}

/** An infer answer in the same way: its tensors, and everything else that it says. */
export function readInferAnswer(body: Buffer, headerLength: string | undefined) {
  const jsonBytes = headerLength === undefined ? body.length : Number(headerLength)
  const { outputs, ...rest } = parseExactly(body.toString('utf8', 0, jsonBytes))
  if (!Array.isArray(outputs)) throw new Refusal(400, '"outputs" must be a list')
  return { rest, ...readTensors(outputs, body.subarray(jsonBytes)) }
}

function readTensors(inputs: readonly unknown[], binary: Buffer): { inputs: TensorAt[]; payload: Buffer } {
  const tensors: TensorAt[] = []
  const parts: Buffer[] = []
  let offset = 0
  let taken = 0
  for (const [index, each] of inputs.entries()) {
    const { name, datatype, shape, data, parameters } = objectOr(each, `inputs[${index}] must be an object`)
    if (typeof name !== 'string' || name === '') throw new Refusal(400, `inputs[${index}].name must be a text`)
    if (tensors.some((tensor) => tensor.name === name)) throw new Refusal(400, `input "${name}" is given twice`)
    if (typeof datatype !== 'string') throw new Refusal(400, `input "${name}": "datatype" must be a text`)
    requireDatatype(datatype, `input "${name}"`)
    const sizes = readShape(name, shape)
    const size = objectOr(parameters, `input "${name}": "parameters" must be an object`)['binary_data_size']
    let raw: Buffer
    if (size === undefined) {
      if (data === undefined) throw new Refusal(400, `input "${name}": "data" or the parameter "binary_data_size" is needed`)
      raw = encodeData(name, datatype, sizes, data)
    } else {
      if (data !== undefined) throw new Refusal(400, `input "${name}" has both "data" and "binary_data_size"; send one`)
      if (!Number.isInteger(size) || Number(size) < 0)
        throw new Refusal(400, `input "${name}": "binary_data_size" must be a whole number`)
      raw = binary.subarray(taken, taken + Number(size))
      if (raw.length !== size)
        throw new Refusal(400, `input "${name}": binary_data_size is ${size}, but ${raw.length} bytes are left of the body`)
      taken += raw.length
      requireBytes(name, datatype, sizes, raw)
    }
    tensors.push({ name, datatype, shape: sizes, offset, bytes: raw.length })
    parts.push(raw)
    offset += raw.length
  }
  if (taken !== binary.length)
    throw new Refusal(400, `the body has ${binary.length} bytes of binary data; the inputs take ${taken} of them`)
  return { inputs: tensors, payload: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts) }
}

function readShape(name: string, shape: unknown): number[] {
  const sound = Array.isArray(shape) && shape.length <= 32 && shape.every((size) => Number.isInteger(size) && size >= 0)
  if (!sound) throw new Refusal(400, `input "${name}": "shape" must be a list of whole numbers, 0 or more`)
  const elements = shape.reduce((product, size) => product * size, 1)
  if (elements > mostElements) throw new Refusal(413, `input "${name}": shape [${shape}] has more than ${mostElements} values`)
  return shape
}

const mostElements = 2 ** 31

function readOutputs(outputs: unknown): AskedOutput[] {
  if (outputs === undefined || outputs === null) return []
  if (!Array.isArray(outputs)) throw new Refusal(400, '"outputs" must be a list')
  return outputs.map((each, index) => {
    const { name, parameters } = objectOr(each, `outputs[${index}] must be an object`)
    if (typeof name !== 'string' || name === '') throw new Refusal(400, `outputs[${index}].name must be a text`)
    const { binary_data: binary } = objectOr(parameters, `output "${name}": "parameters" must be an object`)
    if (binary !== undefined && typeof binary !== 'boolean')
      throw new Refusal(400, `output "${name}": "binary_data" must be true or false`)
    return { name, binary: binary ?? null }
  })
}

function objectOr(value: unknown, words: string): Record<string, unknown> {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new Refusal(400, words)
  return value as Record<string, unknown>
}

/** 64-bit numbers that a double cannot hold come out exact, as bigints. */
function parseExactly(text: string): Record<string, unknown> {
  let body: unknown
  try {
    body = longWhole.test(text) ? JSON.parse(text, exactly) : JSON.parse(text)
  } catch (cause) {
    throw new Refusal(400, `the body is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refusal(400, 'the body must be a JSON object')
  return body as Record<string, unknown>
}

/** Long fractions are no trouble, and every float has one: reading a picture with `exactly` takes ten times as long. */
const longWhole = /[^\d.]\d{16}/

/** The third argument is the value's source text. */
const exactly = ((_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
  const isInexact = typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
  return isInexact ? BigInt(context?.source ?? 0) : value
}) as (key: string, value: unknown) => unknown
