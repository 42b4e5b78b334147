import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { transformerLane } from '../../src/domain/route.ts'
import { makeTracing } from '../../src/gateway/tracing.ts'
import { eventually, type Harness, idOf, route, startHarness, target } from '../gateway-harness.ts'

type Seen = { readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string; gone: boolean }
type Part = {
  readonly server: Server
  readonly path: string
  readonly seen: Seen[]
  answer: (response: ServerResponse, request: Seen) => void
}

const folder = mkdtempSync(join(tmpdir(), 'lectern-parts-'))
const json =
  (status: number, body: unknown, headers: object = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

async function startPart(name: string): Promise<Part> {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const each = { url: request.url ?? '', headers: request.headers, body, gone: false }
    seen.push(each)
    response.once('close', () => {
      each.gone = !response.writableFinished
    })
    part.answer(response, each)
  })
  const part: Part = { server, path: join(folder, `${name}.sock`), seen, answer: json(200, {}) }
  await new Promise<void>((resolve) => server.listen(part.path, resolve))
  return part
}

let transformer: Part
let predictor: Part
let harness: Harness
const id = idOf('two')
const resting = idOf('rests')

const at = (part: Part, targetId: string) =>
  target(`unix:${part.path}`, { id: targetId, paths: [{ below: '/**', path: '/{rest}' }], headers: {}, concurrency: 1 })

beforeAll(async () => {
  transformer = await startPart('transformer')
  predictor = await startPart('predictor')
  const running = { state: 'running', message: '', targets: [at(transformer, 't1')] } as const
  const more = { wire: 'instances-v1', transformer: running } as const
  harness = await startHarness(
    [
      route('two', [at(predictor, 'p1')], more),
      route('several', [at(predictor, 'p4'), at(predictor, 'p5')], {
        ...more,
        transformer: { ...running, targets: [{ ...at(transformer, 't4'), concurrency: 2 }] },
      }),
      route('rests', [at(predictor, 'p2')], { ...more, transformer: { ...running, state: 'starting', targets: [] } }),
      route('dead', [at(predictor, 'p3')], { ...more, transformer: { state: 'dead', message: 'transformer: no', targets: [] } }),
    ],
    {},
    {
      tracing: makeTracing({
        exporter: { add() {}, render() {}, [Symbol.asyncDispose]: async () => {} },
        randomHex: (n) => 'a'.repeat(2 * n),
        random: () => 0,
        sampling: 1,
      }),
    },
  )
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  for (const { server } of [transformer, predictor]) {
    server.closeAllConnections()
    server.close()
  }
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  for (const part of [transformer, predictor]) part.seen.length = 0
  transformer.answer = (response, { url }) =>
    url.endsWith('/preprocess') ? json(200, { instances: ['pre'] })(response) : json(200, { predictions: ['post'] })(response)
  predictor.answer = json(200, { predictions: ['model'] })
})

const call = (path = `/v2/inference/deployments/${id}/v1/models/two:predict`, init: RequestInit = {}) =>
  fetch(`${harness.url}${path}`, {
    method: 'POST',
    body: '{"instances":["raw"]}',
    ...init,
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json', ...init.headers },
  })

describe('a call through a transformer', () => {
  it('goes to each in its turn, with the headers that are theirs to see', async () => {
    const answer = await call(undefined, {
      headers: { 'x-mine': 'yes', traceparent: `00-${'b'.repeat(32)}-${'c'.repeat(16)}-01`, cookie: 'secret' },
    })
    expect([answer.status, await answer.json()]).toEqual([200, { predictions: ['post'] }])
    expect(transformer.seen.map(({ url, body }) => [url, JSON.parse(body)])).toEqual([
      ['/v1/preprocess', { instances: ['raw'] }],
      ['/v1/postprocess', { predictions: ['model'] }],
    ])
    expect(predictor.seen.map(({ url, body }) => [url, JSON.parse(body)])).toEqual([
      ['/v1/models/two:predict', { instances: ['pre'] }],
    ])
    const id = answer.headers.get('x-request-id')
    for (const { headers } of [...transformer.seen, ...predictor.seen]) {
      expect(headers).toMatchObject({ 'x-mine': 'yes', 'x-request-id': id, 'content-type': 'application/json' })
      expect(headers.traceparent).toMatch(new RegExp(`^00-${'b'.repeat(32)}-`))
      expect(headers).not.toHaveProperty('authorization')
      expect(headers).not.toHaveProperty('cookie')
    }
  })

  const entries = () =>
    readdirSync(join(harness.directory, 'ledger'))
      .flatMap((file) => readFileSync(join(harness.directory, 'ledger', file), 'utf8').split('\n'))
      .filter((line) => /"kind":"(intent|settlement|moved)"/.test(line))
      .map((line) => [/"kind":"(\w+)"/.exec(line)?.[1], /"target":"(\w+)"/.exec(line)?.[1]])

  it('is one in the ledger, whoever answers, and a call of the predictor', async () => {
    const before = entries().length
    await (await call()).text()
    transformer.answer = json(500, { error: 'KeyError : no' })
    await (await call()).text()
    const settlement = ['settlement', undefined]
    expect(entries().slice(before)).toEqual([['intent', 'p1'], settlement, ['intent', 'p1'], settlement])
  })

  it('is in the ledger under the instance that it went to, where there are several', async () => {
    const before = entries().length
    const held: ServerResponse[] = []
    predictor.answer = (response) => void held.push(response)
    const several = `/v2/inference/deployments/${idOf('several')}/v1/models/several:predict`
    const first = call(several)
    await eventually(() => held.length === 1)
    const second = call(several)
    await eventually(() => held.length === 2)
    expect(entries().slice(before)).toEqual([
      ['intent', 'p4'],
      ['intent', 'p4'],
      ['moved', 'p5'],
    ])
    for (const response of held) json(200, { predictions: ['model'] })(response)
    for (const answer of await Promise.all([first, second])) expect(await answer.json()).toEqual({ predictions: ['post'] })
  })

  it.each([
    ['preprocess', 500, { error: 'KeyError : no' }],
    ['preprocess', 400, { error: 'no such thing' }],
    ['postprocess', 500, { error: 'ValueError : no' }],
  ])('that %s answers with %s is the caller’s', async (step, status, body) => {
    const usual = transformer.answer
    transformer.answer = (response, request) =>
      request.url.endsWith(step) ? json(status, body)(response) : usual(response, request)
    const answer = await call()
    expect([answer.status, await answer.json()]).toEqual([status, body])
    expect(predictor.seen.length).toBe(step === 'preprocess' ? 0 : 1)
  })

  it('that the predictor refuses is the caller’s, and not postprocessed', async () => {
    predictor.answer = json(404, { error: 'Model with name two does not exist.' })
    const answer = await call()
    expect([answer.status, await answer.json()]).toEqual([404, { error: 'Model with name two does not exist.' }])
    expect(transformer.seen.length).toBe(1)
  })

  it('that breaks off in between is a 502', async () => {
    transformer.answer = (response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"inst')
      setImmediate(() => response.destroy())
    }
    expect((await call()).status).toBe(502)
    expect(predictor.seen).toEqual([])
  })

  it.each(['transformer', 'predictor'] as const)('whose caller hangs up is called off at the %s', async (where) => {
    const part = where === 'transformer' ? transformer : predictor
    part.answer = () => {}
    const stop = new AbortController()
    const answer = call(undefined, { signal: stop.signal }).catch(() => 'gone')
    await eventually(() => part.seen.length === 1)
    stop.abort()
    expect(await answer).toBe('gone')
    await eventually(() => part.seen[0]?.gone === true)
    await eventually(() => harness.logged.some(({ event, status }) => event === 'call' && status === 499))
  })

  it('waits for places of each: who is between them holds up nobody', async () => {
    const waiting: ServerResponse[] = []
    predictor.answer = (response) => void waiting.push(response)
    const first = call()
    await eventually(() => waiting.length === 1)
    // The predictor's one place is taken; the transformer is free.
    const second = call()
    await eventually(() => transformer.seen.length === 2)
    predictor.answer = json(200, { predictions: ['model'] })
    for (const response of waiting) json(200, { predictions: ['model'] })(response)
    expect([(await first).status, (await second).status]).toEqual([200, 200])
  })

  it('lets a big body pass, and one that was chunked', async () => {
    const big = JSON.stringify({ instances: ['x'.repeat(600_000)] })
    expect((await call(undefined, { body: big })).status).toBe(200)
    expect(transformer.seen[0]?.body).toBe(big)
    const stream = new Blob([big]).stream()
    expect((await call(undefined, { body: stream, duplex: 'half' } as RequestInit)).status).toBe(200)
  })

  it('is held while the transformer starts, and refused where it is dead', async () => {
    const answer = call(`/v2/inference/deployments/${resting}/v1/models/rests:predict`)
    await eventually(() => harness.gateway.table.byLane(transformerLane(resting)) !== undefined)
    const now = route('rests', [at(predictor, 'p2')], {
      wire: 'instances-v1',
      transformer: { state: 'running', message: '', targets: [at(transformer, 't2')] },
    })
    harness.control.say({ kind: 'route', route: now })
    expect((await answer).status).toBe(200)
    const dead = await call(`/v2/inference/deployments/${idOf('dead')}/v1/models/dead:predict`)
    expect([dead.status, JSON.stringify(await dead.json())]).toEqual([503, expect.stringMatching(/transformer: no/)])
  })

  it('is reached by no name: lanes are none', async () => {
    const lane = encodeURIComponent(transformerLane(id))
    expect((await call(`/v2/inference/deployments/${lane}/v1/preprocess`)).status).toBe(404)
    // A path below the deployment is the predictor's.
    await call(`/v2/inference/deployments/${id}/transformer/v1/preprocess`)
    expect([transformer.seen, predictor.seen.map(({ url }) => url)]).toEqual([[], ['/transformer/v1/preprocess']])
    expect((await call('/v1/completions', { body: JSON.stringify({ model: transformerLane(id), prompt: 'x' }) })).status).toBe(
      404,
    )
  })

  it('finishes as it began when the transformer goes meanwhile', async () => {
    const waiting: ServerResponse[] = []
    predictor.answer = (response) => void waiting.push(response)
    const answer = call()
    await eventually(() => waiting.length === 1)
    const without = route('two', [at(predictor, 'p1')], { wire: 'instances-v1' })
    harness.control.say({ kind: 'route', route: without })
    await eventually(() => harness.gateway.table.byLane(transformerLane(id)) === undefined)
    // While it is under way, control learns that the transformer is still needed.
    await eventually(() => (harness.control.loads.at(-1)?.inFlight['t1'] ?? 0) > 0)
    for (const response of waiting) json(200, { predictions: ['model'] })(response)
    expect(await (await answer).json()).toEqual({ predictions: ['post'] })
    await eventually(() => (harness.control.loads.at(-1)?.inFlight['t1'] ?? 0) === 0)
    predictor.answer = json(200, { predictions: ['bare'] })
    expect(await (await call()).json()).toEqual({ predictions: ['bare'] })
  })
})
