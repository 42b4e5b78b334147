import { Buffer } from 'node:buffer'
import { endWithHost, openChannel } from '../child/channel.ts'
import { findModelFile } from '../child/model-file.ts'
import type { TensorAt } from '../predictor-host/backend.ts'
import type { Frame, Header } from '../predictor-host/frames.ts'
import { BadTensors, openSession, type Session } from './session.ts'

/**
 * ONNX models as a backend of the predictor host: `node main.ts [threads]`. Models are opened and closed by frames. Native code may
 * abort on a bad file, and a run blocks its thread: so they have a process of their own.
 */
const threads = Number(process.argv[2] ?? 1)
const sessions = new Map<string, Session>()
const cancelled = new Set<number>()
let before = Promise.resolve()

const channel = openChannel((frame: Frame) => {
  if (frame.header.op === 'cancel') cancelled.add(frame.header.id ?? 0)
  // One after the other: in parallel they would only share the same thread.
  else before = before.then(() => answer(frame))
})
endWithHost()
channel.send({ op: 'ready', methods: ['predict'], concurrent: true, takesV1: false })

async function answer({ header, payload }: Frame): Promise<void> {
  const id = header.id ?? 0
  try {
    if (cancelled.has(id)) return channel.send({ op: 'error', id, type: 'CalledOff', message: 'nobody waits for it any more' })
    const { said, bytes } = await done(header, payload)
    channel.send({ op: 'answer', id, ...said }, bytes)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    if (cause instanceof BadTensors) channel.send({ op: 'error', id, type: 'BadInput', message, status: 400 })
    else channel.send({ op: 'error', id, type: 'OnnxRuntimeError', message })
  } finally {
    cancelled.delete(id)
  }
}

async function done(header: Header, payload: Buffer): Promise<{ readonly said: object; readonly bytes: Buffer }> {
  const model = String(header['model'])
  const session = sessions.get(model)
  switch (header.op) {
    case 'open': {
      const { folder } = header['parameters'] as { readonly folder?: string }
      const opened = await openSession(findModelFile(folder, '.onnx', 'a file that ends in .onnx'), threads)
      sessions.set(model, opened)
      return { said: {}, bytes: Buffer.from(JSON.stringify(opened.schema)) }
    }
    case 'close':
      sessions.delete(model)
      await session?.close()
      return { said: {}, bytes: Buffer.alloc(0) }
    default: {
      if (!session) throw new Error(`model ${model} is not open`)
      const { outputs, payload: bytes } = await session.run(header['inputs'] as readonly TensorAt[], payload)
      return { said: { outputs }, bytes }
    }
  }
}
