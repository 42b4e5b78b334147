import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gatewayFlags } from '../src/supervisor/child-settings.ts'
import type { Address, Figures, Job } from './generator.ts'
import { startNginx } from './nginx.ts'
import { startPortkey } from './portkey.ts'
import { type Child, cpuMicros, has, pinning, residentMb, start } from './processes.ts'
import { type Row, table } from './report.ts'

/**
 * `npm run bench` (`-- --quick`, `-- --portkey <folder>`): what the gateway costs over calling the upstream directly, and against
 * nginx and Portkey where they are installed. Targets take turns within each round, so that a noisy moment meets all of them; figures are medians of rounds.
 */
const quick = process.argv.includes('--quick')
const plan = quick
  ? { rounds: 2, ms: 1200, streamChunks: 120, held: 300 }
  : { rounds: 5, ms: 3000, streamChunks: 400, held: 1000 }

type UpstreamSays = { readonly port: number; readonly open: number; readonly lastCloseAt: string }
type Competitor = {
  readonly name: string
  readonly port: number
  readonly key: string
  readonly pid: number | null
  readonly headers?: string
  /** Whether it can be asked for streams. */
  readonly streams: boolean
}

using upstream = start<object, UpstreamSays>(1, './upstream.ts', [])
const { port: upstreamPort } = await upstream.first
const directory = mkdtempSync(join(tmpdir(), 'lectern-bench-'))
process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
using control = start<never, { key: string }>(1, './control.ts', [directory, `http://127.0.0.1:${upstreamPort}`])
const { key } = await control.first
using gateway = start<never, { port: number }>(0, './gateway.ts', [directory], gatewayFlags)
const { port } = await gateway.first
using generator = start<Job, Figures>(1, './generator.ts', [])
generator.first.catch(() => {}) // it has nothing to say of its own
const portkeyFolder = process.argv[process.argv.indexOf('--portkey') + 1]
using portkey = process.argv.includes('--portkey') && portkeyFolder ? await startPortkey(portkeyFolder, upstreamPort) : null
using nginx = has('nginx') ? await startNginx(upstreamPort) : null

const competitors: Competitor[] = [
  { name: 'direct', port: upstreamPort, key, pid: null, streams: true },
  { name: 'lectern', port, key, pid: gateway.pid, streams: true },
  ...(nginx ? [{ name: 'nginx', port: nginx.port, key, pid: nginx.pid, streams: true }] : []),
  ...(portkey ? [{ name: 'portkey', port: portkey.port, key, pid: portkey.pid, headers: portkey.headers, streams: false }] : []),
]
console.error(
  `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, ${pinning}, ${plan.rounds} rounds${nginx ? '' : ', no nginx here'}`,
)

const rows: Row[] = []
for (const { name, port: to, key: as, pid, headers = '', streams } of competitors) {
  const address = { port: to, key: as, headers }
  rows.push({ name, scene: 'RSS at rest', figures: { mb: pid === null ? 0 : residentMb(pid) } })
  if (pid !== null && streams) {
    await abort(address, 20) // so that code that runs for the first time is not counted as streams
    const before = residentMb(pid)
    await generator.ask({ kind: 'hold', to: address, streams: plan.held })
    await pause(1000)
    rows.push({ name, scene: 'streams held', figures: { mbPerThousand: ((residentMb(pid) - before) * 1000) / plan.held } })
    rows.push({ name, scene: 'abort of all', figures: { ms: await released(generator, upstream) } })
  }
  await generator.ask({ kind: 'closed', to: address, connections: 32, ms: plan.ms }) // warm
}
for (let round = 0; round < plan.rounds; round += 1) {
  for (const { name, port: to, key: as, pid, headers = '', streams } of competitors) {
    const address = { port: to, key: as, headers }
    for (const job of scenes(address).filter(({ kind }) => streams || kind !== 'streams')) {
      const before = pid === null ? 0 : cpuMicros(pid)
      const { scene, ...what } = job
      const { total, perSecond, p50, p99, first50, first99, errors } = await generator.ask(what)
      const micros = pid === null ? 0 : (cpuMicros(pid) - before) / Math.max(1, total)
      rows.push({ name, scene, figures: { perSecond, p50, p99, first50, first99, cpu: micros, errors } })
    }
    if (streams) rows.push({ name, scene: 'abort', figures: { ms: await abort(address, 1) } })
    process.stderr.write('.')
  }
}
const text = table(rows)
console.log(`\n${text}`)
const results = fileURLToPath(new URL('results/', import.meta.url))
mkdirSync(results, { recursive: true })
const file = `${results}${new Date().toISOString().replace(/[:.]/g, '-')}.json`
writeFileSync(file, JSON.stringify({ node: process.version, cpu: cpus()[0]?.model, pinning, plan, rows }, null, 1))
console.log(`\nAll figures: ${file}`)

function scenes(to: Address): (Job & { scene: string })[] {
  return [
    { scene: '1 connection', kind: 'closed', to, connections: 1, ms: plan.ms },
    { scene: '32 connections', kind: 'closed', to, connections: 32, ms: plan.ms },
    { scene: '500 calls/s', kind: 'rate', to, perSecond: 500, ms: plan.ms },
    { scene: '4 streams', kind: 'streams', to, streams: 4, chunks: 20, gapMs: 5 },
    { scene: '40 streams, 8,000 chunks/s', kind: 'streams', to, streams: 40, chunks: plan.streamChunks, gapMs: 5 },
  ]
}

/** Milliseconds from the caller's hanging up to the upstream's seeing it. */
async function abort(to: Address, count: number): Promise<number> {
  await generator.ask({ kind: 'hold', to, streams: count })
  return released(generator, upstream)
}

async function released(from: Child<Job, Figures>, seenBy: Child<object, UpstreamSays>): Promise<number> {
  const { at } = await from.ask({ kind: 'release' })
  for (let tries = 0; tries < 500; tries += 1) {
    await pause(10)
    const { open, lastCloseAt } = await seenBy.ask({})
    if (open === 0) return Number(BigInt(lastCloseAt) - BigInt(at)) / 1e6
  }
  return Number.POSITIVE_INFINITY
}
