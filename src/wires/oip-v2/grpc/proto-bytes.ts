import { Buffer } from 'node:buffer'

/** Bytes that are no message of the expected kind. */
export class ProtoError extends Error {}

/** Low bits of a tag: how a field's value is written. */
export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const
export type WireType = (typeof wireTypes)[keyof typeof wireTypes]

/** Reads protobuf's binary format. Slices share the memory they came in. Throws `ProtoError`. */
export class Reader {
  readonly #bytes: Buffer
  #at = 0
  /** The 64 bits of the last varint. */
  low = 0
  high = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  get position(): number {
    return this.#at
  }

  /** What was read since `from`, a former `position`. */
  since(from: number): Buffer {
    return this.#bytes.subarray(from, this.#at)
  }

  /** Field number and wire type of what comes next. */
  tag(): { number: number; wireType: number } {
    this.varint()
    const number = this.low >>> 3
    if (this.high !== 0 || number === 0) throw new ProtoError('a field has no number')
    return { number, wireType: this.low & 7 }
  }

  /** Into `low` and `high`. */
  varint(): void {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte()
      const bits = byte & 0x7f
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high |= bits >> 4
      } else if (shift < 63) high |= bits << (shift - 32)
      else high |= (bits & 1) << 31
      if (byte < 0x80) {
        this.low = low >>> 0
        this.high = high >>> 0
        return
      }
    }
    throw new ProtoError('a number is longer than ten bytes')
  }

  /** A signed 64-bit number; a bigint where a double could not hold it. */
  int64(): number | bigint {
    this.varint()
    const number = (this.high | 0) * 2 ** 32 + this.low
    return Number.isSafeInteger(number) ? number : (BigInt(this.high | 0) << 32n) | BigInt(this.low)
  }

  uint64(): number | bigint {
    this.varint()
    const number = this.high * 2 ** 32 + this.low
    return Number.isSafeInteger(number) ? number : (BigInt(this.high) << 32n) | BigInt(this.low)
  }

  double(): number {
    return this.#take(8).readDoubleLE()
  }

  /** Length-delimited. */
  bytes(): Buffer {
    this.varint()
    if (this.high !== 0) throw new ProtoError('a field is longer than the message')
    return this.#take(this.low)
  }

  skip(wireType: number): void {
    if (wireType === wireTypes.varint) this.varint()
    else if (wireType === wireTypes.bytes) this.bytes()
    else if (wireType === wireTypes.fixed64) this.#take(8)
    else if (wireType === wireTypes.fixed32) this.#take(4)
    else throw new ProtoError(`wire type ${wireType} is not known`)
  }

  #byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw new ProtoError('the message ends in the middle of a field')
    this.#at += 1
    return byte
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new ProtoError('a field is longer than the message')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }
}

/** From here on bytes are handed on as they lie, not copied. */
const ownPieceBytes = 2048

/** Writes protobuf's binary format as a list of pieces: large tensors go out from where they lie. */
export class Writer {
  readonly #pieces: Buffer[] = []
  #scratch: Buffer = Buffer.allocUnsafe(256)
  #from = 0
  #at = 0
  #cutBytes = 0

  get length(): number {
    return this.#cutBytes + this.#at - this.#from
  }

  tag(number: number, wireType: WireType): void {
    this.varint(number * 8 + wireType)
  }

  /** A whole number from 0 to 2⁵³. */
  varint(value: number): void {
    this.varint64(value >>> 0, Math.floor(value / 2 ** 32))
  }

  /** Two's complement of a whole number from -2⁶³ to 2⁶⁴ - 1. */
  int64(value: number | bigint): void {
    if (typeof value === 'bigint') this.varint64(Number(value & 0xffffffffn), Number((value >> 32n) & 0xffffffffn))
    else this.varint64(value >>> 0, Math.floor(value / 2 ** 32) >>> 0)
  }

  /** `low`, `high`: unsigned 32 bits each. */
  varint64(low: number, high: number): void {
    this.#reserve(10)
    let rest = low
    let above = high
    while (above > 0 || rest > 0x7f) {
      this.#scratch[this.#at++] = (rest & 0x7f) | 0x80
      rest = ((rest >>> 7) | (above << 25)) >>> 0
      above >>>= 7
    }
    this.#scratch[this.#at++] = rest
  }

  double(value: number): void {
    this.#reserve(8)
    this.#at = this.#scratch.writeDoubleLE(value, this.#at)
  }

  /** Length-delimited. */
  bytes(value: Buffer): void {
    this.varint(value.length)
    this.raw(value)
  }

  text(value: string): void {
    const length = Buffer.byteLength(value)
    this.varint(length)
    this.#reserve(length)
    this.#at += this.#scratch.write(value, this.#at)
  }

  /** As it is. */
  raw(value: Buffer): void {
    if (value.length >= ownPieceBytes) {
      this.#cut()
      this.#pieces.push(value)
      this.#cutBytes += value.length
      return
    }
    this.#reserve(value.length)
    this.#at += value.copy(this.#scratch, this.#at)
  }

  /** Length-delimited: what `write` writes. */
  nested(write: (writer: Writer) => void): void {
    const inner = new Writer()
    write(inner)
    this.varint(inner.length)
    for (const piece of inner.finish()) this.raw(piece)
  }

  finish(): Buffer[] {
    this.#cut()
    return this.#pieces
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#scratch.length) return
    this.#cut()
    this.#scratch = Buffer.allocUnsafe(Math.max(1024, bytes))
    this.#from = 0
    this.#at = 0
  }

  #cut(): void {
    if (this.#at === this.#from) return
    this.#pieces.push(this.#scratch.subarray(this.#from, this.#at))
    this.#cutBytes += this.#at - this.#from
    this.#from = this.#at
  }
}
