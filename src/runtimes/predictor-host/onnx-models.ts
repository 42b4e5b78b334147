import { Buffer } from 'node:buffer'
import { readTensorSchema } from '../../domain/tensor-schema.ts'
import { type Backend, type BackendFacts, BackendFault, CallFault, type Ending } from './backend.ts'

export type OnnxModels = {
  /** The model in this folder, as a backend of its own. */
  start(model: string, folder: string | undefined): Backend
}

/** Models of one ONNX Runtime process, which begins with the first of them and ends with the last. */
export function makeOnnxModels(startProcess: () => Backend): OnnxModels {
  let process: Backend | null = null
  let users = 0
  let opened = 0

  const take = (): Backend => {
    users += 1
    if (process) return process
    const started = startProcess()
    process = started
    void started.ended.then(() => {
      if (process === started) process = null
    })
    return started
  }
  /** The last one takes the process with it: the memory of what ran in it is given back for certain. */
  const leave = async (from: Backend): Promise<void> => {
    users -= 1
    if (users > 0 || process !== from) return
    process = null
    await from.stop()
  }

  return {
    start(name, folder) {
      const host = take()
      opened += 1
      // The same model may be opened again while its last calls still run.
      const model = `${name} ${opened}`
      const ended = Promise.withResolvers<Ending>()
      let stopping = false
      let over = false
      const end = (ending: Ending): void => {
        over = true
        ended.resolve(ending)
      }
      void host.ended.then(({ words }) => end({ asked: stopping, words }))
      const ready = open(host, model, folder).catch(async (cause: unknown) => {
        await leave(host)
        throw cause
      })
      ready.catch((cause: unknown) => end({ asked: false, words: cause instanceof Error ? cause.message : String(cause) }))
      let inHands = 0
      let told = (): void => {}
      return {
        ready,
        ended: ended.promise,
        busy: () => inHands,
        call(call) {
          if (stopping || over) {
            const reply = Promise.reject(new CallFault(503, null, 'the model is being stopped; try again'))
            return { reply, cancel() {} }
          }
          inHands += 1
          const running = host.call({ ...call, model })
          const done = (): void => {
            inHands -= 1
            if (inHands === 0) told()
          }
          running.reply.then(done, done)
          return running
        },
        async stop() {
          if (stopping || over) return
          stopping = true
          if (inHands > 0)
            await new Promise<void>((resolve) => {
              told = resolve
            })
          await host.call({ op: 'close', protocol: 'oip', payload: Buffer.alloc(0), model }).reply.catch(() => {})
          end({ asked: true, words: 'stopped' })
          await leave(host)
        },
      }
    },
  }
}

async function open(host: Backend, model: string, folder: string | undefined): Promise<BackendFacts> {
  const facts = await host.ready
  const order = { op: 'open', protocol: 'oip', payload: Buffer.alloc(0), model, parameters: { folder } } as const
  const reply = await host.call(order).reply.catch((cause: unknown) => {
    throw new BackendFault(cause instanceof Error ? cause.message : String(cause))
  })
  return { ...facts, schema: readTensorSchema(JSON.parse(reply.payload.toString('utf8'))) }
}
