import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { makeMuxReader, makeMuxWriter, mostMuxBytes, muxKinds, writeTo } from '../../domain/mux-frames.ts'
import { type AnswerHandler, LineError, type SentRequest } from './handler.ts'
import { type MuxDoor, MuxExchange } from './mux-exchange.ts'
import type { RequestHead } from './request-head.ts'

/** One connection for all short requests to an instance of ours; what else there is, and all before it is there, takes a line. */
export type Mux = {
  /** Whether it takes this one now. The first that it might take lets it look whether the instance has such a door. */
  takes(request: SentRequest, head: RequestHead): boolean
  send(head: RequestHead, request: SentRequest, handler: AnswerHandler): void
  /** What is under way ends in its own time. */
  close(): void
  destroy(): void
}

export type MuxDeps = {
  readonly open: (heard: (chunk: Buffer) => void) => Socket
  /** The other side ended in the middle of an exchange. Told before who waits for the answer is. */
  readonly broke: () => void
}

/** `none`: there is no such door. `leaving`: it takes no more. */
type State = 'unknown' | 'opening' | 'open' | 'leaving' | 'none'

export function makeMux({ open, broke }: MuxDeps): Mux {
  let state: State = 'unknown'
  let socket: Socket | null = null
  /** By number; numbers of exchanges that have ended are used again, the last one first. */
  let exchanges: (MuxExchange | null)[] = []
  let free: number[] = []
  let writer = makeMuxWriter(() => {}, process.nextTick)

  const begin = (): void => {
    state = 'opening'
    exchanges = []
    free = []
    const reader = makeMuxReader(hear)
    const opened = open((chunk) => {
      try {
        reader(chunk)
      } catch (error) {
        opened.destroy(new LineError('ANSWER_MALFORMED', `the instance is not understood: ${String(error)}`))
      }
    })
    socket = opened
    writer = makeMuxWriter((pieces) => writeTo(opened, pieces), process.nextTick)
    let why: Error = new LineError('CONNECTION_CLOSED', 'the connection was closed')
    opened.once('connect', () => {
      if (state === 'opening') state = 'open'
    })
    opened.on('error', (error) => {
      why = error
    })
    opened.once('close', () => {
      // An instance that has no such door never gets one; one that broke off may be there again.
      state = state === 'opening' ? 'none' : state === 'open' ? 'unknown' : state
      socket = null
      const left = exchanges.filter((each) => each !== null)
      exchanges = []
      if (left.length > 0) broke()
      for (const each of left) each.broken(why)
    })
  }

  const hear = (number: number, kind: number, head: string, body: Buffer): void => {
    if (kind === muxKinds.leaving) {
      leave()
      return
    }
    if (kind < muxKinds.answer || kind > muxKinds.broken) throw new Error(`there is no frame of kind ${kind}`)
    const exchange = exchanges[number]
    if (!exchange) throw new Error(`nobody asked for exchange ${number}`)
    if (exchange.hear(kind, head, body)) over(number)
  }

  const over = (number: number): void => {
    exchanges[number] = null
    free.push(number)
    if (state === 'leaving') endWhenDone()
  }

  const leave = (): void => {
    if (state !== 'open') return
    state = 'leaving'
    writer.put(0, muxKinds.last)
    endWhenDone()
  }

  /** After the last word has been written. */
  const endWhenDone = (): void => {
    const ending = socket
    if (free.length === exchanges.length) process.nextTick(() => ending?.end())
  }

  const door: MuxDoor = {
    tell(number, kind) {
      if (socket) writer.put(number, kind)
    },
  }

  return {
    takes({ method, body }, { length }) {
      if (length > mostMuxBytes || method === 'HEAD' || (body !== null && !Buffer.isBuffer(body))) return false
      if (state === 'unknown') begin()
      // One that has ended or is not understood is no door any more, though its `close` is still to come.
      return state === 'open' && socket?.writable === true
    },
    send(head, { body }, handler) {
      const number = free.pop() ?? exchanges.length
      const exchange = new MuxExchange(number, door, handler)
      exchanges[number] = exchange
      if (exchange.begin()) writer.put(number, muxKinds.request, head.text.slice(0, -2), body as Buffer | null)
      else over(number)
    },
    close() {
      if (state === 'open') leave()
      else if (state !== 'leaving') {
        state = 'none'
        socket?.destroy()
      }
    },
    destroy() {
      state = 'none'
      socket?.destroy()
    },
  }
}
