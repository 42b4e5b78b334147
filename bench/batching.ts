import { execFileSync, fork, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startPlatform } from '../test/platform.ts'
import { startHost } from '../test/predictor/host.ts'
import { deployFile } from './deploy-file.ts'
import type { LoadFigures, LoadJob } from './load.ts'
import { freePort } from './nginx.ts'

/**
 * Batched calls of small models: `node bench/batching.ts <python with mlserver and mlserver-sklearn> [milliseconds per scene]
 * [connections] [rounds] [words that scenes must have in their names]`. scikit-learn's iris on MLServer and on Lectern with the same
 * settings and the same Python, and on the predictor host alone. Instances are given the share of the processor that any other process
 * has. All take turns within a round; figures are medians of rounds.
 */
const python = process.argv[2] ?? ''
const ms = Number(process.argv[3] ?? 3000)
const connections = Number(process.argv[4] ?? 300)
const rounds = Number(process.argv[5] ?? 3)
const only = new RegExp(process.argv[6] ?? '')
const batcher = { maxBatchSize: 300, maxLatency: 300, timeout: 60 }

const folder = mkdtempSync(join(tmpdir(), 'lectern-batching-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const modelPath = join(folder, 'iris.joblib')
execFileSync(python, [
  '-c',
  'import sys, joblib; from sklearn.datasets import load_iris; from sklearn.linear_model import LogisticRegression\n' +
    'joblib.dump(LogisticRegression(max_iter=500).fit(*load_iris(return_X_y=True)), sys.argv[1])',
  modelPath,
])

const [restPort, grpcPort, metricsPort] = [await freePort(), await freePort(), await freePort()]
mkdirSync(join(folder, 'mlserver'))
writeFileSync(
  join(folder, 'mlserver', 'settings.json'),
  JSON.stringify({ debug: false, host: '127.0.0.1', http_port: restPort, grpc_port: grpcPort, metrics_port: metricsPort }),
)
writeFileSync(
  join(folder, 'mlserver', 'model-settings.json'),
  JSON.stringify({
    name: 'iris',
    implementation: 'mlserver_sklearn.SKLearnModel',
    parameters: { uri: modelPath },
    max_batch_size: batcher.maxBatchSize,
    max_batch_time: batcher.maxLatency / 1000,
  }),
)
const mlserver = spawn(join(dirname(python), 'mlserver'), ['start', join(folder, 'mlserver')], { stdio: 'ignore' })
process.once('exit', () => mlserver.kill())
mlserver.once('exit', (code) => {
  if (code) throw new Error(`MLServer ended with ${code}`)
})

const script = resolve(import.meta.dirname, '../src/runtimes/python/lectern_harness/built_in/sklearn_predictor.py')
const options = ['--concurrency', '1000', '--batcher', JSON.stringify(batcher)]
await using host = startHost({
  script: '',
  python,
  args: [`--script=${script}`, '--script-name=sklearn_predictor.py', `--model-file=iris.joblib=${modelPath}`, ...options],
})
await using platform = await startPlatform({ settings: { python } })
const iris = await deployFile(
  platform,
  modelPath,
  'iris',
  'sklearn',
  { requirements: 'system', concurrency: '1000', cores: '1' },
  batcher,
)

await host.ready()
for (let ready = false; !ready; await pause(200))
  ready = await fetch(`http://127.0.0.1:${restPort}/v2/models/iris/ready`).then(
    ({ ok }) => ok,
    () => false,
  )

const row = [5.1, 3.5, 1.4, 0.2]
const tensor = (name: string, data: readonly number[]) => ({
  inputs: [{ name, datatype: 'FP32', shape: [1, data.length], data }],
})
const v1 = { instances: [row] }
const { hostname, port } = new URL(platform.url)
const gateway = { host: hostname, port: Number(port) }
const socketOf = (of: typeof host) => ({ path: of.process.spawnargs[of.process.spawnargs.indexOf('--socket') + 1] ?? '' })
const key = `authorization: Bearer ${platform.adminKey.trim()}\r\n`
const below = (id: string, path: string): string => `/v2/inference/deployments/${id}${path}`

type Scene = { readonly name: string; readonly to: LoadJob['to']; readonly request: Buffer }
const scenes: readonly Scene[] = [
  {
    name: 'iris, MLServer, OIP',
    to: { host: '127.0.0.1', port: restPort },
    request: request('/v2/models/iris/infer', tensor('predict', row)),
  },
  {
    name: 'iris, Lectern, OIP',
    to: gateway,
    request: request(below(iris, '/v2/models/iris/infer'), tensor('predict', row), key),
  },
  { name: 'iris, Lectern, V1', to: gateway, request: request(below(iris, '/v1/models/iris:predict'), v1, key) },
  {
    name: 'iris, predictor host alone, OIP',
    to: socketOf(host),
    request: request('/v2/models/model/infer', tensor('predict', row)),
  },
  { name: 'iris, predictor host alone, V1', to: socketOf(host), request: request('/v1/models/model:predict', v1) },
]

const generator = fork(resolve(import.meta.dirname, 'load.ts'))
process.once('exit', () => generator.kill())
generator.once('exit', (code) => code && process.exit(code))
const load = (job: LoadJob): Promise<LoadFigures> =>
  new Promise((answer) => {
    generator.once('message', (figures) => answer(figures as LoadFigures))
    generator.send(job)
  })

const seen = new Map<string, LoadFigures[]>()
console.error(`load of the machine before: ${loadavg().map((each) => each.toFixed(1))}`)
for (let round = 0; round <= rounds; round += 1) {
  for (const { name, to, request: bytes } of scenes.filter((each) => only.test(each.name))) {
    const figures = await load({
      to,
      request: bytes.toString('base64'),
      connections,
      ms: round === 0 ? Math.round(ms / 3) : ms,
    })
    if (figures.errors > 0) console.error(`${name}: ${figures.errors} errors: ${figures.answer.slice(0, 300)}`)
    // The first round warms up.
    if (round > 0) seen.set(name, [...(seen.get(name) ?? []), figures])
  }
}
generator.disconnect()
mlserver.kill()
console.error(`load of the machine after: ${loadavg().map((each) => each.toFixed(1))}`)
console.log(
  `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${cpus().length}, ${connections} connections for iris`,
)
for (const [name, figures] of seen) {
  const of = (pick: (each: LoadFigures) => number): number =>
    figures.map(pick).toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0
  console.log(
    `${name}: ${Math.round(of((each) => each.perSecond))} calls/s, p50 ${(of((each) => each.p50) / 1000).toFixed(2)} ms, p99 ${(of((each) => each.p99) / 1000).toFixed(2)} ms`,
  )
}

function request(path: string, body: object, headers = ''): Buffer {
  const text = JSON.stringify(body)
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: bench\r\n${headers}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  )
}
