import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { idOf, route, startHarness, target } from '../test/gateway-harness.ts'
import { layeredModel } from '../test/onnx/build-model.ts'
import { startHost } from '../test/predictor/host.ts'
import type { LoadFigures, LoadJob } from './load.ts'

/**
 * What the gateway leaves of an ONNX model's speed: `node bench/onnx.ts [milliseconds per scene] [rounds]`. Load, gateway, predictor host
 * and model are processes of their own; the very same host is called directly and through the gateway, in turns; medians of rounds.
 */
const [mode, socketPath = ''] = process.argv.slice(2)
if (mode === 'gateway') await serveGateway(socketPath)
else await measure(Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 5))

async function serveGateway(path: string): Promise<void> {
  const paths = [{ below: '/**', path: '/{rest}' }]
  const model = target(`unix:${path}`, { id: 'm-1', headers: {}, paths })
  const harness = await startHarness([route('m', [model], { wire: 'instances-v1', modelName: null })])
  // What it logs is kept for tests to look at; here it would only fill memory.
  setInterval(() => harness.logged.splice(0), 100)
  process.send?.(harness.gateway.port)
  process.once('disconnect', () => process.exit(0))
}

async function measure(ms: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-onnx-'))
  const generator = fork(resolve(import.meta.dirname, 'load.ts'))
  const children: ChildProcess[] = [generator]
  console.error(`load of the machine before: ${loadavg().map((each) => each.toFixed(1))}`)
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'} × ${cpus().length}`)
  for (const [widths, rows, connections] of [
    [[4, 16, 3], 1, 16],
    [[256, 1024, 1024, 10], 1, 16],
    [[256, 2048, 2048, 10], 1, 16],
    [[256, 2048, 2048, 10], 32, 4],
  ] as const) {
    const path = join(folder, `${widths.join('-')}.onnx`)
    writeFileSync(path, layeredModel(widths))
    await using host = startHost({ script: '', args: ['--onnx', '1', `--model-file=model.onnx=${path}`] })
    await host.ready()
    const socket = host.process.spawnargs[host.process.spawnargs.indexOf('--socket') + 1] ?? ''
    const gateway = fork(import.meta.filename, ['gateway', socket])
    children.push(gateway)
    const port = await new Promise<number>((told) => gateway.once('message', (message) => told(Number(message))))
    const below = `/v2/inference/deployments/${idOf('m')}`
    const scenes = [
      { name: 'alone', to: { path: socket }, request: rawRequest('/v2/models/model/infer', widths[0], rows) },
      {
        name: 'gateway',
        to: { host: '127.0.0.1', port },
        request: rawRequest(`${below}/v2/models/model/infer`, widths[0], rows),
      },
    ]
    const seen: Record<string, LoadFigures[]> = {}
    for (let round = 0; round <= rounds; round += 1)
      for (const { name, to, request } of scenes) {
        const figures = await load(generator, {
          to,
          request: request.toString('base64'),
          connections,
          ms: round === 0 ? 300 : ms,
        })
        if (figures.errors > 0) throw new Error(`${name}: ${figures.answer}`)
        if (round > 0) seen[name] = [...(seen[name] ?? []), figures]
      }
    gateway.disconnect()
    const [alone, through] = [seen['alone'] ?? [], seen['gateway'] ?? []].map((figures) => ({
      perSecond: median(figures.map((each) => each.perSecond)),
      p50: median(figures.map((each) => each.p50)),
    }))
    if (alone && through)
      console.log(
        `${widths.join('-')}, ${rows} row(s), ${connections} connections: ${Math.round(alone.perSecond)} calls/s alone, ` +
          `${Math.round(through.perSecond)} through the gateway (${Math.round((100 * through.perSecond) / alone.perSecond)} %), ` +
          `p50 ${(alone.p50 / 1000).toFixed(2)} and ${(through.p50 / 1000).toFixed(2)} ms`,
      )
  }
  console.error(`load of the machine after: ${loadavg().map((each) => each.toFixed(1))}`)
  for (const each of children) if (each.connected) each.disconnect()
  rmSync(folder, { recursive: true })
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

function rawRequest(path: string, width: number, rows: number): Buffer {
  const raw = Buffer.from(Float32Array.from({ length: rows * width }, (_, at) => (at % width) / width).buffer)
  const json = JSON.stringify({
    inputs: [{ name: 'x', datatype: 'FP32', shape: [rows, width], parameters: { binary_data_size: raw.length } }],
    parameters: { binary_data_output: true },
  })
  const head = `POST ${path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer admin\r\ncontent-type: application/octet-stream\r\n`
  const lengths = `inference-header-content-length: ${json.length}\r\ncontent-length: ${json.length + raw.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(`${head}${lengths}${json}`), raw])
}
