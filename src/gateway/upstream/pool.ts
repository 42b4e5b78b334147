import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { dropBody } from './body-pump.ts'
import type { Connector } from './connect.ts'
import { type AnswerHandler, LineError, type SentRequest } from './handler.ts'
import { Line, type LineOwner } from './line.ts'
import { makeMux } from './mux.ts'
import { type RequestHead, requestHead } from './request-head.ts'

/** Connections to one address, kept alive between calls, the last used first. No bound on their number: every stream holds one. */
export type LinePool = {
  dispatch(request: SentRequest, handler: AnswerHandler): void
  /** Gives up what took too long to connect, and what nobody used for so long that the other side may close it. */
  tick(now: number): void
  /** What is under way ends in its own time; nothing is kept after it. */
  close(): void
  /** Ends all at once. */
  destroy(): void
}

export type LinePoolDeps = {
  readonly connector: Connector
  readonly connectMs: number
  readonly now: () => number
  /** Calls back once what is under way in this turn of the event loop is done: `setImmediate`. */
  readonly atTurnEnd: (act: () => void) => unknown
}

/** Where the other side does not say how long it waits: most wait five seconds or more. */
const keepMs = 4_000
const longestKeepMs = 600_000
/** Left to the other side's own clock, and to the way there. */
const marginMs = 2_000

export function makeLinePool({ connector, connectMs, now, atTurnEnd }: LinePoolDeps): LinePool {
  const lines = new Set<Line>()
  const idle: Line[] = []
  const connecting = new Map<Socket, number>()
  /** Just done, and done a turn ago. */
  let resting: Line[] = []
  let rested: Line[] = []
  let turning = false
  let closed = false

  /**
   * A server may close although it said that it would not. So before a connection is used again, the event loop has looked once
   * for what came on it since its last answer.
   */
  const turn = (): void => {
    for (const line of rested) if (line.alive) idle.push(line)
    rested = resting
    resting = []
    turning = rested.length > 0
    if (turning) atTurnEnd(turn)
  }

  const unused = (): Line[] => [...idle, ...rested, ...resting]

  const owner: LineOwner = {
    free(line, hintMs) {
      const ms = hintMs === null ? keepMs : Math.min(hintMs - marginMs, longestKeepMs)
      if (closed || ms <= 0) {
        line.destroy(isClosed())
        return
      }
      line.keptUntil = now() + ms
      resting.push(line)
      if (turning) return
      turning = true
      atTurnEnd(turn)
    },
    gone(line) {
      lines.delete(line)
      const at = idle.lastIndexOf(line)
      if (at !== -1) idle.splice(at, 1)
    },
    broke() {
      // Its word on the others may still be on its way: a request that went out on one of them would fail without need.
      if (connector.oneProcess) for (const line of unused()) line.destroy(isClosed())
    },
  }
  const mux = connector.openMux ? makeMux({ open: connector.openMux, broke: owner.broke }) : null

  const connect = (head: RequestHead, request: SentRequest, handler: AnswerHandler): void => {
    const line = new Line(connector, owner)
    const { socket } = line
    connecting.set(socket, now())
    const fail = (error: Error): void => {
      if (!connecting.delete(socket)) return
      discard(request)
      handler.onError(error)
    }
    const failClosed = (): void => fail(isClosed())
    socket.on('error', fail).on('close', failClosed)
    socket.once(connector.readyEvent, () => {
      if (!connecting.delete(socket)) return
      socket.off('error', fail).off('close', failClosed)
      lines.add(line)
      line.send(head, request, handler)
    })
  }

  return {
    dispatch(request, handler) {
      try {
        const head = requestHead(request, connector.host)
        if (mux?.takes(request, head)) {
          mux.send(head, request, handler)
          return
        }
        let line = idle.pop()
        while (line && !line.alive) line = idle.pop()
        if (line) line.send(head, request, handler)
        else connect(head, request, handler)
      } catch (error) {
        discard(request)
        handler.onError(error instanceof Error ? error : new Error(String(error)))
      }
    },
    tick(at) {
      for (const [socket, since] of connecting) {
        if (at - since >= connectMs) socket.destroy(new LineError('CONNECT_TIMEOUT', `no connection within ${connectMs} ms`))
      }
      for (const line of unused()) if (at >= line.keptUntil) line.destroy(isClosed())
    },
    close() {
      closed = true
      mux?.close()
      for (const line of unused()) line.destroy(isClosed())
    },
    destroy() {
      closed = true
      mux?.destroy()
      for (const socket of connecting.keys()) socket.destroy(isClosed())
      for (const line of lines) line.destroy(isClosed())
    },
  }
}

/** Whoever fills the pipe must not wait for a reader that never comes. */
const discard = ({ body }: SentRequest): void => {
  if (body !== null && !Buffer.isBuffer(body)) dropBody(body)
}

const isClosed = (): LineError => new LineError('CONNECTION_CLOSED', 'the connection was closed')
