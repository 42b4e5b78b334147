import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gatewayFlags } from '../src/supervisor/child-settings.ts'
import { startHost } from '../test/predictor/host.ts'
import type { LoadFigures, LoadJob } from './load.ts'
import { freePort, startNginx } from './nginx.ts'
import { inferRequest, type Subject, subjects } from './onnx-models.ts'
import { cpuMicros, has, start } from './processes.ts'

/**
 * What the gateway leaves of an ONNX model's speed: `node bench/onnx.ts [milliseconds per scene] [rounds] [words in scenes' names]`.
 * Two predictor hosts of the same kind: one is called by itself over TCP, directly and through nginx, the other
 * through the gateway, by the same client in turns; medians of rounds. Load, gateway, hosts and models are processes of their own. On
 * a machine with less than four free cores they take turns, and calls per second say more of that than of us: processor time is
 * told beside them.
 */
const ms = Number(process.argv[2] ?? 2000)
const rounds = Number(process.argv[3] ?? 3)
const only = new RegExp(process.argv[4] ?? '')

type Seen = LoadFigures & {
  /** Processor microseconds of a call in the hosts with their models, and in what is between them and the client. */
  readonly model: number
  readonly between: number
}
type Way = { readonly job: Pick<LoadJob, 'to' | 'request'>; readonly pid: number; seen: Seen[] }

using generator = start<LoadJob, LoadFigures>(null, './load.ts', [])
generator.first.catch(() => {}) // it has nothing to say of its own
console.error(`load of the machine before: ${loadavg().map((each) => each.toFixed(1))}`)
console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${cpus().length}\n`)
console.log(
  '| model and call, connections | alone, calls/s | gateway | share | nginx | p50 alone, gateway, nginx | CPU µs a call: host and model alone; behind the gateway, gateway; nginx |',
)
console.log('|---|---|---|---|---|---|---|')
for (const subject of subjects) {
  const chosen = subject.connections.filter((each) => only.test(`${subject.name}, ${each}`))
  if (chosen.length > 0) await measure(subject, chosen)
}
console.error(`load of the machine after: ${loadavg().map((each) => each.toFixed(1))}`)

async function measure(subject: Subject, connections: readonly number[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-onnx-'))
  const path = join(folder, 'model.onnx')
  writeFileSync(path, subject.model())
  const args = ['--onnx', '1', `--model-file=model.onnx=${path}`, '--concurrency', '32']
  if (subject.batches) args.push('--batcher', JSON.stringify({ maxBatchSize: 32, maxLatency: 50 }))
  const tcp = await freePort()
  const overTcp = { NODE_OPTIONS: `--import=${resolve(import.meta.dirname, 'over-tcp.ts')}`, LECTERN_BENCH_PORT: String(tcp) }
  await using byItself = startHost({ script: '', args, env: overTcp })
  await using behind = startHost({ script: '', args })
  await Promise.all([byItself.ready(), behind.ready()])
  using control = start<never, { key: string }>(null, './control.ts', [folder, `unix:${behind.socketPath}`])
  const { key } = await control.first
  using gateway = start<never, { port: number }>(null, './gateway.ts', [folder], gatewayFlags)
  using nginx = has('nginx') ? await startNginx(tcp, null) : null
  const { port } = await gateway.first
  const way = (to: number, below: string, pid: number): Way => {
    const request = inferRequest(subject, `${below}/v2/models/model/infer`, key).toString('base64')
    return { job: { to: { host: '127.0.0.1', port: to }, request }, pid, seen: [] }
  }
  const ways = [
    way(tcp, '', 0),
    way(port, '/v2/inference/deployments/d000000000000000', gateway.pid),
    ...(nginx ? [way(nginx.port, '', nginx.pid)] : []),
  ]
  // A process that has served for a minute runs compiled code; with one call at a time that alone takes half a minute.
  for (const { job } of ways) await generator.ask({ ...job, connections: 16, ms: 8_000 })
  for (const each of connections) {
    for (const one of ways) one.seen = []
    for (let round = 0; round < rounds; round += 1)
      for (const { job, pid, seen } of ways) {
        const spent = (): readonly number[] => [byItself.process.pid ?? 0, behind.process.pid ?? 0, pid].map(cpuMicros)
        const before = spent()
        const figures = await generator.ask({ ...job, connections: each, ms })
        if (figures.errors > 0) throw new Error(`${subject.name}: ${figures.answer.slice(0, 500)}`)
        const [one = 0, other = 0, between = 0] = spent().map((now, at) => (now - (before[at] ?? 0)) / figures.calls)
        seen.push({ ...figures, model: one + other, between })
      }
    console.log(lineOf(`${subject.name}, ${each}`, ways))
  }
  rmSync(folder, { recursive: true })
}

function lineOf(name: string, ways: readonly Way[]): string {
  const medians = (figure: 'perSecond' | 'p50' | 'model' | 'between'): readonly number[] =>
    ways.map(({ seen }) => median(seen.map((each) => each[figure])))
  const rates = medians('perSecond')
  const [alone = 0, ours = 0, nginx] = rates
  const rate = (each: number): string => (each < 100 ? each.toFixed(1) : Math.round(each).toLocaleString('en'))
  const share = (each: number): string => `${Math.round((100 * each) / alone)} %`
  const waits = medians('p50').map((each) => (each / 1000).toFixed(each < 10_000 ? 2 : 0))
  const [model = 0, behind = 0] = medians('model').map(Math.round)
  const [, gateway = 0, proxy] = medians('between').map(Math.round)
  const spent = `${model}; ${behind}, ${gateway}${proxy === undefined ? '' : `; ${proxy}`}`
  const told = [
    name,
    rate(alone),
    rate(ours),
    share(ours),
    nginx === undefined ? '–' : share(nginx),
    `${waits.join(', ')} ms`,
    spent,
  ]
  return `| ${told.join(' | ')} |`
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
