import { Buffer } from 'node:buffer'
import { connect, type Socket } from 'node:net'

/** A program of its own: connections that each call again as soon as they are answered. One message asks, one message answers. */
export type LoadJob = {
  readonly to: { readonly path: string } | { readonly host: string; readonly port: number }
  /** A whole HTTP/1.1 request, in base64. */
  readonly request: string
  readonly connections: number
  readonly ms: number
}
/** Times in microseconds. `answer`: the first one's body. */
export type LoadFigures = {
  readonly calls: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  readonly errors: number
  readonly answer: string
}

process.on('message', (job: LoadJob) => {
  void run(job).then((figures) => process.send?.(figures))
})

async function run({ to, request, connections, ms }: LoadJob): Promise<LoadFigures> {
  const bytes = Buffer.from(request, 'base64')
  const times: number[] = []
  const seen = { errors: 0, answer: '' }
  const start = process.hrtime.bigint()
  const end = start + BigInt(ms) * 1_000_000n
  await Promise.all(Array.from({ length: connections }, () => line(connect(to), bytes, end, times, seen)))
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { calls: times.length, perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99), ...seen }
}

/** A client on a bare socket: one of a library would cost as much as what is measured. */
function line(
  socket: Socket,
  request: Buffer,
  end: bigint,
  times: number[],
  seen: { errors: number; answer: string },
): Promise<void> {
  return new Promise((resolve) => {
    let text = ''
    let since = 0n
    const next = (): void => {
      since = process.hrtime.bigint()
      if (since < end) socket.write(request)
      else {
        socket.destroy()
        resolve()
      }
    }
    const fail = (): void => {
      seen.errors += 1
      socket.destroy()
      resolve()
    }
    socket.on('error', fail)
    socket.on('connect', next)
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const head = text.indexOf('\r\n\r\n')
      if (head === -1 || text.length < head + 4 + Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0)) return
      if (seen.answer === '') seen.answer = text.slice(head + 4)
      if (!text.startsWith('HTTP/1.1 200')) {
        seen.answer = text
        return fail()
      }
      text = ''
      times.push(Number(process.hrtime.bigint() - since) / 1000)
      next()
    })
  })
}
