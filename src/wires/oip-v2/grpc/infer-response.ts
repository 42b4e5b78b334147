import { Buffer } from 'node:buffer'
import { contentsOf, isRawOnly, TensorError } from './contents.ts'
import { rawOfValues } from './json-values.ts'
import { type InferResponse, InferTensorContents, type Tensor } from './messages.ts'
import type { Parameter } from './parameter.ts'

/** What servers answer over REST, read loosely: raw tensors lie behind the JSON, of others the values are in it. */
type RestOutput = { name?: unknown; datatype?: unknown; shape?: unknown; parameters?: unknown; data?: unknown }

/**
 * The answer of a REST server. `jsonBytes`: its `Inference-Header-Content-Length`, null where it has none. `typed`: as values, unless
 * one of them has a datatype that goes raw only, since all or none do. Throws `TensorError`.
 */
export function fromRest(body: Buffer, jsonBytes: number | null, typed: boolean): Partial<InferResponse> {
  const end = jsonBytes ?? body.length
  const json = parseExactly(body.toString('utf8', 0, end))
  const outputs = Array.isArray(json['outputs']) ? (json['outputs'] as RestOutput[]) : []
  let at = end
  const tensors = outputs.map((output, index) => {
    const name = String(output.name ?? index)
    const datatype = String(output.datatype)
    const shape = Array.isArray(output.shape) ? output.shape.map(Number) : []
    const { binary_data_size: size, ...own } = asObject(output.parameters)
    const parameters = parametersIn(own)
    if (size === undefined) return { name, datatype, shape, parameters, raw: rawOfValues(name, datatype, output.data) }
    const from = at
    at += Number(size)
    if (!(at >= from && at <= body.length))
      throw new TensorError(
        `output "${name}": the server said binary_data_size ${size}, but ${body.length - from} bytes are left`,
      )
    return { name, datatype, shape, parameters, raw: body.subarray(from, at) }
  })
  const asRaw = !typed || tensors.some(({ datatype }) => isRawOnly(datatype))
  return {
    modelName: String(json['model_name'] ?? ''),
    modelVersion: String(json['model_version'] ?? ''),
    id: String(json['id'] ?? ''),
    parameters: parametersIn(asObject(json['parameters'])),
    outputs: tensors.map(({ raw, ...tensor }): Tensor => ({ ...tensor, contents: asRaw ? null : typedOf(tensor, raw) })),
    ...(asRaw ? { rawOutputContents: tensors.map(({ raw }) => raw) } : {}),
  }
}

const nothing = InferTensorContents.decode(Buffer.alloc(0))
const typedOf = ({ name, datatype }: { name: string; datatype: string }, raw: Buffer) => ({
  ...nothing,
  ...contentsOf(name, datatype, raw),
})

function parametersIn(said: Readonly<Record<string, unknown>>): ReadonlyMap<string, Parameter> {
  const parameters = new Map<string, Parameter>()
  for (const [name, value] of Object.entries(said)) {
    const simple =
      typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint'
    parameters.set(name, simple ? value : JSON.stringify(value))
  }
  return parameters
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}

/** 64-bit numbers that a double cannot hold come out exact, as bigints. */
function parseExactly(text: string): Record<string, unknown> {
  try {
    return asObject(longWhole.test(text) ? JSON.parse(text, exactly) : JSON.parse(text))
  } catch {
    throw new TensorError('the model server answered something that is no JSON')
  }
}

/** Long fractions are no trouble, and every float has one: reading many of them with `exactly` takes ten times as long. */
const longWhole = /[^\d.]\d{16}/

/** The third argument is the value's source text. */
const exactly = ((_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
  const isInexact = typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
  return isInexact ? BigInt(context?.source ?? 0) : value
}) as (key: string, value: unknown) => unknown
