import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { readLedger, readUsage, type UsageAsked, type UsageFilter } from '../src/control/platform/usage.ts'
import type { LedgerState } from '../src/domain/ledger.ts'
import type { Principal } from '../src/domain/principal.ts'
import { entryColumns, grains, snake, sumKeys, summed } from '../src/store/ledger-columns.ts'
import { openStore } from '../src/store/open.ts'
import { makeRetention } from '../src/usage/retention.ts'

/**
 * `node bench/usage-page.ts [calls] [folder]`: how long pages of usage and of the ledger take over so many calls (default 10 million) of
 * the last 90 days: 5 groups, 50 deployments, 100 keys that call two of these each. The calls are made by the database itself;
 * what ingest costs is measured by test/ledger/ingest-speed.ts. A folder that is given is kept, and used as it is the next time.
 */
const calls = Number(process.argv[2] ?? 10_000_000)
const now = Date.parse('2026-11-20T12:00:00Z')
const day = 86_400_000
const span = 90 * day
const [, , , given] = process.argv
const folder = given ?? mkdtempSync(join(tmpdir(), 'lectern-usage-'))
const path = join(folder, 'lectern.db')
const filled = existsSync(path)
const store = await openStore({ kind: 'sqlite', path })
const { no } = await store.ledger.boot('boot', 1)

const values: Readonly<Record<string, string>> = {
  seq: 'i',
  at: `${now - span} + cast(i * ${span / calls} as integer)`,
  endedAt: `${now - span} + cast(i * ${span / calls} as integer) + 900`,
  state: "case when i % 9973 = 0 then 'uncertain' when i % 101 = 0 then 'aborted' else 'settled' end",
  status: '200',
  source: "'reported'",
  requestId: "printf('request-%d', i)",
  credential: "printf('key-%d', k)",
  dialect: "'openai'",
  resourceGroup: "printf('group-%d', d % 5)",
  deploymentId: "printf('d%015d', d)",
  deploymentName: "printf('deployment-%d', d)",
  executableId: "'azure-openai'",
  model: "printf('model-%d', d % 7)",
  version: "'1'",
  wire: "'openai'",
  target: "'remote:1'",
  firstByteMs: '300',
  uncachedInput: '900',
  cacheRead: '100',
  output: '250',
  requests: '1',
  cost: '4750000',
  currency: "'USD'",
  pricing: "'priced'",
  rateId: "'rate'",
}

const fill = (): void => {
  const db = new DatabaseSync(path)
  db.exec('pragma synchronous = off; pragma cache_size = -400000')
  const cells = entryColumns.map((column) => values[column] ?? '0').join(', ')
  db.exec(`insert into ledger (boot_no, ${entryColumns.map(snake).join(', ')})
    with recursive counted (i) as (select 0 union all select i + 1 from counted where i + 1 < ${calls}),
      placed (i, k, d) as (select i, (i * 7919) % 100, ((i * 7919) % 100 * 31 + (i / 100) % 2) % 50 from counted)
    select ${no}, ${cells} from placed`)
  const counts: Readonly<Record<string, string>> = {
    calls: 'count(*)',
    aborted: "sum(state = 'aborted')",
    uncertain: "sum(state = 'uncertain')",
    estimated: "sum(source = 'estimated')",
    unpriced: 'sum(cost is null)',
  }
  const sums = summed.map((name) => counts[name] ?? `sum(${snake(name)})`).join(', ')
  const keys = sumKeys.map(snake).join(', ')
  for (const [grain, ms] of Object.entries(grains))
    db.exec(`insert into usage_sums (grain, bucket, ${keys}, ${summed.map(snake).join(', ')})
      select '${grain}', at - at % ${ms}, ${keys}, ${sums} from ledger where boot_no = ${no} group by at - at % ${ms}, ${keys}`)
  for (const grain of Object.keys(grains)) {
    const { n } = db.prepare('select count(*) as n from usage_sums where grain = ?').get(grain) as { n: number }
    console.log(`sums by the ${grain}: ${n}`)
  }
  db.exec('pragma wal_checkpoint(truncate)')
  db.close()
}

const timed = async (what: string, work: () => Promise<{ readonly length: number } | undefined>, times = 5): Promise<void> => {
  const took: number[] = []
  const busy: number[] = []
  let rows = 0
  for (let at = 0; at < times; at += 1) {
    const [since, cpu] = [performance.now(), process.cpuUsage()]
    rows = (await work())?.length ?? 0
    took.push(performance.now() - since)
    const { user, system } = process.cpuUsage(cpu)
    busy.push((user + system) / 1000)
  }
  const middle = (all: readonly number[]): string => (all.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? 0).toFixed(1)
  console.log(`| ${what} | ${rows} | ${middle(took)} ms | ${middle(busy)} ms |`)
}

const since = performance.now()
if (!filled) fill()
console.log(
  `${calls} calls made in ${((performance.now() - since) / 1000).toFixed(0)} s, ${(statSync(path).size / 1e9).toFixed(1)} GB`,
)

const deps = { store, clock: { now: () => now, sleep: (ms: number) => sleep(ms) }, ingest: { run: async () => {} } }
const everybody: Principal = {
  kind: 'apiKey',
  id: 'bench',
  name: 'bench',
  role: 'admin',
  resourceGroups: '*',
  deployments: '*',
  expiresAt: null,
}
const usage = (
  days: number,
  interval: UsageAsked['interval'],
  groupBy: UsageAsked['groupBy'],
  timezone = 'UTC',
  more: object = {},
) => readUsage(deps)(everybody, { start: now - days * day, end: now, interval, groupBy, timezone, ...more })
const ledger = async (more: Partial<UsageFilter> & { state?: LedgerState } = {}) =>
  (await readLedger(deps)(everybody, { start: now - span, end: now, ...more }, null, 100)).records

console.log('\n| Page | rows | time | processor time |\n|---|---|---|---|')
await timed('last day by the hour and deployment', () => usage(1, 'hour', ['deployment']))
await timed('last hour by the minute and model', () => usage(1 / 24, 'minute', ['model']))
await timed('30 days by the day and deployment', () => usage(30, 'day', ['deployment']))
await timed('30 days by the day, deployment and key', () => usage(30, 'day', ['deployment', 'apiKey']))
await timed('30 days by the day and deployment, New York', () => usage(30, 'day', ['deployment'], 'America/New_York'))
await timed('30 days by the day and deployment, Kolkata', () => usage(30, 'day', ['deployment'], 'Asia/Kolkata'), 3)
await timed('90 days by the month and group', () => usage(90, 'month', ['resourceGroup']))
await timed('one key, 30 days by the day', () => usage(30, 'day', ['model'], 'UTC', { apiKey: 'key-5' }))
await timed('newest 100 calls', () => ledger())
await timed('newest 100 calls of a group', () => ledger({ resourceGroup: 'group-1' }))
await timed('newest 100 calls of a key', () => ledger({ apiKey: 'key-5' }))
await timed('newest 100 uncertain calls', () => ledger({ state: 'uncertain' }), 3)
await timed('newest calls of a key that made none', () => ledger({ apiKey: 'key-none' }), 1)
const scope = { resourceGroup: 'group-1', executableId: null, deploymentId: null, model: null, apiKey: null }
await timed('what a group spent this month', async () => {
  await store.budgets.spent({ scope, currency: 'USD' }, Date.parse('2026-11-01T00:00:00Z'))
  return undefined
})
const retention = makeRetention({
  store,
  clock: { now: () => now, sleep: (ms) => sleep(ms) },
  ledgerMs: 85 * day,
  minuteSumsMs: 85 * day,
  log: { info: (fields) => console.log(JSON.stringify(fields)), error: (fields) => console.error(fields) },
})
if (!given) await timed('deleting the oldest five days', async () => void (await retention.run()), 1)
await store[Symbol.asyncDispose]()
if (!given) rmSync(folder, { recursive: true })
