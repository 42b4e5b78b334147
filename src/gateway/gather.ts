import { Buffer } from 'node:buffer'
import type { Answered } from './detachable.ts'

/** An answer that is kept to be sent on, unless it is the caller's: anything but a 200 is. */
export type Gathering = Answered & {
  /** Whether it went to the caller. */
  passed(): boolean
  /** Of what was kept: flat name, value list, and the body. */
  whole(): { readonly headers: readonly string[]; readonly bytes: Buffer }
}

/** `tooMuch` is called once, past `mostBytes`; nothing more is kept then. */
export function gather(response: Answered, mostBytes: number, tooMuch: () => void): Gathering {
  let passes = false
  let headers: readonly string[] = []
  let bytes = 0
  let chunks: Uint8Array[] = []
  const keep = (chunk: unknown): void => {
    if (!(chunk instanceof Uint8Array || typeof chunk === 'string') || bytes > mostBytes) return
    bytes += chunk.length
    if (bytes <= mostBytes) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
    else {
      chunks = []
      tooMuch()
    }
  }
  return {
    passed: () => passes,
    whole: () => ({ headers, bytes: Buffer.concat(chunks) }),
    get writableLength() {
      return passes ? response.writableLength : 0
    },
    writeHead(status: number, ...rest: unknown[]) {
      passes = status !== 200
      if (passes) Reflect.apply(response.writeHead, response, [status, ...rest])
      else headers = (rest.at(-1) as readonly string[] | undefined) ?? []
      return response
    },
    write(chunk: unknown, ...rest: unknown[]) {
      if (passes) return Reflect.apply(response.write, response, [chunk, ...rest])
      keep(chunk)
      return true
    },
    end(...args: unknown[]) {
      if (passes) Reflect.apply(response.end, response, args)
      else keep(args[0])
      return response
    },
    flushHeaders() {
      if (passes) response.flushHeaders()
    },
    once(event: string, listener: (...args: unknown[]) => void) {
      response.once(event, listener)
      return response
    },
    off(event: string, listener: (...args: unknown[]) => void) {
      response.off(event, listener)
      return response
    },
    destroy(error?: Error) {
      if (passes) response.destroy(error)
      return response
    },
    setTimeout: (...args) => {
      if (passes) Reflect.apply(response.setTimeout, response, args)
      return response
    },
  }
}
