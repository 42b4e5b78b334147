import { Buffer } from 'node:buffer'
import type { TensorSchema } from '../../domain/tensor-schema.ts'
import type { TensorAt } from './backend.ts'
import { elementTexts, encodeData } from './datatypes.ts'
import { Refusal } from './refusal.ts'

/** For backends that know tensors only: V1 instances become the inputs of the schema. Throws a 400 naming the place. */
export function tensorsOf(
  schema: TensorSchema,
  instances: readonly unknown[],
  key: string,
): { readonly inputs: readonly TensorAt[]; readonly payload: Buffer } {
  const inputs: TensorAt[] = []
  const parts: Buffer[] = []
  let offset = 0
  for (const { name, datatype } of schema.inputs) {
    const rows = instances.map((instance, index) => {
      if (isObject(instance)) {
        if (Object.hasOwn(instance, name)) return instance[name]
        throw new Refusal(400, `${key}[${index}].${name} is missing`)
      }
      if (schema.inputs.length === 1) return instance
      const known = schema.inputs.map((each) => each.name).join(', ')
      throw new Refusal(400, `${key}[${index}] must be an object with ${known}`)
    })
    const shape = shapeOf(rows, key)
    const raw = encodeData(name, datatype, shape, rows)
    inputs.push({ name, datatype, shape, offset, bytes: raw.length })
    parts.push(raw)
    offset += raw.length
  }
  return { inputs, payload: Buffer.concat(parts) }
}

/**
 * Tensors as V1 says them: a list by rows; of several outputs a list of objects by name, or one object where they have not the same
 * rows. Throws an `Error` at what JSON cannot hold.
 */
export function predictionsText(outputs: readonly TensorAt[], payload: Buffer): string {
  const said = outputs.map((tensor) => ({
    name: JSON.stringify(tensor.name),
    shape: tensor.shape,
    texts: elementTexts(tensor.name, tensor.datatype, payload.subarray(tensor.offset, tensor.offset + tensor.bytes)),
  }))
  const [only] = said
  if (only && said.length === 1) return nested(only.texts, only.shape)
  const rows = only?.shape[0]
  if (rows === undefined || said.some(({ shape }) => shape[0] !== rows))
    return `{${said.map(({ name, texts, shape }) => `${name}:${nested(texts, shape)}`).join(',')}}`
  const width = said.map(({ texts }) => (rows === 0 ? 0 : texts.length / rows))
  const row = (at: number): string =>
    said
      .map(({ name, texts, shape }, index) => {
        const size = width[index] ?? 0
        return `${name}:${nested(texts.slice(at * size, (at + 1) * size), shape.slice(1))}`
      })
      .join(',')
  return `[${Array.from({ length: rows }, (_, at) => `{${row(at)}}`).join(',')}]`
}

function nested(texts: readonly string[], shape: readonly number[]): string {
  const [size, ...inner] = shape
  if (size === undefined) return texts[0] ?? 'null'
  if (inner.length === 0) return `[${texts.join(',')}]`
  const step = size === 0 ? 0 : texts.length / size
  return `[${Array.from({ length: size }, (_, at) => nested(texts.slice(at * step, (at + 1) * step), inner)).join(',')}]`
}

/** Throws a 400 where lists of one level have different lengths. */
function shapeOf(value: unknown, at: string): number[] {
  if (!Array.isArray(value)) return []
  const [first, ...others] = value
  if (value.length === 0) return [0]
  const inner = shapeOf(first, `${at}[0]`)
  for (const [index, other] of others.entries()) {
    const shape = shapeOf(other, `${at}[${index + 1}]`)
    if (shape.length !== inner.length || shape.some((size, depth) => size !== inner[depth]))
      throw new Refusal(400, `${at}[${index + 1}] has the shape [${shape}], unlike ${at}[0], which has [${inner}]`)
  }
  return [value.length, ...inner]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
