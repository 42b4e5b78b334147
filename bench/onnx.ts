import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gatewayFlags } from '../src/supervisor/child-settings.ts'
import { idOf, route, startHarness, target } from '../test/gateway-harness.ts'
import { startHost } from '../test/predictor/host.ts'
import type { LoadFigures, LoadJob } from './load.ts'
import { inferRequest, type Subject, subjects } from './onnx-models.ts'
import { cpuMicros } from './processes.ts'

/**
 * What the gateway leaves of an ONNX model's speed: `node bench/onnx.ts [milliseconds per scene] [rounds] [words in scenes' names]`.
 * Load, gateway, predictor host and model are processes of their own; the very same host, with its batcher on, is called by the same
 * client directly and through the gateway, in turns; medians of rounds. On a machine with less than four free cores the processes take
 * turns, and calls per second say more of that than of us: processor time is told beside them.
 */
const [mode, socketPath = ''] = process.argv.slice(2)
if (mode === 'gateway') await serveGateway(socketPath)
else await measure(Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 3), new RegExp(process.argv[4] ?? ''))

async function serveGateway(path: string): Promise<void> {
  const paths = [{ below: '/**', path: '/{rest}' }]
  const model = target(`unix:${path}`, { id: 'm-1', headers: {}, paths })
  const harness = await startHarness([route('m', [model], { wire: 'instances-v1', modelName: null })])
  // What it logs is kept for tests to look at; here it would only fill memory.
  setInterval(() => harness.logged.splice(0), 100)
  process.send?.(harness.gateway.port)
  process.once('disconnect', () => process.exit(0))
}

type Seen = LoadFigures & {
  /** Processor microseconds of a call in the host with its model, and in the gateway. */
  readonly model: number
  readonly gateway: number
}

async function measure(ms: number, rounds: number, only: RegExp): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-onnx-'))
  const generator = fork(resolve(import.meta.dirname, 'load.ts'))
  console.error(`load of the machine before: ${loadavg().map((each) => each.toFixed(1))}`)
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${cpus().length}\n`)
  console.log(
    '| model, a call, connections | alone | gateway | share | p50 alone, gateway | CPU µs of host and model, of gateway |',
  )
  console.log('|---|---|---|---|---|---|')
  for (const subject of subjects) {
    const chosen = subject.connections.filter((each) => only.test(`${subject.name}, ${each}`))
    if (chosen.length > 0) await measureOne(subject, chosen, folder, generator, ms, rounds)
  }
  console.error(`load of the machine after: ${loadavg().map((each) => each.toFixed(1))}`)
  generator.disconnect()
  rmSync(folder, { recursive: true })
}

async function measureOne(
  subject: Subject,
  connections: readonly number[],
  folder: string,
  generator: ChildProcess,
  ms: number,
  rounds: number,
): Promise<void> {
  const path = join(folder, 'model.onnx')
  writeFileSync(path, subject.model())
  const batcher = JSON.stringify({ maxBatchSize: 32, maxLatency: 50 })
  await using host = startHost({
    script: '',
    args: ['--onnx', '1', `--model-file=model.onnx=${path}`, '--concurrency', '32', '--batcher', batcher],
  })
  await host.ready()
  const gateway = fork(import.meta.filename, ['gateway', host.socketPath], { execArgv: [...gatewayFlags] })
  const port = await new Promise<number>((told) => gateway.once('message', (message) => told(Number(message))))
  const below = `/v2/inference/deployments/${idOf('m')}`
  const ways = [
    { to: { path: host.socketPath }, request: inferRequest(subject, '/v2/models/model/infer') },
    { to: { host: '127.0.0.1', port }, request: inferRequest(subject, `${below}/v2/models/model/infer`) },
  ].map(({ to, request }) => ({ to, request: request.toString('base64'), seen: [] as Seen[] }))
  const spent = (): readonly number[] => [host.process.pid ?? 0, gateway.pid ?? 0].map(cpuMicros)
  // A process that has served for a minute runs compiled code; with one call at a time that alone takes half a minute.
  for (const { to, request } of ways) await load(generator, { to, request, connections: 16, ms: 8_000 })
  for (const each of connections) {
    for (const { seen } of ways) seen.length = 0
    for (let round = 0; round < rounds; round += 1)
      for (const { to, request, seen } of ways) {
        const before = spent()
        const figures = await load(generator, { to, request, connections: each, ms })
        if (figures.errors > 0) throw new Error(`${subject.name}: ${figures.answer.slice(0, 500)}`)
        const [model = 0, ours = 0] = spent().map((now, at) => (now - (before[at] ?? 0)) / figures.calls)
        seen.push({ ...figures, model, gateway: ours })
      }
    const [alone = [], through = []] = ways.map(({ seen }) => seen)
    console.log(lineOf(`${subject.name}, ${each}`, alone, through))
  }
  gateway.disconnect()
}

function lineOf(name: string, alone: readonly Seen[], through: readonly Seen[]): string {
  const [rates, p50s, models, gateways] = (['perSecond', 'p50', 'model', 'gateway'] as const).map((figure) =>
    [alone, through].map((all) => median(all.map((each) => each[figure]))),
  ) as [[number, number], [number, number], [number, number], [number, number]]
  const [rate, share] = [rates.map((each) => (each < 100 ? each.toFixed(1) : Math.round(each))), (100 * rates[1]) / rates[0]]
  const waits = p50s.map((each) => `${(each / 1000).toFixed(2)} ms`)
  const told = [name, ...rate, `${Math.round(share)} %`, waits.join(', '), `${Math.round(models[0])}, ${Math.round(gateways[1])}`]
  return `| ${told.join(' | ')} |`
}

function load(generator: ChildProcess, job: LoadJob): Promise<LoadFigures> {
  return new Promise((answer) => {
    generator.once('message', (figures) => answer(figures as LoadFigures))
    generator.send(job)
  })
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
