import { Buffer } from 'node:buffer'
import type { Contents } from './messages.ts'
import { Reader, Writer } from './proto-bytes.ts'

type Field = keyof Contents
type Datatype = {
  /** Where typed values of it are; null: it goes raw only. */
  readonly field: Field | null
  /** Bytes of a value; null: each has its own length. */
  readonly size: number | null
  /** Whole numbers: whether they may be negative. */
  readonly signed?: boolean
}

/** The Open Inference Protocol's datatypes, and BF16, which Triton adds. */
const datatypes: Readonly<Record<string, Datatype>> = {
  BOOL: { field: 'bool', size: 1 },
  UINT8: { field: 'uint', size: 1 },
  UINT16: { field: 'uint', size: 2 },
  UINT32: { field: 'uint', size: 4 },
  UINT64: { field: 'uint64', size: 8 },
  INT8: { field: 'int', size: 1, signed: true },
  INT16: { field: 'int', size: 2, signed: true },
  INT32: { field: 'int', size: 4, signed: true },
  INT64: { field: 'int64', size: 8, signed: true },
  FP16: { field: null, size: 2 },
  BF16: { field: null, size: 2 },
  FP32: { field: 'fp32', size: 4 },
  FP64: { field: 'fp64', size: 8 },
  BYTES: { field: 'bytes', size: null },
}

/** A tensor that cannot be written or read; one line for people. */
export class TensorError extends Error {}

export const isRawOnly = (datatype: string): boolean => datatypes[datatype]?.field === null

/** Typed values as the raw tensor: little-endian, row-major; BYTES with a u32 length before each. Throws `TensorError`. */
export function rawOf(name: string, datatype: string, shape: readonly number[], contents: Contents): readonly Buffer[] {
  const type = known(name, datatype)
  if (type.field === null) throw new TensorError(`input "${name}" is ${datatype}, which goes in raw_input_contents only`)
  const given = (Object.keys(contents) as Field[]).filter((field) => contents[field].length > 0)
  const other = given.find((field) => field !== type.field)
  if (other)
    throw new TensorError(`input "${name}" is ${datatype}: its values go in ${type.field}_contents; ${other}_contents is given`)
  const raw = encode(name, datatype, type, contents)
  const count = type.size === null ? contents.bytes.length : lengthOf(raw) / type.size
  const wanted = shape.reduce((product, size) => product * size, 1)
  if (count !== wanted)
    throw new TensorError(`input "${name}": ${type.field}_contents has ${count} values, but shape [${shape}] needs ${wanted}`)
  return raw
}

/** A raw tensor as typed values. `datatype`: not one that goes raw only. Throws `TensorError`. */
export function contentsOf(name: string, datatype: string, raw: Buffer): Partial<Contents> {
  const { field, size, signed } = known(name, datatype)
  switch (field) {
    case 'fp32':
    case 'fp64':
      return { [field]: [raw] }
    case 'bytes':
      return { bytes: elementsIn(name, raw) }
    case 'bool':
    case 'int':
    case 'uint':
    case 'int64':
    case 'uint64':
      return { [field]: varintsOf(raw, size ?? 1, signed === true) }
    case null:
      throw new TensorError(`output "${name}" is ${datatype}, which goes in raw_output_contents only`)
  }
}

function known(name: string, datatype: string): Datatype {
  const type = Object.hasOwn(datatypes, datatype) ? datatypes[datatype] : undefined
  if (type) return type
  throw new TensorError(`"${name}": datatype "${datatype}" is not known; known are ${Object.keys(datatypes).join(', ')}`)
}

function encode(name: string, datatype: string, { field, size, signed }: Datatype, contents: Contents): readonly Buffer[] {
  switch (field) {
    case null:
      return []
    case 'fp32':
    case 'fp64': {
      // As protobuf packs them they lie as the raw tensor has them.
      const pieces = contents[field]
      if (lengthOf(pieces) % (size ?? 1) !== 0) throw new TensorError(`input "${name}": ${field}_contents ends within a value`)
      return pieces
    }
    case 'bytes':
      return contents.bytes.flatMap((each) => [u32(each.length), each])
    case 'bool':
    case 'int':
    case 'uint':
    case 'int64':
    case 'uint64':
      return [numbersIn(name, datatype, contents[field], size ?? 1, signed === true)]
  }
}

/** Each varint takes a byte at least, so there are at most as many numbers as bytes. */
function numbersIn(name: string, datatype: string, pieces: readonly Buffer[], size: number, signed: boolean): Buffer {
  let count = 0
  for (const piece of pieces) for (const byte of piece) if (byte < 0x80) count += 1
  const raw = Buffer.allocUnsafe(count * size)
  let at = 0
  for (const piece of pieces) {
    const reader = new Reader(piece)
    while (!reader.done) {
      reader.varint()
      const { low } = reader
      if (size === 8) {
        raw.writeUInt32LE(low, at)
        raw.writeUInt32LE(reader.high, at + 4)
      } else if (size === 4) raw.writeUInt32LE(low, at)
      else {
        // Of narrower numbers protobuf has only the 32 bits: what does not fit is a mistake of the caller's.
        const value = datatype === 'BOOL' ? Number(low !== 0 || reader.high !== 0) : signed ? low | 0 : low
        const least = signed ? -(2 ** (size * 8 - 1)) : 0
        const most = least + 2 ** (size * 8) - 1
        if (value < least || value > most)
          throw new TensorError(`input "${name}": value ${at / size} is ${value}; ${datatype} takes ${least} to ${most}`)
        if (size === 2) raw.writeUInt16LE(value & 0xffff, at)
        else raw[at] = value & 0xff
      }
      at += size
    }
  }
  return raw
}

function varintsOf(raw: Buffer, size: number, signed: boolean): Buffer[] {
  const writer = new Writer()
  for (let at = 0; at + size <= raw.length; at += size) {
    const low = size === 1 ? (raw[at] ?? 0) : size === 2 ? raw.readUInt16LE(at) : raw.readUInt32LE(at)
    if (size === 8) writer.varint64(low, raw.readUInt32LE(at + 4))
    else if (signed) writer.int64((low << (32 - size * 8)) >> (32 - size * 8))
    else writer.varint(low)
  }
  return writer.finish()
}

function elementsIn(name: string, raw: Buffer): Buffer[] {
  const elements: Buffer[] = []
  let at = 0
  while (at + 4 <= raw.length) {
    const end = at + 4 + raw.readUInt32LE(at)
    if (end > raw.length) break
    elements.push(raw.subarray(at + 4, end))
    at = end
  }
  if (at !== raw.length) throw new TensorError(`output "${name}" is not texts, each with its length (u32) before it`)
  return elements
}

const lengthOf = (pieces: readonly Buffer[]): number => pieces.reduce((sum, piece) => sum + piece.length, 0)

function u32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32LE(value)
  return bytes
}
