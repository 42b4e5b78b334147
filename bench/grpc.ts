import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { type ClientHttp2Session, connect, createServer as createHttp2, type ServerHttp2Stream } from 'node:http2'
import { type AddressInfo, connect as connectTcp } from 'node:net'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { oipGrpc } from '../src/dialects/oip/grpc.ts'
import { ModelInferRequest, ModelInferResponse } from '../src/wires/oip-v2/grpc/messages.ts'
import { idOf, route, startHarness, target } from '../test/gateway-harness.ts'

/**
 * What ModelInfer costs: `node bench/grpc.ts [milliseconds per scene] [rounds]`. Load, gateway and model server are processes of their
 * own; the model server answers at once, over HTTP and over the least gRPC there can be. All take turns within a round; medians of rounds.
 */
const values = Buffer.from(new Float32Array([5.1, 3.5, 1.4, 0.2]).buffer)

function serveModel(socketPath: string): void {
  const json = Buffer.from(
    '{"model_name":"m","model_version":"1","outputs":[{"name":"o","datatype":"FP32","shape":[1,4],"parameters":{"binary_data_size":16}}]}',
  )
  const body = Buffer.concat([json, values])
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'inference-header-content-length': json.length,
        'content-length': body.length,
      })
      response.end(body)
    })
  })
  server.keepAliveTimeout = 600_000
  server.listen(socketPath)
  const grpc = createHttp2({ settings: { maxConcurrentStreams: 1000 } })
  grpc.on('stream', (stream: ServerHttp2Stream) => {
    stream.resume().on('end', () => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
      stream.end(answerFrame)
    })
  })
  const answerFrame = framed(
    Buffer.concat(
      ModelInferResponse.encode({
        modelName: 'm',
        outputs: [{ name: 'o', datatype: 'FP32', shape: [1, 4], parameters: new Map(), contents: null }],
        rawOutputContents: [values],
      }),
    ),
  )
  grpc.listen(0, '127.0.0.1', () => process.send?.({ grpc: (grpc.address() as AddressInfo).port }))
  process.once('disconnect', () => process.exit(0))
}

async function serveGateway(socketPath: string): Promise<void> {
  const paths = [{ below: '/**', path: '/{rest}' }]
  const model = target(`unix:${socketPath}`, { id: 'm-1', headers: {}, paths })
  const harness = await startHarness(
    [route('m', [model], { wire: 'instances-v1', modelName: null })],
    {},
    { grpc: { dialect: oipGrpc, version: '0', port: { port: 0, required: true } } },
  )
  // What it logs is kept for tests to look at; here it would only fill memory.
  setInterval(() => harness.logged.splice(0), 100)
  process.send?.({ grpc: harness.gateway.grpcPort, http: harness.gateway.port })
  process.on('message', () => process.send?.(process.cpuUsage()))
  process.once('disconnect', () => process.exit(0))
}

type Figures = { readonly perSecond: number; readonly p50: number; readonly p99: number }
type Seen = Figures & { readonly cpu: number }

async function measure(ms: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-grpc-'))
  const socketPath = join(folder, 'model.sock')
  const started = (name: string) => {
    const child = fork(import.meta.filename, [name, socketPath])
    return new Promise<{ child: typeof child; ports: { grpc: number; http?: number } }>((resolve) =>
      child.once('message', (ports: { grpc: number; http?: number }) => resolve({ child, ports })),
    )
  }
  const upstream = await started('upstream')
  const gateway = await started('gateway')
  const scenes: readonly [string, (connections: number) => Promise<Figures>][] = [
    ['gRPC to the model server itself', (calls) => loadGrpc(upstream.ports.grpc, calls, ms)],
    ['gRPC through the gateway', (calls) => loadGrpc(gateway.ports.grpc, calls, ms)],
    ['HTTP through the gateway', (calls) => loadHttp(gateway.ports.http ?? 0, calls, ms)],
  ]
  /** Microseconds that the gateway has worked so far. */
  const worked = (): Promise<number> =>
    new Promise((resolve) => {
      gateway.child.once('message', ({ user, system }: NodeJS.CpuUsage) => resolve(user + system))
      gateway.child.send('cpu')
    })
  const seen = new Map<string, Seen[]>()
  for (let round = 0; round < rounds; round += 1)
    for (const [name, load] of scenes)
      for (const calls of [1, 32]) {
        const key = `${name}, ${calls} at a time`
        const before = await worked()
        const figures = await load(calls)
        const cpu = ((await worked()) - before) / (figures.perSecond * (ms / 1000))
        seen.set(key, [...(seen.get(key) ?? []), { ...figures, cpu }])
      }
  console.log(`Node ${process.version}, ${cpus()[0]?.model} × ${cpus().length}, load ${loadavg()[0]?.toFixed(1)}`)
  for (const [name, figures] of seen) {
    const middle = (of: (each: Seen) => number): string =>
      figures
        .map(of)
        .sort((a, b) => a - b)
        [figures.length >> 1]?.toFixed(0) ?? ''
    console.log(
      `${name}: ${middle((each) => each.perSecond)} calls/s, p50 ${middle((each) => each.p50)} µs, p99 ${middle((each) => each.p99)} µs, gateway ${middle((each) => each.cpu)} µs of CPU a call`,
    )
  }
  upstream.child.kill()
  gateway.child.kill()
  rmSync(folder, { recursive: true, force: true })
}

async function timed(calls: number, ms: number, call: (index: number) => Promise<void>): Promise<Figures> {
  const times: number[] = []
  const start = performance.now()
  await Promise.all(
    Array.from({ length: calls }, async (_, index) => {
      for (let since = performance.now(); since - start < ms; since = performance.now()) {
        await call(index)
        times.push((performance.now() - since) * 1000)
      }
    }),
  )
  const seconds = (performance.now() - start) / 1000
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99) }
}

async function loadGrpc(port: number, calls: number, ms: number): Promise<Figures> {
  const sessions = Array.from({ length: Math.min(calls, 4) }, () => connect(`http://127.0.0.1:${port}`))
  const message = framed(
    Buffer.concat(
      ModelInferRequest.encode({
        modelName: 'm',
        inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4], parameters: new Map(), contents: null }],
        rawInputContents: [values],
      }),
    ),
  )
  const figures = await timed(calls, ms, (index) => grpcCall(sessions[index % sessions.length] as ClientHttp2Session, message))
  for (const session of sessions) session.destroy()
  return figures
}

const grpcCall = (session: ClientHttp2Session, message: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/inference.GRPCInferenceService/ModelInfer',
      'content-type': 'application/grpc',
      te: 'trailers',
      authorization: 'Bearer admin',
    })
    stream.on('error', reject)
    stream.on('trailers', (trailers) =>
      trailers['grpc-status'] === '0' ? resolve() : reject(new Error(String(trailers['grpc-message']))),
    )
    stream.resume()
    stream.end(message)
  })

async function loadHttp(port: number, calls: number, ms: number): Promise<Figures> {
  const json =
    '{"inputs":[{"name":"x","datatype":"FP32","shape":[1,4],"parameters":{"binary_data_size":16}}],"parameters":{"binary_data_output":true}}'
  const request = Buffer.concat([
    Buffer.from(
      `POST /v2/inference/deployments/${idOf('m')}/v2/models/m/infer HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer admin\r\n` +
        `content-type: application/octet-stream\r\ninference-header-content-length: ${json.length}\r\ncontent-length: ${json.length + 16}\r\n\r\n${json}`,
    ),
    values,
  ])
  const sockets = await Promise.all(
    Array.from({ length: calls }, async () => {
      const socket = connectTcp(port, '127.0.0.1')
      await new Promise((resolve) => socket.once('connect', resolve))
      return socket
    }),
  )
  const figures = await timed(
    calls,
    ms,
    (index) =>
      new Promise((resolve, reject) => {
        let text = ''
        const socket = sockets[index]
        const take = (chunk: Buffer): void => {
          text += chunk.toString('latin1')
          const head = text.indexOf('\r\n\r\n')
          if (head === -1 || text.length < head + 4 + Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0)) return
          socket?.off('data', take)
          if (text.startsWith('HTTP/1.1 200')) resolve()
          else reject(new Error(text))
        }
        socket?.on('data', take)
        socket?.write(request)
      }),
  )
  for (const socket of sockets) socket.destroy()
  return figures
}

function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

const [role, argument = ''] = process.argv.slice(2)
if (role === 'upstream') serveModel(argument)
else if (role === 'gateway') await serveGateway(argument)
else await measure(Number(role ?? 2000), Number(argument || 3))
