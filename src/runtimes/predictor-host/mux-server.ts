import type { Buffer } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { makeMuxReader, makeMuxWriter, muxKinds, writeTo } from '../../domain/mux-frames.ts'
import { answer } from './answer.ts'
import type { Serving } from './exchange.ts'
import { MuxAnswer } from './mux-answer.ts'
import { unpacked } from './read-body.ts'

/** The door for many calls on one connection, beside that of HTTP. `leave` asks who is connected to send no more. */
export function makeMuxServer(serving: Serving): { readonly server: Server; readonly leave: () => void } {
  const connections = new Set<Connection>()
  const server = createServer((socket) => {
    const connection = new Connection(serving, socket)
    connections.add(connection)
    socket.once('close', () => connections.delete(connection))
    if (serving.draining() || serving.isOver()) connection.leave()
  })
  return {
    server,
    leave() {
      for (const each of connections) each.leave()
    },
  }
}

class Connection {
  readonly #serving: Serving
  readonly #socket: Socket
  readonly #put: ReturnType<typeof makeMuxWriter>['put']
  /** By number; the other side uses numbers again. */
  #answers: (MuxAnswer | null)[] = []
  #open = 0
  #isLast = false
  /** Answers that have more to say once the socket has taken what it was given. */
  #more: (() => void)[] = []

  constructor(serving: Serving, socket: Socket) {
    this.#serving = serving
    this.#socket = socket
    this.#put = makeMuxWriter((pieces) => writeTo(socket, pieces), process.nextTick).put
    const read = makeMuxReader((number, kind, head, body) => this.#hear(number, kind, head, body))
    socket.on('data', (chunk: Buffer) => {
      try {
        read(chunk)
      } catch (cause) {
        console.error(`a connection of the gateway is closed: ${cause instanceof Error ? cause.message : String(cause)}`)
        socket.destroy()
      }
    })
    socket.on('drain', () => this.#goOn())
    socket.on('error', () => {}) // `close` follows
    socket.once('close', () => {
      const left = this.#answers
      this.#answers = []
      // Not one by one: a number that is none of the gateway's would make the list as long.
      for (const each of Object.values(left)) each?.leave()
    })
  }

  leave(): void {
    this.#put(0, muxKinds.leaving)
  }

  #hear(number: number, kind: number, head: string, body: Buffer): void {
    switch (kind) {
      case muxKinds.request:
        this.#begin(number, head, body)
        return
      case muxKinds.last:
        this.#isLast = true
        this.#endWhenDone()
        return
      case muxKinds.cancel:
        this.#answers[number]?.leave()
        return
      case muxKinds.pause:
        this.#answers[number]?.pause()
        return
      case muxKinds.resume:
        this.#answers[number]?.resume()
        return
      default:
        throw new Error(`there is no frame of kind ${kind}`)
    }
  }

  #begin(number: number, head: string, body: Buffer): void {
    if (this.#answers[number]) throw new Error(`exchange ${number} is under way already`)
    const response = new MuxAnswer({
      put: (kind, text, bytes) => this.#put(number, kind, text, bytes),
      whenTaken: (act) => this.#whenTaken(act),
      over: () => this.#over(number),
    })
    this.#answers[number] = response
    this.#open += 1
    const request = readHead(head)
    void answer(this.#serving, {
      request,
      response,
      body: async () => unpacked(body, request.headers['content-encoding'], this.#serving.maxBodyBytes),
      ticks: this.#serving.ticks,
      onLeft: (listener) => response.onLeft(listener),
    })
  }

  /** Frames are written at the end of this turn; then the socket says whether it will drain. */
  #whenTaken(act: () => void): void {
    if (this.#more.push(act) === 1) process.nextTick(() => this.#socket.writableNeedDrain || this.#goOn())
  }

  #goOn(): void {
    const more = this.#more
    this.#more = []
    for (const act of more) act()
  }

  #over(number: number): void {
    this.#answers[number] = null
    this.#open -= 1
    if (this.#isLast) this.#endWhenDone()
  }

  /** After the last word has been written. */
  #endWhenDone(): void {
    if (this.#open === 0) process.nextTick(() => this.#socket.end())
  }
}

/** As the gateway writes it: one blank behind each colon, names in lower case. */
function readHead(text: string): { readonly method: string; readonly url: string; readonly headers: IncomingHttpHeaders } {
  const end = text.indexOf('\r\n')
  const [method = '', url = ''] = text.slice(0, end).split(' ')
  const headers: Record<string, string> = {}
  for (let at = end + 2; at < text.length; ) {
    const colon = text.indexOf(':', at)
    const next = text.indexOf('\r\n', at)
    if (colon === -1 || next < colon) throw new Error('a request has a line that is no header')
    const name = text.slice(at, colon)
    const value = text.slice(colon + 2, next)
    const before = headers[name]
    headers[name] = before === undefined ? value : `${before}, ${value}`
    at = next + 2
  }
  return { method, url, headers }
}
