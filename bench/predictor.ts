import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startPlatform } from '../test/platform.ts'
import { startHost } from '../test/predictor/host.ts'
import { systemPython } from '../test/python-environment.ts'

/**
 * What a Python predictor's calls cost: the function called in its own process, over the predictor host's Unix socket, and through the
 * gateway (key, route, admission, ledger). `node bench/predictor.ts [milliseconds per scene] [path of a Python interpreter]`; medians of
 * three interleaved rounds.
 */
const ms = Number(process.argv[2] ?? 2000)
const python = process.argv[3] ?? systemPython
const rounds = 3
const script = 'class Predict:\n    def predict(self, inputs):\n        return [sum(row) for row in inputs]\n'
const body = JSON.stringify({ instances: [[5.1, 3.5, 1.4, 0.2]] })

type Address = { readonly path: string } | { readonly host: string; readonly port: number }
type Figures = { readonly perSecond: number; readonly p50: number; readonly p99: number }

await using host = startHost({ script, python })
await host.ready()
const socketPath = host.process.spawnargs[host.process.spawnargs.indexOf('--socket') + 1] ?? ''

await using platform = await startPlatform({ settings: { python } })
const id = await deploy()
const { hostname, port } = new URL(platform.url)
const competitors: readonly { readonly name: string; readonly to: Address; readonly request: Buffer }[] = [
  { name: 'predictor host', to: { path: socketPath }, request: requestTo('/v1/models/model:predict') },
  {
    name: 'gateway',
    to: { host: hostname, port: Number(port) },
    request: requestTo(
      `/v2/inference/deployments/${id}/v1/models/sums:predict`,
      `authorization: Bearer ${platform.adminKey.trim()}\r\n`,
    ),
  },
]

const seen = new Map<string, Figures[]>()
for (let round = 0; round < rounds; round += 1) {
  for (const { name, to, request } of competitors) {
    for (const connections of [1, 16]) {
      const key = `${name}, ${connections} connection${connections === 1 ? '' : 's'}`
      const figures = await load(to, request, connections, ms)
      seen.set(key, [...(seen.get(key) ?? []), figures])
      process.stderr.write('.')
    }
  }
}
console.log(`\nNode ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${cpus().length}, ${python}`)
console.log(`the function itself: ${functionMicros()} µs a call`)
for (const [name, figures] of seen)
  console.log(
    `${name}: ${Math.round(median(figures.map((each) => each.perSecond)))} calls/s, p50 ${median(figures.map((each) => each.p50)).toFixed(0)} µs, p99 ${median(figures.map((each) => each.p99)).toFixed(0)} µs`,
  )

/** Reading the text, calling the function and writing the answer, in one process. */
function functionMicros(): string {
  const program = `
import json, time
${script}
model, text, n = Predict(), ${JSON.stringify(body)}, 20000
start = time.perf_counter()
for _ in range(n): json.dumps({"predictions": model.predict(json.loads(text)["instances"])})
print(round((time.perf_counter() - start) / n * 1e6, 1))
`
  return execFileSync(python, ['-c', program], { encoding: 'utf8' }).trim()
}

/** Connections that each call again as soon as they are answered. Times in microseconds. */
async function load(to: Address, request: Buffer, connections: number, forMs: number): Promise<Figures> {
  const times: number[] = []
  const start = process.hrtime.bigint()
  const end = start + BigInt(forMs) * 1_000_000n
  await Promise.all(Array.from({ length: connections }, () => line(to, request, end, times)))
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99) }
}

/** A client of its own on a bare socket: one of a library would cost as much as what is measured. */
function line(to: Address, request: Buffer, end: bigint, times: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(to)
    let text = ''
    let since = 0n
    const next = (): void => {
      since = process.hrtime.bigint()
      if (since >= end) {
        socket.destroy()
        resolve()
      } else socket.write(request)
    }
    socket.on('error', reject)
    socket.on('connect', next)
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      const head = text.indexOf('\r\n\r\n')
      if (head === -1 || text.length < head + 4 + Number(/content-length: *(\d+)/i.exec(text)?.[1] ?? 0)) return
      if (!text.startsWith('HTTP/1.1 200')) return reject(new Error(text))
      text = ''
      times.push(Number(process.hrtime.bigint() - since) / 1000)
      next()
    })
  })
}

function requestTo(path: string, headers = ''): Buffer {
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: bench\r\n${headers}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
}

async function deploy(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-bench-'))
  const path = join(folder, 'predict.py')
  writeFileSync(path, script)
  const source = pathToFileURL(path).href
  const started = await platform.call('POST', '/v2/admin/models/imports', { source })
  while ((await platform.call('GET', `/v2/admin/models/imports/${started.body.id}`)).body.state !== 'done')
    await platform.clock.sleep(20)
  rmSync(folder, { recursive: true })
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name: 'sums',
    scenarioId: 'model-serving',
    executableId: 'python',
    parameterBindings: [{ key: 'script', value: source }],
  })
  const made = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
  await platform.until(made.body.id, 'RUNNING')
  return made.body.id
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
