import { Buffer } from 'node:buffer'
import { ProtoError, Reader, type WireType, Writer, wireTypes } from './proto-bytes.ts'

/** How one value is written; proto3 leaves out what equals `initial`. */
export type Kind<T> = {
  readonly wireType: WireType
  readonly initial: T
  readonly read: (reader: Reader) => T
  readonly write: (writer: Writer, value: T) => void
}

/** A numbered field; what is read of it goes on from what was read before. */
export type Field<T> = {
  readonly number: number
  readonly initial: () => T
  readonly read: (reader: Reader, wireType: number, soFar: T) => T
  readonly write: (writer: Writer, value: T) => void
}

export type Message<T> = {
  readonly decode: (bytes: Buffer) => T
  /** In pieces; fields that are left out have their defaults. */
  readonly encode: (value: Partial<T>) => Buffer[]
  readonly writeTo: (writer: Writer, value: Partial<T>) => void
}

/** Fields that are not declared are skipped, as protobuf wants it. */
export function message<T extends object>(fields: { readonly [K in keyof T]: Field<T[K]> }): Message<T> {
  const names = Object.keys(fields) as (keyof T)[]
  const byNumber = new Map(names.map((name) => [fields[name].number, name]))
  const decode = (bytes: Buffer): T => {
    const reader = new Reader(bytes)
    const value = {} as T
    for (const name of names) value[name] = fields[name].initial()
    while (!reader.done) {
      const { number, wireType } = reader.tag()
      const name = byNumber.get(number)
      if (name === undefined) reader.skip(wireType)
      else value[name] = fields[name].read(reader, wireType, value[name])
    }
    return value
  }
  const writeTo = (writer: Writer, value: Partial<T>): void => {
    for (const name of names) {
      const each = value[name]
      if (each !== undefined) fields[name].write(writer, each as T[keyof T])
    }
  }
  return {
    decode,
    writeTo,
    encode(value) {
      const writer = new Writer()
      writeTo(writer, value)
      return writer.finish()
    },
  }
}

export const one = <T>(number: number, kind: Kind<T>): Field<T> => ({
  number,
  initial: () => kind.initial,
  read(reader, wireType) {
    expectType(number, kind.wireType, wireType)
    return kind.read(reader)
  },
  write(writer, value) {
    if (value === kind.initial) return
    writer.tag(number, kind.wireType)
    kind.write(writer, value)
  },
})

/** Each value read is an object of its own, and a few bytes make one: so there is a bound. */
export const many = <T>(number: number, kind: Kind<T>, most = 10_000): Field<readonly T[]> => ({
  number,
  initial: () => [],
  read(reader, wireType, soFar) {
    expectType(number, kind.wireType, wireType)
    return added(number, soFar, kind.read(reader), most)
  },
  write(writer, values) {
    for (const value of values) {
      writer.tag(number, kind.wireType)
      kind.write(writer, value)
    }
  },
})

/** A message inside another. */
export const nested = <T>(inner: Message<T>): Kind<T> => ({
  wireType: wireTypes.bytes,
  initial: inner.decode(Buffer.alloc(0)),
  read: (reader) => inner.decode(reader.bytes()),
  write: (writer, value) => writer.nested((own) => inner.writeTo(own, value)),
})

/** A message that may be absent. */
export const optional = <T>(number: number, inner: Message<T>): Field<T | null> => ({
  number,
  initial: () => null,
  read(reader, wireType) {
    expectType(number, wireTypes.bytes, wireType)
    return inner.decode(reader.bytes())
  },
  write(writer, value) {
    if (value === null) return
    writer.tag(number, wireTypes.bytes)
    writer.nested((own) => inner.writeTo(own, value))
  },
})

export const map = <T>(number: number, kind: Kind<T>): Field<ReadonlyMap<string, T>> => {
  const entry = message({ key: one(1, text), value: one(2, kind) })
  return {
    number,
    initial: (): ReadonlyMap<string, T> => none,
    read(reader, wireType, soFar) {
      expectType(number, wireTypes.bytes, wireType)
      const { key, value } = entry.decode(reader.bytes())
      const values: Map<string, T> = soFar === none ? new Map() : (soFar as Map<string, T>)
      if (values.size >= 10_000) throw new ProtoError(`field ${number} has more than 10000 entries`)
      return values.set(key, value)
    },
    write(writer, values) {
      for (const [key, value] of values) {
        writer.tag(number, wireTypes.bytes)
        writer.nested((own) => entry.writeTo(own, { key, value }))
      }
    },
  }
}

const mostPieces = 1_000_000

/** `initial` made the list for this very message. */
function added<T>(number: number, soFar: readonly T[], value: T, most: number): readonly T[] {
  if (soFar.length >= most) throw new ProtoError(`field ${number} has more than ${most} values`)
  ;(soFar as T[]).push(value)
  return soFar
}

const none: ReadonlyMap<string, never> = new Map<string, never>()

/**
 * Repeated numbers as they lie in the message, one after the other, in as many pieces as they came in: writers may pack them into one
 * field or write each by itself. Two fields one after the other are their pieces one after the other.
 */
export const packed = (number: number, elementType: WireType): Field<readonly Buffer[]> => ({
  number,
  initial: () => [],
  read(reader, wireType, soFar) {
    if (wireType === wireTypes.bytes) return added(number, soFar, reader.bytes(), mostPieces)
    expectType(number, elementType, wireType)
    const from = reader.position
    reader.skip(wireType)
    return added(number, soFar, reader.since(from), mostPieces)
  },
  write(writer, pieces) {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
    if (length === 0) return
    writer.tag(number, wireTypes.bytes)
    writer.varint(length)
    for (const piece of pieces) writer.raw(piece)
  },
})

/** A few whole numbers that a double holds, as a shape has; others are refused. */
export const integers = (number: number): Field<readonly number[]> => {
  const pieces = packed(number, wireTypes.varint)
  return {
    number,
    initial: () => [],
    read(reader, wireType, soFar) {
      for (const piece of pieces.read(reader, wireType, [])) {
        const inside = new Reader(piece)
        while (!inside.done) {
          const value = inside.int64()
          if (typeof value === 'bigint') throw new ProtoError(`field ${number} holds ${value}, which is too large`)
          added(number, soFar, value, 1024)
        }
      }
      return soFar
    },
    write(writer, values) {
      if (values.length === 0) return
      writer.tag(number, wireTypes.bytes)
      writer.nested((own) => {
        for (const value of values) own.int64(value)
      })
    },
  }
}

export const text: Kind<string> = {
  wireType: wireTypes.bytes,
  initial: '',
  read: (reader) => reader.bytes().toString('utf8'),
  write: (writer, value) => writer.text(value),
}

export const bytes: Kind<Buffer> = {
  wireType: wireTypes.bytes,
  initial: Buffer.alloc(0),
  read: (reader) => reader.bytes(),
  write: (writer, value) => writer.bytes(value),
}

export const flag: Kind<boolean> = {
  wireType: wireTypes.varint,
  initial: false,
  read(reader) {
    reader.varint()
    return reader.low !== 0 || reader.high !== 0
  },
  write: (writer, value) => writer.varint(value ? 1 : 0),
}

/** Whole numbers that a double holds. */
export const integer: Kind<number> = {
  wireType: wireTypes.varint,
  initial: 0,
  read: (reader) => Number(reader.int64()),
  write: (writer, value) => writer.int64(value),
}

function expectType(number: number, wanted: WireType, got: number): void {
  if (wanted !== got) throw new ProtoError(`field ${number} has wire type ${got}; it must be ${wanted}`)
}
