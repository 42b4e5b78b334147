/** Fields of a protobuf message, as far as ONNX's test data have them: numbers as bigints, everything else as bytes. */
export function readFields(bytes: Buffer): ReadonlyMap<number, readonly (bigint | Buffer)[]> {
  const fields = new Map<number, (bigint | Buffer)[]>()
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at] ?? 0
      at += 1
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    const sizes: Record<number, number> = { 1: 8, 5: 4 }
    let value: bigint | Buffer
    if ((tag & 7) === 0) value = varint()
    else {
      const size = sizes[tag & 7] ?? Number(varint())
      value = bytes.subarray(at, at + size)
      at += size
    }
    const field = tag >>> 3
    fields.set(field, [...(fields.get(field) ?? []), value])
  }
  return fields
}

/** A repeated number, packed or not. */
export function readNumbers(values: readonly (bigint | Buffer)[] = []): bigint[] {
  return values.flatMap((value) => {
    if (typeof value === 'bigint') return [BigInt.asIntN(64, value)]
    const numbers: bigint[] = []
    for (let at = 0; at < value.length; ) {
      let number = 0n
      for (let shift = 0n; ; shift += 7n) {
        const byte = value[at] ?? 0
        at += 1
        number |= BigInt(byte & 0x7f) << shift
        if (byte < 0x80) break
      }
      numbers.push(BigInt.asIntN(64, number))
    }
    return numbers
  })
}
