import { Buffer } from 'node:buffer'
import { connect, type Socket } from 'node:net'

/** What the load generator is told to do, and what it answers. Times in microseconds. */
export type Job =
  | { readonly kind: 'closed'; readonly to: Address; readonly connections: number; readonly ms: number }
  | { readonly kind: 'rate'; readonly to: Address; readonly perSecond: number; readonly ms: number }
  | { readonly kind: 'streams'; readonly to: Address; readonly streams: number; readonly chunks: number; readonly gapMs: number }
  | { readonly kind: 'hold'; readonly to: Address; readonly streams: number }
  | { readonly kind: 'release' }
/** `headers`: further ones that this address needs, each with its line end. */
export type Address = { readonly port: number; readonly key: string; readonly headers?: string }
export type Figures = {
  /** Calls or chunks that came. */
  readonly total: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** Streams: time to the first chunk. */
  readonly first50: number
  readonly first99: number
  readonly errors: number
  /** `release`: when the connections were cut, `process.hrtime` as text. */
  readonly at: string
}

const words = 'The quick brown fox jumps over the lazy dog. '.repeat(20)
const requestFor = ({ key, headers = '' }: Address, bench: object | null): Buffer => {
  const body = JSON.stringify({
    model: 'bench',
    messages: [{ role: 'user', content: words.slice(0, 850) }],
    temperature: 0.7,
    ...(bench ? { stream: true, stream_options: { include_usage: true }, bench } : {}),
  })
  return Buffer.from(
    'POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\n' +
      `${headers}authorization: Bearer ${key}\r\ncontent-type: application/json\r\naccept: application/json\r\nuser-agent: bench/1\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** One kept-alive connection: calls one after the other. */
class Line {
  readonly #socket: Socket
  #onAnswer: (ok: boolean) => void = () => {}
  #need = -1
  #got = 0
  #head = ''

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk))
    this.#socket.on('error', () => this.#onAnswer(false))
  }

  call(bytes: Buffer, onAnswer: (ok: boolean) => void): void {
    this.#onAnswer = onAnswer
    this.#socket.write(bytes)
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    if (this.#need === -1) {
      this.#head += chunk.toString('latin1')
      const end = this.#head.indexOf('\r\n\r\n')
      if (end === -1) return
      this.#need = Number(/content-length: *(\d+)/i.exec(this.#head)?.[1] ?? 0)
      this.#got = this.#head.length - end - 4
    } else this.#got += chunk.length
    if (this.#got < this.#need) return
    const ok = this.#head.startsWith('HTTP/1.1 200')
    this.#need = -1
    this.#head = ''
    this.#onAnswer(ok)
  }
}

const now = (): number => Number(process.hrtime.bigint() / 1000n)

function closed({ to, connections, ms }: Extract<Job, { kind: 'closed' }>): Promise<Figures> {
  const bytes = requestFor(to, null)
  const times: number[] = []
  let errors = 0
  const start = now()
  const end = start + ms * 1000
  const runs = Array.from(
    { length: connections },
    () =>
      new Promise<void>((resolve) => {
        const line = new Line(to.port)
        const next = (): void => {
          const sent = now()
          if (sent >= end) {
            line.close()
            resolve()
            return
          }
          line.call(bytes, (ok) => {
            if (ok) times.push(now() - sent)
            else errors += 1
            if (errors > 1000) resolve()
            else next()
          })
        }
        next()
      }),
  )
  return Promise.all(runs).then(() => figures(times, [], now() - start, errors))
}

/** Calls leave at fixed instants whatever the answers do; latency counts from the instant, so that a stall is not left out. */
async function rate({ to, perSecond, ms }: Extract<Job, { kind: 'rate' }>): Promise<Figures> {
  const bytes = requestFor(to, null)
  const times: number[] = []
  let errors = 0
  const free: Line[] = []
  const all: Line[] = []
  const start = now() + 1000
  const count = Math.floor((perSecond * ms) / 1000)
  let sent = 0
  let done = 0
  await new Promise<void>((resolve) => {
    const send = (due: number): void => {
      const line = free.pop() ?? new Line(to.port)
      if (!all.includes(line)) all.push(line)
      line.call(bytes, (ok) => {
        if (ok) times.push(now() - due)
        else errors += 1
        free.push(line)
        done += 1
        if (done === count) resolve()
      })
    }
    const tick = (): void => {
      while (sent < count) {
        const due = start + (sent * 1_000_000) / perSecond
        if (due > now()) break
        sent += 1
        send(due)
      }
      if (sent === count) return
      // A timer is too coarse for the next instant: sleep up to 1 ms before it, then look again and again.
      if (start + (sent * 1_000_000) / perSecond - now() > 1500) setTimeout(tick, 1)
      else setImmediate(tick)
    }
    tick()
  })
  for (const line of all) line.close()
  return figures(times.slice(Math.floor(times.length / 10)), [], now() - start, errors)
}

async function streams({ to, streams: count, chunks, gapMs }: Extract<Job, { kind: 'streams' }>): Promise<Figures> {
  const bytes = requestFor(to, { chunks, gapMs })
  const late: number[] = []
  const first: number[] = []
  let errors = 0
  const start = now()
  const one = (): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect({ port: to.port, host: '127.0.0.1', noDelay: true }, () => socket.write(bytes))
      const sent = now()
      let seen = 0
      let text = ''
      socket.on('data', (chunk: Buffer) => {
        const at = process.hrtime.bigint()
        text += chunk.toString('latin1')
        for (let match = stamp.exec(text); match; match = stamp.exec(text)) {
          if (seen === 0) first.push(now() - sent)
          seen += 1
          late.push(Number(at - BigInt(match[1] ?? '0')) / 1000)
          text = text.slice(match.index + match[0].length)
        }
        if (text.includes('[DONE]')) socket.destroy()
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        if (seen < chunks) errors += 1
        resolve()
      })
    })
  await Promise.all(Array.from({ length: count }, one))
  return figures(late, first, now() - start, errors)
}
const stamp = /@(\d+)@/

const held: Socket[] = []
async function hold({ to, streams: count }: Extract<Job, { kind: 'hold' }>): Promise<Figures> {
  const bytes = requestFor(to, { chunks: 10_000, gapMs: 2000 })
  const start = now()
  const first: number[] = []
  // In small groups: a thousand connections at once would measure the backlog.
  for (let at = 0; at < count; at += 50) {
    await Promise.all(
      Array.from(
        { length: Math.min(50, count - at) },
        () =>
          new Promise<void>((resolve) => {
            const socket = connect({ port: to.port, host: '127.0.0.1' }, () => socket.write(bytes))
            held.push(socket)
            socket.on('error', () => {})
            socket.on('data', () => resolve()).on('close', () => resolve())
          }),
      ),
    )
  }
  return figures([], first, now() - start, 0)
}

function release(): Figures {
  const at = process.hrtime.bigint()
  for (const socket of held) socket.destroy()
  held.length = 0
  return { ...figures([], [], 0, 0), at: at.toString() }
}

function figures(times: number[], first: number[], micros: number, errors: number): Figures {
  const sorted = times.toSorted((a, b) => a - b)
  const firsts = first.toSorted((a, b) => a - b)
  const at = (list: number[], share: number): number => list[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0
  return {
    total: times.length,
    perSecond: micros === 0 ? 0 : times.length / (micros / 1e6),
    p50: at(sorted, 0.5),
    p99: at(sorted, 0.99),
    first50: at(firsts, 0.5),
    first99: at(firsts, 0.99),
    errors,
    at: '',
  }
}

const run = (job: Job): Promise<Figures> | Figures => {
  switch (job.kind) {
    case 'closed':
      return closed(job)
    case 'rate':
      return rate(job)
    case 'streams':
      return streams(job)
    case 'hold':
      return hold(job)
    case 'release':
      return release()
  }
}

process.on('message', async (job: Job) => void process.send?.(await run(job)))
process.on('disconnect', () => process.exit(0))
