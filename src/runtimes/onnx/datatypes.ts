import { Buffer } from 'node:buffer'
import type { Tensor } from 'onnxruntime-node'
import type { TensorAt } from '../predictor-host/backend.ts'

type View = new (buffer: ArrayBufferLike, offset: number, length: number) => Tensor.DataTypeMap[Exclude<Tensor.Type, 'string'>]
type Datatype = { readonly datatype: string; readonly view: View; readonly size: number }

/** ONNX Runtime's words and the Open Inference Protocol's. */
const types: Readonly<Partial<Record<Tensor.Type, Datatype>>> = {
  bool: { datatype: 'BOOL', view: Uint8Array, size: 1 },
  uint8: { datatype: 'UINT8', view: Uint8Array, size: 1 },
  uint16: { datatype: 'UINT16', view: Uint16Array, size: 2 },
  uint32: { datatype: 'UINT32', view: Uint32Array, size: 4 },
  uint64: { datatype: 'UINT64', view: BigUint64Array, size: 8 },
  int8: { datatype: 'INT8', view: Int8Array, size: 1 },
  int16: { datatype: 'INT16', view: Int16Array, size: 2 },
  int32: { datatype: 'INT32', view: Int32Array, size: 4 },
  int64: { datatype: 'INT64', view: BigInt64Array, size: 8 },
  float16: { datatype: 'FP16', view: Uint16Array, size: 2 },
  float32: { datatype: 'FP32', view: Float32Array, size: 4 },
  float64: { datatype: 'FP64', view: Float64Array, size: 8 },
}
const typeOf = new Map(Object.entries(types).map(([type, { datatype }]) => [datatype, type as Tensor.Type]))

/** null: there is no word for it. */
export function datatypeOf(type: Tensor.Type): string | null {
  return type === 'string' ? 'BYTES' : (types[type]?.datatype ?? null)
}

export type Feed = { readonly type: Tensor.Type; readonly data: Tensor.DataType; readonly shape: readonly number[] }

/** A tensor as it came: its bytes are not copied where they begin at a place where such numbers may. Throws what is said to the caller. */
export function readTensor({ name, datatype, shape, offset, bytes }: TensorAt, payload: Buffer): Feed {
  const raw = payload.subarray(offset, offset + bytes)
  if (datatype === 'BYTES') return { type: 'string', data: textsIn(name, raw), shape }
  const type = typeOf.get(datatype)
  const known = type && types[type]
  if (!type || !known) throw new Error(`input "${name}": ONNX Runtime takes no ${datatype}`)
  const aligned = raw.byteOffset % known.size === 0 ? raw : new Uint8Array(raw)
  return { type, data: new known.view(aligned.buffer, aligned.byteOffset, raw.length / known.size), shape }
}

/** What came out, as datatype and raw bytes. */
export function writeTensor(name: string, { type, data }: Pick<Tensor, 'type' | 'data'>): { datatype: string; raw: Buffer } {
  const datatype = datatypeOf(type)
  if (datatype === null) throw new Error(`output "${name}" is of type ${type}, which the Open Inference Protocol has no word for`)
  if (Array.isArray(data)) return { datatype, raw: Buffer.concat(data.flatMap(lengthAndBytes)) }
  const view = data as Uint8Array
  return { datatype, raw: Buffer.from(view.buffer, view.byteOffset, view.byteLength) }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Each text with its length (u32) before it. */
function textsIn(name: string, raw: Buffer): string[] {
  const texts: string[] = []
  for (let at = 0; at + 4 <= raw.length; ) {
    const end = at + 4 + raw.readUInt32LE(at)
    try {
      texts.push(decoder.decode(raw.subarray(at + 4, end)))
    } catch {
      throw new Error(`input "${name}": value ${texts.length} is no UTF-8 text, and ONNX Runtime takes no other bytes`)
    }
    at = end
  }
  return texts
}

function lengthAndBytes(text: string): [Buffer, Buffer] {
  const bytes = Buffer.from(text, 'utf8')
  const length = Buffer.allocUnsafe(4)
  length.writeUInt32LE(bytes.length)
  return [length, bytes]
}
