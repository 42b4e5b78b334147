import { Buffer } from 'node:buffer'
import { Refusal } from './refusal.ts'

type NumberArray = Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array
type BigArray = BigInt64Array | BigUint64Array

type Datatype = {
  /** Bytes of an element; null: each has its own length. */
  readonly size: number | null
  readonly array?: {
    new (length: number): NumberArray
    new (buffer: ArrayBufferLike, offset: number, length: number): NumberArray
  }
  readonly bigArray?: {
    new (length: number): BigArray
    new (buffer: ArrayBufferLike, offset: number, length: number): BigArray
  }
  /** Whole numbers, both inclusive. */
  readonly range?: readonly [number | bigint, number | bigint]
}

/** The Open Inference Protocol's datatypes, and BF16, which Triton adds. Little-endian, row-major. */
const datatypes: Readonly<Record<string, Datatype>> = {
  BOOL: { size: 1 },
  UINT8: { size: 1, array: Uint8Array, range: [0, 255] },
  UINT16: { size: 2, array: Uint16Array, range: [0, 65_535] },
  UINT32: { size: 4, array: Uint32Array, range: [0, 4_294_967_295] },
  UINT64: { size: 8, bigArray: BigUint64Array, range: [0n, 2n ** 64n - 1n] },
  INT8: { size: 1, array: Int8Array, range: [-128, 127] },
  INT16: { size: 2, array: Int16Array, range: [-32_768, 32_767] },
  INT32: { size: 4, array: Int32Array, range: [-2_147_483_648, 2_147_483_647] },
  INT64: { size: 8, bigArray: BigInt64Array, range: [-(2n ** 63n), 2n ** 63n - 1n] },
  FP16: { size: 2 },
  BF16: { size: 2 },
  FP32: { size: 4, array: Float32Array },
  FP64: { size: 8, array: Float64Array },
  BYTES: { size: null },
}

/** 400 with the known ones. */
export function requireDatatype(datatype: string, at: string): void {
  if (!Object.hasOwn(datatypes, datatype))
    throw new Refusal(400, `${at}: datatype "${datatype}" is not known; known are ${Object.keys(datatypes).join(', ')}`)
}

export const elementsOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

/** Flat or nested JSON values as raw bytes; refuses (400) what is no value of the datatype or not as many as the shape says. */
export function encodeData(name: string, datatype: string, shape: readonly number[], data: unknown): Buffer {
  if (datatype === 'FP16' || datatype === 'BF16')
    throw new Refusal(400, `input "${name}": ${datatype} cannot be written as JSON; send it as binary data ("binary_data_size")`)
  const values = Array.isArray(data) ? flatten(data) : [data]
  const wanted = elementsOf(shape)
  if (values.length !== wanted)
    throw new Refusal(400, `input "${name}": data has ${values.length} values, but shape [${shape}] needs ${wanted}`)
  const wrong = (index: number, what: string): Refusal =>
    new Refusal(400, `input "${name}": value ${index} is ${shown(values[index])}; ${datatype} takes ${what}`)
  const { array, bigArray, range } = datatypes[datatype] ?? {}
  if (array) {
    const numbers = new array(wanted)
    const [least, most] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (let index = 0; index < wanted; index += 1) {
      const value = values[index]
      if (typeof value !== 'number' || (range && (!Number.isInteger(value) || value < least || value > most)))
        throw wrong(index, range ? `whole numbers from ${least} to ${most}` : 'numbers')
      numbers[index] = value
    }
    return bytesOf(numbers)
  }
  if (bigArray) {
    const numbers = new bigArray(wanted)
    const [least, most] = range ?? [0n, 0n]
    for (let index = 0; index < wanted; index += 1) {
      const value = values[index]
      if (typeof value !== 'bigint' && !Number.isInteger(value)) throw wrong(index, `whole numbers from ${least} to ${most}`)
      const big = BigInt(value as number | bigint)
      if (big < least || big > most) throw wrong(index, `whole numbers from ${least} to ${most}`)
      numbers[index] = big
    }
    return bytesOf(numbers)
  }
  if (datatype === 'BOOL') {
    return Buffer.from(
      values.map((value, index) => {
        if (value === true || value === 1) return 1
        if (value === false || value === 0) return 0
        throw wrong(index, 'true or false')
      }),
    )
  }
  return Buffer.concat(
    values.flatMap((value, index) => {
      if (typeof value !== 'string') throw wrong(index, 'texts')
      const bytes = Buffer.from(value, 'utf8')
      return [lengthOf(bytes), bytes]
    }),
  )
}

/** Refuses (400) raw bytes that are not what the shape says. */
export function requireBytes(name: string, datatype: string, shape: readonly number[], raw: Buffer): void {
  const elements = elementsOf(shape)
  const size = datatypes[datatype]?.size ?? null
  if (size !== null) {
    if (raw.length === elements * size) return
    throw new Refusal(
      400,
      `input "${name}": binary_data_size is ${raw.length}, but ${datatype} of shape [${shape}] needs ${elements * size}`,
    )
  }
  let count = 0
  let at = 0
  while (at + 4 <= raw.length) {
    at += 4 + raw.readUInt32LE(at)
    count += 1
  }
  if (at !== raw.length || count !== elements)
    throw new Refusal(400, `input "${name}": the binary data are not ${elements} texts, each with its length (u32) before it`)
}

/** The values of a tensor as the text of a flat JSON list. Throws an `Error` at what JSON cannot hold. */
export function dataText(name: string, datatype: string, raw: Buffer): string {
  return `[${numbersText(name, datatype, raw) ?? otherTexts(name, datatype, raw).join(',')}]`
}

/** The same, each value's text by itself. */
export function elementTexts(name: string, datatype: string, raw: Buffer): readonly string[] {
  const numbers = numbersText(name, datatype, raw)
  if (numbers === null) return otherTexts(name, datatype, raw)
  return numbers === '' ? [] : numbers.split(',')
}

/** null: these are no numbers. One join of them all is several times faster than texts of each. */
function numbersText(name: string, datatype: string, raw: Buffer): string | null {
  const { array, bigArray, size } = datatypes[datatype] ?? {}
  const kind = array ?? bigArray
  if (!kind || !size) return null
  const text = typedView(kind, raw, size).join(',')
  const wrong = datatype.startsWith('FP') ? /NaN|-?Infinity/.exec(text) : null
  if (!wrong) return text
  const index = text.slice(0, wrong.index).split(',').length - 1
  throw new Error(`output "${name}" holds ${wrong[0]} at ${index}, which JSON cannot hold; ask for binary data`)
}

function otherTexts(name: string, datatype: string, raw: Buffer): readonly string[] {
  if (datatype === 'BOOL') return Array.from(raw, (each) => String(each !== 0))
  if (datatype === 'BYTES') return textsIn(name, raw).map((text) => JSON.stringify(text))
  throw new Error(`output "${name}" is ${datatype}, which cannot be written as JSON; ask for binary data ("binary_data": true)`)
}

/** Elements of a BYTES tensor. */
export function elementsIn(raw: Buffer): Buffer[] {
  const elements: Buffer[] = []
  for (let at = 0; at + 4 <= raw.length; ) {
    const end = at + 4 + raw.readUInt32LE(at)
    elements.push(raw.subarray(at + 4, end))
    at = end
  }
  return elements
}

function textsIn(name: string, raw: Buffer): string[] {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return elementsIn(raw).map((each, index) => {
    try {
      return decoder.decode(each)
    } catch {
      throw new Error(`output "${name}" holds bytes at ${index} that are no UTF-8 text; ask for binary data`)
    }
  })
}

/** Where a number may not begin at any byte, the bytes are copied to where it may. */
function typedView(
  kind: new (buffer: ArrayBufferLike, offset: number, length: number) => NumberArray | BigArray,
  raw: Buffer,
  size: number,
): NumberArray | BigArray {
  const aligned = raw.byteOffset % size === 0 ? raw : new Uint8Array(raw)
  return new kind(aligned.buffer, aligned.byteOffset, raw.length / size)
}

function flatten(data: readonly unknown[]): readonly unknown[] {
  if (!data.some(Array.isArray)) return data
  return data.flat(Number.POSITIVE_INFINITY)
}

const bytesOf = (numbers: NumberArray | BigArray): Buffer => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)

const lengthOf = (bytes: Buffer): Buffer => {
  const length = Buffer.allocUnsafe(4)
  length.writeUInt32LE(bytes.length)
  return length
}

const shown = (value: unknown): string =>
  typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'nothing').slice(0, 40)
