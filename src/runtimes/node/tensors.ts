import { Buffer } from 'node:buffer'
import type { TensorAt } from '../predictor-host/backend.ts'
import { elementsIn } from '../predictor-host/datatypes.ts'

/** What a script gave is no tensor: it names the output. */
export class NotTensor extends Error {}

export type Named = {
  readonly name: string
  readonly datatype: string
  readonly shape: readonly number[]
  readonly data: unknown
}

type Numbers = {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBufferLike, offset: number, length: number): ArrayLike<number | bigint>
  from(values: ArrayLike<never>): ArrayBufferView
}
const arrays: Readonly<Record<string, Numbers>> = {
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP32: Float32Array,
  FP64: Float64Array,
  BOOL: Uint8Array,
  FP16: Uint16Array,
  BF16: Uint16Array,
}

/** Typed arrays (of FP16 and BF16 the bits), texts for BYTES, booleans for BOOL. */
export const decode = (tensors: readonly TensorAt[], payload: Buffer): readonly Named[] =>
  tensors.map(({ name, datatype, shape, offset, bytes }) => {
    const raw = payload.subarray(offset, offset + bytes)
    if (datatype === 'BYTES') return { name, datatype, shape, data: elementsIn(raw).map((each) => each.toString('utf8')) }
    const kind = arrays[datatype]
    if (!kind) throw new NotTensor(`input "${name}": ${datatype} is not known`)
    const aligned = raw.byteOffset % kind.BYTES_PER_ELEMENT === 0 ? raw : new Uint8Array(raw)
    const data = new kind(aligned.buffer, aligned.byteOffset, raw.length / kind.BYTES_PER_ELEMENT)
    return { name, datatype, shape, data: datatype === 'BOOL' ? Array.from(data, (each) => each !== 0) : data }
  })

/** As lists in lists, as a V1 call would have brought it; whole numbers of 64 bits as numbers where these can hold them. */
export function nested({ data, shape }: Named): unknown {
  let values: unknown[] = Array.from(data as ArrayLike<unknown>, plain)
  for (const size of shape.slice(1).toReversed()) {
    const rows: unknown[] = []
    for (let at = 0; at < values.length; at += size) rows.push(values.slice(at, at + size))
    values = rows
  }
  return shape.length === 0 ? values[0] : values
}

const plain = (value: unknown): unknown =>
  typeof value === 'bigint' && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value

/**
 * What a script returned as tensors: one value, an object of them by name, or `{outputs: [{name, data, shape?, datatype?}]}`. `known`:
 * datatypes by name, where the schema or the inputs tell; else numbers are FP64, bigints INT64, typed arrays what they are.
 */
export function encode(value: unknown, names: readonly string[], known: Readonly<Record<string, string>>) {
  const tensors: TensorAt[] = []
  const parts: Buffer[] = []
  let offset = 0
  for (const { name, data, shape, datatype } of outputsIn(value, names)) {
    const kind = datatype ?? typedOf(data) ?? known[name]
    const sizes = shape ?? shapeOf(name, data)
    const flat = ArrayBuffer.isView(data) ? data : flatten(data, shapeOf(name, data).length)
    const written = write(name, flat, kind)
    const elements = sizes.reduce((product, size) => product * size, 1)
    if (written.count !== elements)
      throw new NotTensor(`output "${name}" has ${written.count} values, but shape [${sizes}] needs ${elements}`)
    tensors.push({ name, datatype: written.datatype, shape: sizes, offset, bytes: written.raw.length })
    parts.push(written.raw)
    offset += written.raw.length
  }
  return { outputs: tensors, payload: Buffer.concat(parts) }
}

type Output = { readonly name: string; readonly data: unknown; readonly shape?: readonly number[]; readonly datatype?: string }

function outputsIn(value: unknown, names: readonly string[]): readonly Output[] {
  const only = names[0] ?? 'output-0'
  if (!isObject(value)) return [{ name: only, data: value }]
  const { outputs } = value
  if (Array.isArray(outputs) && outputs.every((each) => isObject(each) && 'data' in each))
    return outputs.map((each, index) => ({ ...each, name: String(each.name ?? `output-${index}`) }))
  if ('data' in value && ('shape' in value || ArrayBuffer.isView(value['data']))) return [{ name: only, ...value } as Output]
  if (Object.keys(value).join() === 'predictions') return [{ name: only, data: value['predictions'] }]
  return Object.entries(value).map(([name, each]) =>
    isObject(each) && 'data' in each ? ({ ...each, name } as Output) : { name, data: each },
  )
}

function typedOf(data: unknown): string | undefined {
  if (!ArrayBuffer.isView(data) || data instanceof Uint8ClampedArray) return undefined
  return Object.keys(arrays).find((datatype) => arrays[datatype]?.prototype.constructor === data.constructor)
}

function write(name: string, flat: ArrayBufferView | readonly unknown[], asked: string | undefined) {
  if (ArrayBuffer.isView(flat)) {
    const raw = Buffer.from(flat.buffer, flat.byteOffset, flat.byteLength)
    const datatype = asked ?? 'UINT8'
    return { datatype, raw, count: raw.length / (arrays[datatype]?.BYTES_PER_ELEMENT ?? 1) }
  }
  const datatype = asked ?? guess(flat)
  return { datatype, raw: rawOf(name, datatype, flat), count: flat.length }
}

function rawOf(name: string, datatype: string, flat: readonly unknown[]): Buffer {
  const wrong = (value: unknown): NotTensor =>
    new NotTensor(`output "${name}" is ${datatype} and holds ${typeof value} ${String(value).slice(0, 40)}`)
  if (datatype === 'BYTES') {
    return Buffer.concat(
      flat.flatMap((each) => {
        if (typeof each !== 'string' && !(each instanceof Uint8Array)) throw wrong(each)
        const bytes = Buffer.from(each as string)
        const length = Buffer.allocUnsafe(4)
        length.writeUInt32LE(bytes.length)
        return [length, bytes]
      }),
    )
  }
  const kind = arrays[datatype]
  if (!kind) throw new NotTensor(`output "${name}": datatype ${datatype} is not known`)
  const isBig = datatype === 'INT64' || datatype === 'UINT64'
  const values = flat.map((each) => {
    if (datatype === 'BOOL' && typeof each === 'boolean') return each ? 1 : 0
    if (isBig && (typeof each === 'bigint' || Number.isInteger(each))) return BigInt(each as number)
    if (isBig || (typeof each !== 'number' && typeof each !== 'bigint')) throw wrong(each)
    return Number(each)
  })
  const array = kind.from(values as never)
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
}

function guess(flat: readonly unknown[]): string {
  const kinds = new Set(flat.map((each) => typeof each))
  if (kinds.size === 1 && kinds.has('boolean')) return 'BOOL'
  if (kinds.size === 1 && kinds.has('bigint')) return 'INT64'
  return kinds.has('string') || kinds.has('object') ? 'BYTES' : 'FP64'
}

function shapeOf(name: string, value: unknown): readonly number[] {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return [(value as Uint8Array).length]
  if (!Array.isArray(value)) return []
  if (value.length === 0) return [0]
  const inner = shapeOf(name, value[0])
  for (const each of value) {
    const shape = shapeOf(name, each)
    if (shape.length !== inner.length || shape.some((size, depth) => size !== inner[depth]))
      throw new NotTensor(`output "${name}" is no tensor: its rows have different lengths`)
  }
  return [value.length, ...inner]
}

function flatten(value: unknown, depth: number): readonly unknown[] {
  if (depth === 0) return [value]
  const list = Array.from(value as ArrayLike<unknown>)
  return depth === 1 ? list : list.flatMap((each) => flatten(each, depth - 1))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
