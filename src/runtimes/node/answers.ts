import { Buffer } from 'node:buffer'

/** What a script gave cannot be sent: it names the place. */
export class NotJson extends Error {}

/** For values that JSON has a good word for, but JavaScript none that keeps them: numbers of any size, typed arrays, maps, sets. */
export function teachJson(): void {
  const teach = (prototype: object, toJSON: (this: never) => unknown): void => {
    Object.defineProperty(prototype, 'toJSON', { value: toJSON, configurable: true, writable: true })
  }
  const raw = JSON as unknown as { rawJSON(text: string): unknown }
  teach(BigInt.prototype, function (this: bigint) {
    return raw.rawJSON(String(this))
  })
  teach(Object.getPrototypeOf(Uint8Array.prototype), function (this: ArrayLike<number>) {
    return Array.from(this)
  })
  teach(Map.prototype, function (this: ReadonlyMap<unknown, unknown>) {
    return Object.fromEntries(this)
  })
  teach(Set.prototype, function (this: ReadonlySet<unknown>) {
    return [...this]
  })
}

/** The JSON text of a value that is called `at` in messages. Throws `NotJson` at what would be lost. */
export function toJson(value: unknown, at: string): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (cause) {
    throw new NotJson(
      `${at} cannot be written as JSON: ${(cause instanceof Error ? cause.message : String(cause)).split('\n')[0]}`,
    )
  }
  // JSON writes null for what it cannot hold: only then it is worth looking.
  const fault = text === undefined || text.includes('null') ? faultIn(value, at) : null
  if (fault !== null) throw new NotJson(fault)
  return text ?? 'null'
}

function faultIn(value: unknown, at: string): string | null {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? null : `${at} is ${value}, which JSON cannot hold`
    case 'function':
    case 'symbol':
      return `${at} is a ${typeof value}, which JSON cannot hold`
    case 'object': {
      const isView = ArrayBuffer.isView(value)
      if (value === null || ('toJSON' in value && !isView)) return null
      const isList = isView || Array.isArray(value)
      for (const [key, each] of Object.entries(value)) {
        const fault = faultIn(each, isList ? `${at}[${key}]` : `${at}.${key}`)
        if (fault !== null) return fault
      }
      return null
    }
    default:
      return null
  }
}

/** Content type and bytes of one piece of a streamed answer. */
export function pieceOf(value: unknown): { readonly contentType: string; readonly bytes: Buffer } {
  if (value instanceof Uint8Array) return { contentType: 'application/octet-stream', bytes: Buffer.from(value) }
  if (typeof value === 'string') return { contentType: 'text/plain; charset=utf-8', bytes: Buffer.from(value) }
  return { contentType: 'application/x-ndjson', bytes: Buffer.from(`${toJson(value, 'the piece')}\n`) }
}
