import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { usageOf } from '../../src/domain/usage.ts'
import { openLedger } from '../../src/gateway/ledger.ts'
import { openStore } from '../../src/store/open.ts'
import { makeIngest } from '../../src/usage/ingest.ts'
import { route, systemClock, target } from '../gateway-harness.ts'
import { aPrice } from './samples.ts'

/** `node test/ledger/ingest-speed.ts [calls] [postgres url]`: what a call costs the writer, and how many a second get into the store. */
const calls = Number(process.argv[2] ?? 200_000)
const url = process.argv[3]
const perTurn = 16
const folder = mkdtempSync(join(tmpdir(), 'lectern-speed-'))
const quiet = { level: 'info', debug: () => {}, info: () => {}, warn: () => {}, error: (fields: object) => console.error(fields) }
const turns: (() => void)[] = []
const ledger = openLedger({
  folder: join(folder, 'ledger'),
  boot: 'speed',
  pid: process.pid,
  now: () => systemClock.now(),
  durability: 'os',
  log: quiet,
  atTurnEnd: (run) => void turns.push(run),
})
const routes = Array.from({ length: 50 }, (_, index) => route(`deployment-${index}`, [], { resourceGroup: `group-${index % 5}` }))
const usage = usageOf({ inputTokens: 250, cachedInputTokens: 100, outputTokens: 300, reasoningTokens: 50 })

const timed = async (what: string, work: () => Promise<void> | void): Promise<void> => {
  const [since, cpuSince] = [performance.now(), process.cpuUsage()]
  await work()
  const [ms, { user, system }] = [performance.now() - since, process.cpuUsage(cpuSince)]
  const cpu = (user + system) / calls
  console.log(`${what}: ${Math.round((calls * 1000) / ms)} calls/s, ${cpu.toFixed(2)} µs of CPU a call`)
}

await timed('written', () => {
  let open: ReturnType<typeof ledger.intent>[] = []
  for (let call = 0; call < calls; call += 1) {
    const facts = { at: systemClock.now(), requestId: `request-${call}`, credential: `key-${call % 100}`, dialect: 'openai' }
    open.push(
      ledger.intent(routes[call % 50] ?? route('x', []), target('http://x'), {
        ...facts,
        estimatedInput: 250,
        onInstance: false,
      }),
    )
    if (open.length < perTurn) continue
    void ledger.written()
    for (const turn of turns.splice(0)) turn()
    const end = { endedAt: systemClock.now(), state: 'settled', status: 200, source: 'reported', usage, firstByteMs: 3 } as const
    for (const entry of open) ledger.settle(entry, end)
    open = []
  }
})
ledger.close()
const store = await openStore(url ? { kind: 'postgres', url } : { kind: 'sqlite', path: join(folder, 'lectern.db') })
const price = aPrice()
const ingest = makeIngest({
  store,
  folder: join(folder, 'ledger'),
  pricesOf: () => [price],
  alive: () => true,
  clock: systemClock,
  maxCallMs: 86_400_000,
  log: quiet,
})
await timed(`brought into ${store.kind}`, () => ingest.run())
await store[Symbol.asyncDispose]()
rmSync(folder, { recursive: true })
