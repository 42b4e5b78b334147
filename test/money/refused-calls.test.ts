import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openLedger } from '../../src/gateway/ledger.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { makeIngest } from '../../src/usage/ingest.ts'
import { type Harness, route, startHarness, systemClock, target } from '../gateway-harness.ts'
import { aPrice } from '../ledger/samples.ts'

/** Azure's rules of what is charged when it fails, and what the ledger makes of them. */

const quiet = { level: 'info', debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
let says: { status: number; headers: Record<string, string>; body: object } = { status: 200, headers: {}, body: {} }
let upstream: Server
let harness: Harness
let store: Store
let folder = ''

beforeAll(async () => {
  upstream = createServer((request, response) => {
    request.resume().once('end', () => {
      response.writeHead(says.status, { 'content-type': 'application/json', ...says.headers }).end(JSON.stringify(says.body))
    })
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  folder = mkdtempSync(join(tmpdir(), 'lectern-refused-'))
  store = await openStore({ kind: 'sqlite', path: join(folder, 'lectern.db') })
  const now = () => systemClock.now()
  const at = { folder: join(folder, 'ledger'), boot: 'g1', pid: process.pid, now }
  const ledger = openLedger({ ...at, durability: 'os', log: quiet, atTurnEnd: setImmediate })
  const address = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  harness = await startHarness([route('chat', [target(address)])], {}, { ledger })
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
  upstream.closeAllConnections()
  upstream.close()
  rmSync(folder, { recursive: true })
})

const azure = { 'apim-request-id': 'a-1', 'x-ms-region': 'Sweden Central' }
const filtered = {
  error: {
    message: 'The response was filtered due to the prompt triggering Azure OpenAI’s content management policy.',
    type: null,
    param: 'prompt',
    code: 'content_filter',
    status: 400,
    innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: { hate: { filtered: true, severity: 'high' } } },
  },
}
const error = (code: string) => ({ error: { message: 'no', type: 'invalid_request_error', param: null, code } })

it.each([
  { name: 'the content filter', status: 400, headers: azure, body: filtered, charged: 'estimated' },
  {
    name: 'the content filter, with a count',
    status: 400,
    headers: azure,
    body: { ...filtered, usage: { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 } },
    charged: 9,
  },
  { name: 'too long an input', status: 400, headers: azure, body: error('context_length_exceeded'), charged: 'estimated' },
  { name: 'a timeout', status: 408, headers: azure, body: error('timeout'), charged: 'estimated' },
  { name: 'a wrong parameter', status: 400, headers: azure, body: error('unsupported_parameter'), charged: 'none' },
  { name: 'a wrong key', status: 401, headers: azure, body: error('401'), charged: 'none' },
  { name: 'a limit', status: 429, headers: { ...azure, 'retry-after': '600' }, body: error('429'), charged: 'none' },
  { name: 'a fault', status: 500, headers: azure, body: error('InternalServerError'), charged: 'none' },
  {
    name: 'the filter of a provider that is not Azure',
    status: 400,
    headers: {},
    body: error('content_filter'),
    charged: 'none',
  },
  { name: 'too long an input of another', status: 400, headers: {}, body: error('context_length_exceeded'), charged: 'none' },
])('a call that ended in $name ($status) is charged: $charged', async ({ status, headers, body, charged }) => {
  says = { status, headers, body }
  const text = JSON.stringify({ model: 'chat', messages: [{ role: 'user', content: 'Hello' }] })
  const answer = await fetch(`${harness.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json', 'x-stainless-retry-count': '1' },
    body: text,
  })
  await answer.text()
  await makeIngest({
    store,
    folder: join(folder, 'ledger'),
    pricesOf: () => [aPrice({ input: 1_000_000_000 })],
    alive: () => true,
    clock: systemClock,
    maxCallMs: 86_400_000,
    log: quiet,
  }).run()
  const [found] = await store.ledger.list({ resourceGroups: '*', deployments: '*', start: 0, end: 1e15 }, null, 1)
  const input = charged === 'estimated' ? Math.ceil(text.length / 4) : charged === 'none' ? 0 : Number(charged)
  expect(found?.entry).toMatchObject({
    state: 'settled',
    source: typeof charged === 'number' ? 'reported' : charged,
    uncachedInput: input,
    output: 0,
    cost: input * 1_000,
  })
})
