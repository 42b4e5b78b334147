import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { LedgerIntent, LedgerRecord, LedgerSettlement } from '../../src/domain/ledger.ts'
import { readFrames } from '../../src/domain/ledger-frame.ts'
import type { Route, RouteTerms } from '../../src/domain/route.ts'
import { eventually, type Harness, idOf, route, startHarness, systemClock, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'

/**
 * A gateway in front of two providers' accounts: deployments with provisioned units at the first, by tokens at the second. Its time
 * stands still until a test moves it. Importing this sets it up and takes it down around each of the importing file's tests.
 */
export let harness: Harness
/** Of the deployments with units. */
export let first: OpenaiUpstream
/** Of those billed by tokens. */
export let second: OpenaiUpstream
export let time: { at: number }

/** A minute's work: a call of the scene uses 5 + 100 × 3 weighted tokens, its estimate is more. */
export const units = { inputTokensPerMinute: 300, outputWeight: 100 }
export const provisioned = (more: Partial<RouteTerms> = {}): RouteTerms => ({
  type: 'provisioned',
  residency: 'global',
  units,
  ...more,
})
const standard: RouteTerms = { type: 'standard', residency: 'global' }

beforeEach(async () => {
  first = await startOpenaiUpstream()
  second = await startOpenaiUpstream()
  const at = { ours: [target(first.address)], theirs: [target(second.address)] }
  const routes: Route[] = [
    route('units', at.ours, { terms: provisioned() }),
    route('spills', at.ours, { terms: provisioned({ spilloverTo: idOf('tokens') }) }),
    route('roomy', at.ours, {
      terms: provisioned({ spilloverTo: idOf('tokens'), units: { ...units, inputTokensPerMinute: 1_000_000 } }),
    }),
    route('tokens', at.theirs, { terms: standard, createdAt: 1 }),
    route('eager', at.theirs, { terms: { ...standard, serviceTier: 'priority' } }),
    route('far', at.theirs, { terms: { ...standard, residency: 'regional' } }),
    route('small', at.theirs, { terms: standard, modelName: 'gpt-4o-mini' }),
    route('paused', at.ours, { terms: provisioned({ spilloverTo: idOf('tokens') }), state: 'paused' }),
  ]
  time = { at: 1_763_600_000_000 }
  const clock = { now: () => time.at, sleep: systemClock.sleep }
  const strain = { delayMs: 60_000, heapShare: 0.99, residentBytes: null }
  harness = await startHarness(routes, {}, { clock, strain })
})
afterEach(async () => {
  await harness[Symbol.asyncDispose]()
  await first[Symbol.asyncDispose]()
  await second[Symbol.asyncDispose]()
})

export const messages = [{ role: 'user', content: 'Hello' }]
export const ask = (
  model: string,
  more: object = {},
  headers: Record<string, string> = {},
  path = '/v1/chat/completions',
): Promise<Response> =>
  fetch(`${harness.url}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model, messages, max_tokens: 3, ...more }),
  })

export const errorOf = async (answer: Response): Promise<Record<string, string>> =>
  ((await answer.json()) as { error: Record<string, string> }).error

export const metrics = async (): Promise<string> => (await fetch(`${harness.url}/metrics`)).text()

/** The ledger's last word on each call that has ended. */
export async function ledgerOf(calls: number): Promise<(LedgerIntent & Pick<LedgerSettlement, 'state' | 'status' | 'usage'>)[]> {
  const folder = join(harness.directory, 'ledger')
  let found: (LedgerIntent & LedgerSettlement)[] = []
  await eventually(() => {
    const lines = readdirSync(folder).flatMap((file) => readFrames(readFileSync(join(folder, file))).lines)
    const records = lines.map((line) => JSON.parse(line) as LedgerRecord)
    const intents = new Map<number, LedgerIntent>()
    for (const each of records) if (each.kind === 'intent' || each.kind === 'moved') intents.set(each.seq, each)
    const settlements = records.flatMap((each) => (each.kind === 'settlement' ? [each] : []))
    found = settlements.flatMap((each) => {
      const intent = intents.get(each.seq)
      return intent ? [{ ...intent, ...each }] : []
    })
    return found.length >= calls && intents.size === found.length
  })
  return found
}
