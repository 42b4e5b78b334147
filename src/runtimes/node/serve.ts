import { Buffer } from 'node:buffer'
import type { Channel } from '../child/channel.ts'
import type { Frame, Header } from '../predictor-host/frames.ts'
import { NotJson, pieceOf } from './answers.ts'
import { BadInput, readCall } from './calls.ts'
import { type Script, traceOf } from './script.ts'
import { NotTensor } from './tensors.ts'

/** Frames in, calls of the script, frames out; as many at once as come. */
export function makeServe(channel: Channel, { methods, schema }: Script, log: (text: string) => void): (frame: Frame) => void {
  const known = datatypesIn(schema)
  const running = new Map<number, AbortController>()
  const waiting: Frame[] = []

  return (frame) => {
    const id = frame.header.id ?? 0
    if (frame.header.op === 'cancel') {
      running.get(id)?.abort()
      return
    }
    running.set(id, new AbortController())
    waiting.push(frame)
    // A turn for each, so that one which nobody waits for any more is known before it begins.
    setImmediate(() => {
      const next = waiting.shift()
      if (next) void answer(next)
    })
  }

  async function answer({ header, payload }: Frame): Promise<void> {
    const id = header.id ?? 0
    const signal = running.get(id)?.signal ?? new AbortController().signal
    try {
      signal.throwIfAborted()
      const { said, bytes } = await called(header, payload, signal)
      channel.send({ op: 'answer', id, ...said }, bytes)
    } catch (cause) {
      channel.send(signal.aborted ? calledOff(id) : { op: 'error', id, ...faultOf(cause) })
    } finally {
      running.delete(id)
    }
  }

  async function called(header: Header, payload: Buffer, signal: AbortSignal): Promise<{ said: object; bytes: Buffer }> {
    const method = methods.get(header.op)
    if (!method) throw new BadInput(`the script has no method ${header.op}`)
    const call = readCall(header, payload, known)
    const value = await method(call.input, { ...call.extras, signal })
    const pieces = piecesOf(value)
    if (!pieces) {
      const { said, payload: bytes } = call.answer(value)
      return { said, bytes }
    }
    if (header['stream'] !== true) {
      const { said, payload: bytes } = call.answer(joined(await Array.fromAsync(pieces)))
      return { said, bytes }
    }
    for await (const each of pieces) {
      const { contentType, bytes } = pieceOf(each)
      channel.send({ op: 'chunk', id: header.id ?? 0, contentType }, bytes)
      // What is written leaves, and what comes is read, even where the script itself never waits.
      await new Promise(setImmediate)
      signal.throwIfAborted()
    }
    return { said: { end: true }, bytes: Buffer.alloc(0) }
  }

  function faultOf(cause: unknown): { type: string; message: string; status?: number; traceback?: string } {
    if (cause instanceof BadInput) return { type: 'BadInput', message: cause.message, status: 400 }
    if (cause instanceof NotJson || cause instanceof NotTensor) {
      log(`the script's answer cannot be sent: ${cause.message}\n`)
      return { type: 'ValueError', message: cause.message }
    }
    const traceback = traceOf(cause)
    log(traceback)
    if (!(cause instanceof Error)) return { type: 'Error', message: String(cause), traceback }
    const { statusCode, status = statusCode } = cause as { readonly statusCode?: unknown; readonly status?: unknown }
    const isStatus = typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599
    return { type: cause.name, message: cause.message, traceback, ...(isStatus ? { status } : {}) }
  }
}

const calledOff = (id: number): Header => ({ op: 'error', id, type: 'CalledOff', message: 'nobody waits for it any more' })

/** Generators and streams; not what is a list already. */
function piecesOf(value: unknown): AsyncIterable<unknown> | Iterable<unknown> | null {
  if (typeof value !== 'object' || value === null) return null
  if (Symbol.asyncIterator in value) return value as AsyncIterable<unknown>
  return Symbol.iterator in value && 'next' in value ? (value as Iterable<unknown>) : null
}

/** A stream that the caller wants whole. */
function joined(pieces: readonly unknown[]): unknown {
  if (pieces.length > 0 && pieces.every((each) => typeof each === 'string')) return pieces.join('')
  if (pieces.length > 0 && pieces.every((each) => each instanceof Uint8Array)) return Buffer.concat(pieces)
  return pieces
}

function datatypesIn(schema: unknown): Record<string, string> {
  const outputs = typeof schema === 'object' && schema !== null && 'outputs' in schema ? schema.outputs : []
  return Object.fromEntries(
    (Array.isArray(outputs) ? outputs : []).flatMap((each) =>
      typeof each?.name === 'string' && typeof each?.datatype === 'string' ? [[each.name, each.datatype]] : [],
    ),
  )
}
