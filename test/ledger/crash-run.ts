import { type ChildProcess, spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import type { LedgerEntry } from '../../src/domain/ledger.ts'
import { openStore } from '../../src/store/open.ts'
import { childEnvironment, linkSocketIn } from '../../src/supervisor/child-settings.ts'
import { makeIngest } from '../../src/usage/ingest.ts'
import { makeFakeControl, people, route, systemClock, target } from '../gateway-harness.ts'
import { startCountingUpstream } from './counting-upstream.ts'
import { aPrice } from './samples.ts'

export type CrashReport = {
  readonly kills: number
  /** Requests that reached the backend. */
  readonly dispatched: number
  readonly states: Readonly<Record<LedgerEntry['state'], number>>
  /** Whole answers that callers got. */
  readonly answered: number
  /** What went wrong, in words; empty is good. */
  readonly faults: readonly string[]
}

const key = `lk_${'c'.repeat(12)}_${'k'.repeat(43)}`
const callers = 24

/**
 * Gateways, each a process of its own under load, are killed (SIGKILL) at random moments, while ingest goes on. In the end the
 * books are compared: the backend's own, and the ledger.
 */
export async function crash(kills: number, durability: 'os' | 'disk', random: () => number): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-crash-'))
  const upstream = await startCountingUpstream(random)
  const control = makeFakeControl(linkSocketIn(folder), [route('chat', [target(upstream.address)])])
  const principal = { ...people['admin'], id: 'c'.repeat(12) } as NonNullable<(typeof people)[string]>
  control.say({ kind: 'credential', credential: { id: `key:${principal.id}`, hash: hash('sha256', key), principal } })
  await control.start()
  const store = await openStore({ kind: 'sqlite', path: join(folder, 'lectern.db') })
  const faults: string[] = []
  const ledgerFolder = join(folder, 'data', 'ledger')
  mkdirSync(ledgerFolder, { recursive: true })
  const ingest = makeIngest({
    store,
    folder: ledgerFolder,
    pricesOf: () => [aPrice()],
    alive,
    clock: systemClock,
    maxCallMs: 86_400_000,
    log: { warn: () => {}, error: (fields, event) => void faults.push(`${event}: ${JSON.stringify(fields)}`) },
  })
  const flags = { dataDir: join(folder, 'data'), port: 0, logLevel: 'silent', ledgerDurability: durability, drainSeconds: 2 }
  const settings = { config: readConfig(flags, {}, folder), origin: '', runDir: folder, logDir: null }
  const env = { ...childEnvironment(process.env, settings), NODE_COMPILE_CACHE: join(tmpdir(), 'lectern-test-code') }

  const answered: string[] = []
  let next = startGateway(env)
  for (let kill = 0; kill < kills; kill += 1) {
    const { child, port } = await next
    next = startGateway(env)
    const load = { over: false }
    const loading = Array.from({ length: callers }, (_, caller) => keepCalling(port, caller % 2 === 0, load, random))
    const ingesting = pause(random() * 50).then(() => ingest.run())
    // Under way on a busy machine too; then any moment will do.
    const enough = upstream.calls.size + 20
    for (let waited = 0; waited < 1_000 && upstream.calls.size < enough; waited += 1) await pause(5)
    await pause(random() * 100)
    child.kill('SIGKILL')
    load.over = true
    await ended(child)
    answered.push(...(await Promise.all(loading)).flat())
    await ingesting
  }
  const last = await next
  const load = { over: false }
  const loading = Array.from({ length: callers }, (_, caller) => keepCalling(last.port, caller % 2 === 0, load, random))
  await pause(200)
  load.over = true
  answered.push(...(await Promise.all(loading)).flat())
  last.child.kill('SIGTERM')
  await ended(last.child)
  await ingest.run()
  await ingest.run()

  const entries: LedgerEntry[] = []
  let after = null
  for (;;) {
    const page = await store.ledger.list({ resourceGroups: '*', deployments: '*', start: 0, end: 1e15 }, after, 10_000)
    entries.push(...page.map(({ entry }) => entry))
    after = page.at(-1)?.position ?? null
    if (!after) break
  }
  const states = { settled: 0, aborted: 0, uncertain: 0 }
  for (const { state } of entries) states[state] += 1
  faults.push(...compare(entries, upstream.calls))
  const settled = new Set(entries.filter(({ state }) => state === 'settled').map(({ requestId }) => requestId))
  for (const id of answered) if (!settled.has(id)) faults.push(`${id} was answered to its end and is not settled`)
  if (upstream.twice.length > 0) faults.push(`sent twice: ${upstream.twice}`)
  const left = readdirSync(ledgerFolder)
  if (left.length > 0) faults.push(`segments left over: ${left}`)
  const sums = await store.usage.sums({ resourceGroups: '*', deployments: '*', start: 0, end: 1e15, grain: 'minute', by: [] })
  const summed = sums.reduce(
    (all, { sums: { uncachedInput, cacheRead, output, cost } }) => all + uncachedInput + cacheRead + output + cost,
    0n,
  )
  const added = entries.reduce((all, entry) => all + entry.uncachedInput + entry.cacheRead + entry.output + (entry.cost ?? 0), 0)
  if (summed !== BigInt(added)) faults.push(`sums say ${summed}, rows ${added}`)

  await store[Symbol.asyncDispose]()
  await control.stop()
  await upstream[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
  return { kills, dispatched: upstream.calls.size, states, answered: answered.length, faults }
}

function compare(
  entries: readonly LedgerEntry[],
  calls: ReadonlyMap<string, { readonly prompt: number; readonly completion: number; readonly cached: number }>,
): string[] {
  const faults: string[] = []
  const byRequest = new Map<string, LedgerEntry>()
  for (const entry of entries) {
    if (byRequest.has(entry.requestId)) faults.push(`${entry.requestId} is in the ledger twice`)
    byRequest.set(entry.requestId, entry)
    const call = calls.get(entry.requestId)
    if (entry.state !== 'settled') continue
    if (!call && entry.requests > 0) faults.push(`${entry.requestId} is settled, but the backend never got it`)
    if (!call || entry.source !== 'reported') continue
    const same =
      entry.cacheRead === call.cached && entry.uncachedInput + call.cached === call.prompt && entry.output === call.completion
    if (!same) faults.push(`${entry.requestId} is settled with other tokens than the backend's: ${JSON.stringify([entry, call])}`)
  }
  for (const id of calls.keys()) if (!byRequest.has(id)) faults.push(`${id} reached the backend and is not in the ledger`)
  return faults
}

function startGateway(env: NodeJS.ProcessEnv): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const program = join(import.meta.dirname, '..', '..', 'src', 'gateway-main.ts')
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  return new Promise((resolve, reject) => {
    child.on('message', (message: { ready?: { port: number } }) => message.ready && resolve({ child, port: message.ready.port }))
    child.once('exit', (code) => reject(new Error(`a gateway ended with code ${code} before it was ready`)))
  })
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })

/** One caller: the next call when the last has ended; now and then it leaves in the middle. Answers the ids of those it got whole. */
async function keepCalling(port: number, stream: boolean, load: { over: boolean }, random: () => number): Promise<string[]> {
  const agent = new Agent({ keepAlive: true })
  const whole: string[] = []
  while (!load.over) {
    const id = await callOnce(port, stream, agent, random() < 0.05 ? random() * 20 : null)
    if (id !== null) whole.push(id)
  }
  agent.destroy()
  return whole
}

function callOnce(port: number, stream: boolean, agent: Agent, leaveAfterMs: number | null): Promise<string | null> {
  const body = JSON.stringify({
    model: 'chat',
    messages: [{ role: 'user', content: 'Hello' }],
    ...(stream ? { stream: true } : {}),
  })
  return new Promise((resolve) => {
    const headers = { 'api-key': key, 'content-type': 'application/json' }
    const call = httpRequest(
      { port, host: '127.0.0.1', path: '/v1/chat/completions', method: 'POST', agent, headers },
      (response) => {
        response.resume()
        response.once('error', () => resolve(null))
        response.once('close', () =>
          resolve(response.complete && response.statusCode === 200 ? String(response.headers['x-request-id']) : null),
        )
      },
    )
    call.once('error', () => resolve(null))
    call.end(body)
    if (leaveAfterMs !== null) setTimeout(() => call.destroy(), leaveAfterMs)
  })
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
