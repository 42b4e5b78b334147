import { Reader, wireTypes } from './proto-bytes.ts'
import type { Kind } from './proto-message.ts'

/** `InferParameter`, a oneof: fields 1 bool, 2 int64, 3 string, 4 double, 5 uint64. null: none is set. */
export type Parameter = boolean | number | bigint | string | null

export const parameter: Kind<Parameter> = {
  wireType: wireTypes.bytes,
  initial: null,
  read(outer) {
    const reader = new Reader(outer.bytes())
    let value: Parameter = null
    while (!reader.done) {
      const { number, wireType } = reader.tag()
      const read = wireType === typeOf[number] ? readers[number] : undefined
      if (read) value = read(reader)
      else reader.skip(wireType)
    }
    return value
  },
  write: (outer, value) =>
    outer.nested((writer) => {
      if (typeof value === 'boolean') {
        writer.tag(1, wireTypes.varint)
        writer.varint(value ? 1 : 0)
      } else if (typeof value === 'string') {
        writer.tag(3, wireTypes.bytes)
        writer.text(value)
      } else if (typeof value === 'bigint' || Number.isSafeInteger(value)) {
        writer.tag(2, wireTypes.varint)
        writer.int64(value ?? 0)
      } else if (typeof value === 'number') {
        writer.tag(4, wireTypes.fixed64)
        writer.double(value)
      }
    }),
}

const typeOf: Readonly<Record<number, number>> = {
  1: wireTypes.varint,
  2: wireTypes.varint,
  3: wireTypes.bytes,
  4: wireTypes.fixed64,
  5: wireTypes.varint,
}

const readers: Readonly<Record<number, (reader: Reader) => Parameter>> = {
  1(reader) {
    reader.varint()
    return reader.low !== 0 || reader.high !== 0
  },
  2: (reader) => reader.int64(),
  3: (reader) => reader.bytes().toString('utf8'),
  4: (reader) => reader.double(),
  5: (reader) => reader.uint64(),
}
