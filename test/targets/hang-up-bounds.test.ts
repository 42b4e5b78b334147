import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { LedgerSettlement } from '../../src/domain/ledger.ts'
import { type Ledger, openLedger } from '../../src/gateway/ledger.ts'
import { eventually, type Harness, route, startHarness, systemClock, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'

let folder: string
let upstream: OpenaiUpstream
let harness: Harness | null = null
let settled: Omit<LedgerSettlement, 'seq'>[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-hang-up-'))
  upstream = await startOpenaiUpstream()
  settled = []
})
afterEach(async () => {
  await harness?.[Symbol.asyncDispose]()
  await upstream[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

/** The real ledger, and what it was told. */
function makeLedger(): Ledger {
  const quiet = { level: 'info', debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const now = () => systemClock.now()
  const ledger = openLedger({ folder, boot: 'g1', pid: process.pid, now, durability: 'os', log: quiet, atTurnEnd: setImmediate })
  return {
    ...ledger,
    settle(entry, settlement) {
      if (!entry.settled) settled.push(settlement)
      ledger.settle(entry, settlement)
    },
  }
}

async function leaveMidway(waits: Parameters<typeof startHarness>[1]): Promise<Harness> {
  const started = await startHarness([route('chat', [target(upstream.address)], { onHangup: 'drain' })], waits, {
    ledger: makeLedger(),
  })
  harness = started
  const gone = new AbortController()
  const asked = fetch(`${started.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'chat', stream: true, messages: [{ role: 'user', content: 'Hello' }] }),
    signal: gone.signal,
  })
  const read = asked.then((answer) => answer.text()).catch((error: Error) => error.name)
  await eventually(() => (upstream.received[0]?.chunks ?? 0) > 3)
  gone.abort()
  expect(await read).toBe('AbortError')
  return started
}

it.each([
  { bound: 'bytes', waits: { afterHangupBytes: 500 } },
  { bound: 'time', waits: { afterHangupMs: 100 } },
])('gives up past its bound of $bound, and the call is as one that was cut off', async ({ waits }) => {
  Object.assign(upstream.behaviour, { words: new Array(2_000).fill('word '), chunkMs: 2 })
  await leaveMidway(waits)
  await eventually(() => settled.length > 0)
  expect(settled).toMatchObject([{ state: 'aborted', status: 499, source: 'estimated' }])
  await eventually(() => upstream.received[0]?.cutAt !== null)
})

it('is waited for when the gateway stops', async () => {
  Object.assign(upstream.behaviour, { words: new Array(30).fill('word '), chunkMs: 10 })
  const started = await leaveMidway({ drainMs: 5_000 })
  await started[Symbol.asyncDispose]()
  harness = null
  expect(settled).toMatchObject([{ state: 'settled', status: 499, source: 'reported', usage: { output: 30 } }])
})
