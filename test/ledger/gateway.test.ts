import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { usageParts } from '../../src/domain/usage.ts'
import { type Ledger, openLedger } from '../../src/gateway/ledger.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { makeIngest } from '../../src/usage/ingest.ts'
import { eventually, type Harness, route, startHarness, systemClock, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'

const quiet = { level: 'info', debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

describe.each(['os', 'disk'] as const)('what the gateway records, kept by %s', (durability) => {
  let folder: string
  let upstream: OpenaiUpstream
  let harness: Harness
  let store: Store
  let seen = new Set<number>()

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lectern-ledger-'))
    store = await openStore({ kind: 'sqlite', path: join(folder, 'lectern.db') })
    upstream = await startOpenaiUpstream()
    const ledger = openLedger({
      folder: join(folder, 'ledger'),
      boot: 'g1',
      pid: process.pid,
      now: () => systemClock.now(),
      durability,
      log: quiet,
      atTurnEnd: setImmediate,
      maxBytes: 4_000,
    })
    const routes = [
      route('chat', [target(upstream.address)]),
      route('nowhere', [target('http://127.0.0.1:1')]),
      route('own', [target(upstream.address, { id: 'instance-1' })], { modelName: null, modelVersion: null }),
      route('raw', [target(upstream.address)], { wire: 'anything' }),
    ]
    harness = await startHarness(routes, { firstByteMs: 500, idleMs: 500 }, { ledger })
  })
  beforeEach(() => upstream.reset())
  afterAll(async () => {
    await harness[Symbol.asyncDispose]()
    await upstream[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  })

  /** What is new in the ledger, oldest first. */
  const recorded = async () => {
    await makeIngest({
      store,
      folder: join(folder, 'ledger'),
      pricesOf: () => [],
      alive: () => true,
      clock: systemClock,
      maxCallMs: 86_400_000,
      log: quiet,
    }).run()
    const all = await store.ledger.list({ resourceGroups: '*', deployments: '*', start: 0, end: 1e15 }, null, 1_000)
    const fresh = all
      .map(({ entry }) => entry)
      .filter(({ seq }) => !seen.has(seq))
      .reverse()
    seen = new Set(all.map(({ entry }) => entry.seq))
    return fresh.map((entry) => ({
      ...entry,
      tokens: Object.fromEntries(
        usageParts.flatMap((part) => (entry[part] > 0 && part !== 'instanceMs' ? [[part, entry[part]]] : [])),
      ),
    }))
  }
  const chat = { messages: [{ role: 'user', content: 'Hello' }] }
  const ask = (model: string, body: object = chat, key = 'admin') =>
    fetch(`${harness.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, ...body }),
    })
  const bytes = (model: string, body: object = chat): number => JSON.stringify({ model, ...body }).length
  const estimate = (model: string, body: object = chat): number => Math.ceil(bytes(model, body) / 4)

  it('says of a call who made it, to what, and what it used', async () => {
    const answer = await ask('chat')
    const { usage } = (await answer.json()) as { usage: { prompt_tokens: number; completion_tokens: number } }
    const [entry] = await recorded()
    expect(entry).toMatchObject({
      state: 'settled',
      status: 200,
      source: 'reported',
      requestId: answer.headers.get('x-request-id'),
      credential: 'admin',
      dialect: 'openai',
      resourceGroup: 'default',
      deploymentName: 'chat',
      model: 'gpt-4o',
      version: '1',
      wire: 'openai',
      target: 'remote:1',
      instanceMs: 0,
    })
    const { uncachedInput = 0, cacheRead = 0, output = 0, reasoning = 0 } = entry?.tokens ?? {}
    expect([uncachedInput + cacheRead, output + reasoning]).toEqual([usage.prompt_tokens, usage.completion_tokens])
    expect(entry?.firstByteMs).toBeLessThanOrEqual((entry?.endedAt ?? 0) - (entry?.at ?? 0))
  })

  it('says the same of a stream, though the caller did not ask for usage', async () => {
    await (await ask('chat', { ...chat, stream: true })).text()
    const [entry] = await recorded()
    expect(entry).toMatchObject({ state: 'settled', source: 'reported', tokens: { requests: 1 } })
    expect(entry?.output).toBeGreaterThan(0)
  })

  it('counts the time of an instance of ours', async () => {
    upstream.behaviour.firstByteMs = 60
    await (await ask('own')).text()
    const [entry] = await recorded()
    expect(entry).toMatchObject({ model: null, version: null, target: 'instance-1' })
    expect(entry?.instanceMs).toBeGreaterThanOrEqual(50)
  })

  it('records nothing of calls that went nowhere', async () => {
    await (await ask('chat', chat, 'nobody')).text()
    await (await ask('unknown')).text()
    await (await ask('chat', chat, 'viewer')).text()
    expect(await recorded()).toEqual([])
  })

  it.each([
    {
      name: 'a refusal of the backend',
      status: 429,
      shown: 429,
      body: { answer: { status: 429, headers: {}, body: 'slow down' } },
    },
    { name: 'a failure of the backend', status: 500, shown: 500, body: { answer: { status: 500, headers: {}, body: 'oops' } } },
    { name: 'a refused credential of ours', status: 401, shown: 502, body: { answer: { status: 401, headers: {}, body: '' } } },
  ])('settles $name with no tokens', async ({ body, shown }) => {
    Object.assign(upstream.behaviour, body)
    await (await ask('chat')).text()
    expect(await recorded()).toMatchObject([{ state: 'settled', source: 'none', status: shown, tokens: { requests: 1 } }])
  })

  it('settles what never left with nothing', async () => {
    await (await ask('nowhere')).text()
    expect(await recorded()).toMatchObject([{ state: 'settled', source: 'none', status: 502, tokens: {}, cost: 0 }])
  })

  it('estimates an answer whose backend does not count, and says so', async () => {
    const body = JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'Hello there, and welcome.' } }] })
    upstream.behaviour.answer = { status: 200, headers: { 'content-type': 'application/json' }, body }
    await (await ask('chat')).text()
    expect(await recorded()).toMatchObject([
      {
        state: 'settled',
        source: 'estimated',
        tokens: { uncachedInput: estimate('chat'), output: Math.ceil(body.length / 4), requests: 1 },
      },
    ])
  })

  it.each([
    { path: '/embeddings', body: { input: 'a' }, source: 'estimated', output: 0 },
    { path: '/moderations', body: { input: 'a' }, source: 'none', output: 0 },
    { path: '/images/generations', body: { prompt: 'a cat' }, source: 'reported', output: 0, images: 2 },
  ])('knows of $path without a count what it used: $source', async ({ path, body, source, output, images = 0 }) => {
    const answer = JSON.stringify({ data: images > 0 ? [{ url: 'https://x/1' }, { url: 'https://x/2' }] : [] })
    upstream.behaviour.answer = { status: 200, headers: { 'content-type': 'application/json' }, body: answer }
    await fetch(`${harness.url}/v1${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'chat', ...body }),
    }).then((got) => got.text())
    const input = source === 'estimated' ? Math.ceil(JSON.stringify({ model: 'chat', ...body }).length / 4) : 0
    expect(await recorded()).toMatchObject([{ state: 'settled', source, uncachedInput: input, output, images }])
  })

  it('counts no tokens of a format that it does not know', async () => {
    await (await ask('raw')).text()
    expect(await recorded()).toMatchObject([{ state: 'settled', source: 'none', tokens: { requests: 1 } }])
  })

  it.each([
    { name: 'closes without an answer', behaviour: { refuse: true }, status: 502 },
    { name: 'never answers', behaviour: { firstByteMs: 2_000 }, status: 504 },
  ])('is uncertain of a call whose backend $name', async ({ behaviour, status }) => {
    Object.assign(upstream.behaviour, behaviour)
    await (await ask('chat')).text()
    expect(await recorded()).toMatchObject([
      { state: 'uncertain', source: 'estimated', status, tokens: { uncachedInput: estimate('chat'), requests: 1 } },
    ])
  })

  it('estimates a stream that dies from what had passed', async () => {
    upstream.behaviour.dieAfterChunks = 2
    const body = { ...chat, stream: true }
    await (await ask('chat', body)).text().catch(() => {})
    expect(await recorded()).toMatchObject([
      { state: 'aborted', source: 'estimated', status: 200, tokens: { uncachedInput: estimate('chat', body), output: 2 } },
    ])
  })

  it('estimates a stream that its caller leaves', async () => {
    upstream.behaviour.chunkMs = 30
    upstream.behaviour.words = Array.from({ length: 100 }, () => 'word ')
    const body = JSON.stringify({ model: 'chat', ...chat, stream: true })
    const call = httpRequest(`${harness.url}/v1/chat/completions`, { method: 'POST', headers: { 'api-key': 'admin' } })
    call.on('error', () => {})
    call.end(body)
    call.on('response', (response) => response.once('data', () => call.destroy()))
    await eventually(() => upstream.received[0]?.cutAt != null)
    const entries = await recorded()
    expect(entries).toMatchObject([{ state: 'aborted', source: 'estimated', status: 499 }])
    expect(entries[0]?.output).toBeGreaterThan(0)
    expect(entries[0]?.output).toBeLessThan(20)
  })

  it('refuses calls while it cannot write, and has lost nothing when it can again', async () => {
    const ledger = join(folder, 'ledger')
    upstream.behaviour.firstByteMs = 200
    const before = ask('chat')
    await eventually(() => upstream.received.length === 1)
    await recorded()
    // The segment under way is full at once, and the next one cannot be made.
    renameSync(ledger, `${ledger}-away`)
    const many = await Promise.all(Array.from({ length: 30 }, () => ask('chat')))
    const refused = many.filter(({ status }) => status === 503)
    expect(refused.length).toBeGreaterThan(0)
    const body = (await refused[0]?.json()) as { error: { code: string; message: string } }
    expect(body.error).toMatchObject({ code: 'ledger_unavailable', message: expect.stringContaining('ledger cannot be written') })
    const dispatched = many.filter(({ status }) => status === 200).length
    expect(upstream.received.length).toBe(1 + dispatched)
    expect((await before).status).toBe(200)
    renameSync(`${ledger}-away`, ledger)
    mkdirSync(ledger, { recursive: true })
    // Whoever has read an answer to its end knows that it is settled.
    const whole = async (answer: Response): Promise<boolean> => {
      if (!answer.bodyUsed) await answer.text()
      return answer.status === 200
    }
    await Promise.all([await before, ...many].map(whole))
    await eventually(async () => whole(await ask('chat')))
    const settled = (await recorded()).filter(({ state }) => state === 'settled')
    expect(settled.length).toBe(upstream.received.length)
  })

  it('has everything in the store once the gateway has gone, and leaves no file', async () => {
    await (await ask('chat')).text()
    await harness.gateway[Symbol.asyncDispose]()
    expect(await recorded()).toMatchObject([{ state: 'settled' }])
    const { readdirSync } = await import('node:fs')
    expect(readdirSync(join(folder, 'ledger'))).toEqual([])
  })
})

describe('the order of things', () => {
  const open = (folder: string, durability: 'os' | 'disk', turns: (() => void)[]): Ledger =>
    openLedger({
      folder,
      boot: 'g1',
      pid: 1,
      now: () => 1,
      durability,
      log: quiet,
      atTurnEnd: (run) => void turns.push(run),
    })
  const facts = { at: 1, requestId: 'r', credential: 'c', dialect: 'openai', estimatedInput: 1, onInstance: false }

  it('lets nothing of a turn go before the turn is written, in one go', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-ledger-'))
    const turns: (() => void)[] = []
    const ledger = open(folder, 'os', turns)
    let gone = 0
    const place = [route('chat', []), target('http://x')] as const
    for (let busy = 0; busy < 3; busy += 1) ledger.intent(...place, facts)
    for (let call = 0; call < 3; call += 1) {
      ledger.intent(...place, facts)
      void ledger.written().then(() => {
        gone += 1
      })
    }
    await Promise.resolve()
    expect([gone, turns.length]).toEqual([0, 1])
    turns[0]?.()
    await Promise.resolve()
    expect(gone).toBe(3)
    ledger.close()
    rmSync(folder, { recursive: true })
  })
})

describe('an answer whose record must be on disk', () => {
  it.each([
    { name: 'of known length', body: {}, last: '}' },
    { name: 'in a stream', body: { stream: true }, last: '0\r\n\r\n' },
  ])('$name keeps its last byte until it is', async ({ body, last }) => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-ledger-'))
    const upstream = await startOpenaiUpstream()
    const real = openLedger({
      folder,
      boot: 'g1',
      pid: process.pid,
      now: () => systemClock.now(),
      durability: 'disk',
      log: quiet,
      atTurnEnd: setImmediate,
    })
    const held: (() => void)[] = []
    const ledger: Ledger = { ...real, kept: (done) => real.kept(() => void held.push(done)) }
    await using harness = await startHarness([route('chat', [target(upstream.address)])], {}, { ledger })
    const text = JSON.stringify({ model: 'chat', messages: [{ role: 'user', content: 'Hello' }], ...body })
    const socket = connect(harness.gateway.port, '127.0.0.1')
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\napi-key: admin\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
    )
    let seen = ''
    socket.on('data', (chunk) => {
      seen += chunk
    })
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await eventually(() => held.length === 1)
    expect(seen.endsWith(last)).toBe(false)
    held[0]?.()
    await closed
    expect(seen.endsWith(last)).toBe(true)
    await upstream[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })
})

it('sends nothing before its intent is written, and nothing at all where its caller left meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-ledger-'))
  const upstream = await startOpenaiUpstream()
  const real = openLedger({
    folder,
    boot: 'g1',
    pid: process.pid,
    now: () => systemClock.now(),
    durability: 'os',
    log: quiet,
    atTurnEnd: setImmediate,
  })
  const held: (() => void)[] = []
  const ledger: Ledger = { ...real, written: () => real.written().then(() => new Promise((go) => void held.push(go))) }
  await using harness = await startHarness([route('chat', [target(upstream.address)])], {}, { ledger })
  const leaves = new AbortController()
  const ask = (signal?: AbortSignal) =>
    fetch(`${harness.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'api-key': 'admin', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'chat', messages: [] }),
      ...(signal ? { signal } : {}),
    })
  const stays = ask()
  const left = ask(leaves.signal).catch(() => 'left')
  await eventually(() => held.length === 2)
  leaves.abort()
  expect(await left).toBe('left')
  await eventually(async () => (await fetch(`${harness.url}/healthz`)).ok)
  expect(upstream.received).toEqual([])
  for (const go of held) go()
  expect((await stays).status).toBe(200)
  expect(upstream.received).toHaveLength(1)
  await upstream[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})
