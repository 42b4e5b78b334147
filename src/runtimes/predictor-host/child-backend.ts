import type { Buffer } from 'node:buffer'
import { type ChildProcess, spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { readTensorSchema } from '../../domain/tensor-schema.ts'
import {
  type Backend,
  type BackendCall,
  type BackendFacts,
  BackendFault,
  CallFault,
  type Ending,
  type Reply,
  type TensorAt,
} from './backend.ts'
import { encodeFrame, type Frame, type Header, makeFrameReader } from './frames.ts'

export type ChildOptions = {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string | undefined
  readonly platform: string
  /** Calls in the hands of a child that takes several. */
  readonly concurrency: number
  /** Nanoseconds of a clock that only goes forward. */
  readonly ticks: () => bigint
}

type Pending = {
  readonly id: number
  readonly call: BackendCall
  readonly resolve: (reply: Reply) => void
  readonly reject: (fault: CallFault) => void
  readonly since: bigint
  begun: bigint
  cancelled: boolean
}

/** One more than a child works on one by one lies before it, so that it need not wait for us between two calls. */
const ahead = 1

/**
 * A script in a process of its own, spoken to in frames over descriptor 3. Descriptor 4 is a pipe that ends with us, so that it
 * never outlives us; what it prints goes where our own prints go.
 */
export function startChildBackend(options: ChildOptions): Backend {
  const [program = '', ...args] = options.command
  // Node sets our own ends not to block when they are first looked at, and the child shares them: a print that found the pipe full
  // would be cut off. Looked at before it starts, they are set back for it, and stay so.
  void [process.stdout, process.stderr]
  const child: ChildProcess = spawn(program, args, {
    env: options.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
  })
  const channel = child.stdio[3] as Duplex
  const ready = Promise.withResolvers<BackendFacts>()
  const ended = Promise.withResolvers<Ending>()
  const waiting: Pending[] = []
  const inHands = new Map<number, Pending>()
  let lastId = 0
  let most = 0
  let stopping = false
  let fault: string | null = null

  const settle = (pending: Pending): void => {
    inHands.delete(pending.id)
    next()
    if (stopping && inHands.size + waiting.length === 0) channel.end()
  }

  const next = (): void => {
    while (inHands.size < most) {
      const pending = waiting.shift()
      if (!pending) return
      if (pending.cancelled) continue
      const { call, id } = pending
      pending.begun = options.ticks()
      inHands.set(id, pending)
      write({ op: call.op, id, protocol: call.protocol, ...saidOf(call) }, call.payload)
    }
  }

  const write = (header: Header, payload?: Buffer): void => {
    channel.cork()
    for (const piece of encodeFrame(header, payload)) channel.write(piece)
    channel.uncork()
  }

  const take = ({ header, payload }: Frame): void => {
    if (header.op === 'ready') {
      const facts = factsIn(header, options.platform)
      most = facts.concurrent ? options.concurrency : 1 + ahead
      ready.resolve(facts)
      next()
      return
    }
    if (header.op === 'error' && header.id === null) {
      fault = String(header['message'])
      return
    }
    const pending = inHands.get(header.id ?? -1)
    if (!pending) return
    switch (header.op) {
      case 'chunk':
        if (!pending.cancelled) pending.call.onPiece?.(String(header['contentType']), payload)
        return
      case 'answer':
        pending.resolve(replyIn(header, payload, pending, options.ticks()))
        settle(pending)
        return
      case 'error':
        pending.reject(faultIn(header))
        settle(pending)
    }
  }

  channel.on('data', makeFrameReader(take))
  // Its end is told by the process's own.
  channel.on('error', () => {})
  child.stdio[4]?.on('error', () => {})

  const over = (words: string): void => {
    ready.reject(new BackendFault(fault ?? words))
    for (const each of inHands.values()) each.reject(new CallFault(500, null, `${words} while it worked on this call`))
    for (const each of waiting) each.reject(new CallFault(503, null, `${words} before it began with this call; try again`))
    inHands.clear()
    waiting.length = 0
    ended.resolve({ asked: stopping, words: fault ?? words })
  }
  ready.promise.catch(() => {}) // whoever waits for it is told; nobody has to
  child.once('error', (error) => over(`${program} cannot be started: ${error.message}`))
  child.once('exit', (code, signal) => {
    // What it said last may still be on its way.
    setImmediate(() => over(`the script's process ended (${signal ? `signal ${signal}` : `exit code ${code}`})`))
  })

  return {
    ready: ready.promise,
    ended: ended.promise,
    busy: () => inHands.size + waiting.length,
    call(call) {
      const { promise, resolve, reject } = Promise.withResolvers<Reply>()
      lastId += 1
      const now = options.ticks()
      const pending: Pending = { id: lastId, call, resolve, reject, since: now, begun: now, cancelled: false }
      if (stopping || child.exitCode !== null || child.signalCode !== null)
        reject(new CallFault(503, null, 'the model is being stopped; try again'))
      else {
        waiting.push(pending)
        next()
      }
      return {
        reply: promise,
        cancel() {
          pending.cancelled = true
          // Its place is free once the child says so, which may be working on it.
          if (inHands.has(pending.id)) write({ op: 'cancel', id: pending.id })
          reject(new CallFault(499, null, 'called off'))
        },
      }
    },
    async stop() {
      stopping = true
      if (inHands.size + waiting.length === 0) channel.end()
      await ended.promise
    },
  }
}

const saidOf = ({ model, inputs, outputNames, parameters, onPiece }: BackendCall) => ({
  ...(model === undefined ? {} : { model }),
  ...(inputs ? { inputs } : {}),
  ...(outputNames ? { outputNames } : {}),
  ...(parameters ? { parameters } : {}),
  ...(onPiece ? { stream: true } : {}),
})

const factsIn = (header: Header, platform: string): BackendFacts => ({
  methods: Array.isArray(header['methods']) ? header['methods'].map(String) : [],
  concurrent: header['concurrent'] === true,
  platform,
  schema: header['schema'] === undefined ? null : readTensorSchema(header['schema']),
  takesV1: header['takesV1'] !== false,
})

const replyIn = (header: Header, payload: Buffer, pending: Pending, now: bigint): Reply => ({
  payload,
  contentType: typeof header['contentType'] === 'string' ? header['contentType'] : null,
  outputs: Array.isArray(header['outputs']) ? (header['outputs'] as readonly TensorAt[]) : [],
  queueNs: Number(pending.begun - pending.since),
  computeNs: Number(now - pending.begun),
})

function faultIn(header: Header): CallFault {
  const status = typeof header['status'] === 'number' ? header['status'] : 500
  const type = String(header['type'] ?? 'Error')
  return new CallFault(status, type === 'BadInput' ? null : type, String(header['message'] ?? ''))
}
