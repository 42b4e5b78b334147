import { Buffer } from 'node:buffer'
import { TensorError } from './contents.ts'

type Write = (raw: Buffer, value: unknown, at: number) => void

/** Servers that know no binary tensors answer values: these are read as what their datatype says. */
const writers: Readonly<Record<string, readonly [number, Write]>> = {
  BOOL: [1, (raw, value, at) => raw.writeUInt8(value ? 1 : 0, at)],
  UINT8: [1, (raw, value, at) => raw.writeUInt8(Number(value), at)],
  UINT16: [2, (raw, value, at) => raw.writeUInt16LE(Number(value), at)],
  UINT32: [4, (raw, value, at) => raw.writeUInt32LE(Number(value), at)],
  UINT64: [8, (raw, value, at) => raw.writeBigUInt64LE(whole(value), at)],
  INT8: [1, (raw, value, at) => raw.writeInt8(Number(value), at)],
  INT16: [2, (raw, value, at) => raw.writeInt16LE(Number(value), at)],
  INT32: [4, (raw, value, at) => raw.writeInt32LE(Number(value), at)],
  INT64: [8, (raw, value, at) => raw.writeBigInt64LE(whole(value), at)],
  FP32: [4, (raw, value, at) => raw.writeFloatLE(Number(value), at)],
  FP64: [8, (raw, value, at) => raw.writeDoubleLE(Number(value), at)],
}

/** Flat or nested values as the raw tensor. Throws `TensorError`. */
export function rawOfValues(name: string, datatype: string, data: unknown): Buffer {
  const values: readonly unknown[] = Array.isArray(data) ? data.flat(Number.POSITIVE_INFINITY) : []
  if (datatype === 'BYTES')
    return Buffer.concat(
      values.flatMap((value) => {
        const bytes = Buffer.from(String(value))
        const length = Buffer.allocUnsafe(4)
        length.writeUInt32LE(bytes.length)
        return [length, bytes]
      }),
    )
  const writer = Object.hasOwn(writers, datatype) ? writers[datatype] : undefined
  if (!writer) throw new TensorError(`output "${name}": values of datatype "${datatype}" cannot be read`)
  const [size, write] = writer
  const raw = Buffer.alloc(values.length * size)
  for (const [index, value] of values.entries()) {
    try {
      write(raw, value, index * size)
    } catch {
      throw new TensorError(`output "${name}": value ${index} is no ${datatype}`)
    }
  }
  return raw
}

const whole = (value: unknown): bigint => BigInt(typeof value === 'bigint' ? value : Math.trunc(Number(value)))
