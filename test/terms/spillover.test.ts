import { describe, expect, it } from 'vitest'
import type { Route } from '../../src/domain/route.ts'
import { budget, dollars, limited, quota } from '../admission/limits.ts'
import { eventually, idOf } from '../gateway-harness.ts'
import { ask, errorOf, first, harness, ledgerOf, messages, metrics, second } from './scene.ts'

const spillsIn = ({ headers }: Response) => ({
  by: headers.get('x-ms-deployment-name'),
  from: headers.get('x-ms-spillover-from-deployment'),
  error: headers.get('x-ms-spillover-error'),
})
const spilled = { by: 'tokens', from: 'spills', error: null }
/** Fills the units of a deployment with a call that uses more than a minute's work. */
const fill = async (name: string): Promise<void> => {
  await (await ask(name)).text()
  await eventually(async () => (await metrics()).includes(`name="${name}",resource_group="default"} 1.0166666666666666`))
}
const said = (status: number, message: string, more: object = {}, headers: Record<string, string> = {}) => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ error: { message, ...more } }),
})

describe('spillover', () => {
  it('goes on where the units are in use: answered, counted and charged at the second, one entry in the ledger', async () => {
    await fill('spills')
    const answer = await ask('spills')
    expect([answer.status, spillsIn(answer)]).toEqual([200, spilled])
    expect(await answer.json()).toMatchObject({ choices: [{ message: { content: 'Hello there!' } }] })
    expect([first.received.length, second.received.length]).toEqual([1, 1])
    const calls = await ledgerOf(2)
    expect(calls.map(({ deploymentName, deploymentType, status }) => [deploymentName, deploymentType, status])).toEqual([
      ['spills', 'provisioned', 200],
      ['tokens', 'standard', 200],
    ])
    const text = await metrics()
    expect(text).toContain(
      `lectern_spillover_total{deployment="${idOf('spills')}",name="spills",resource_group="default",to="${idOf('tokens')}",status="429",result="answered"} 1`,
    )
    // Each counts its own statuses.
    expect(text).toMatch(/lectern_requests_total\{[^}]*name="spills"[^}]*status="4xx"\} 1/)
    expect(text).toMatch(/lectern_requests_total\{[^}]*name="tokens"[^}]*status="2xx"\} 1/)
    expect(harness.logged.at(-1)).toMatchObject({ event: 'call', deploymentId: idOf('tokens'), spilledFrom: idOf('spills') })
  })

  it('stays where there is room', async () => {
    const answer = await ask('roomy')
    expect([answer.status, spillsIn(answer)]).toEqual([200, { by: null, from: null, error: null }])
    await answer.text()
    expect(second.received.length).toBe(0)
  })

  it.each([
    { name: 'too many requests', answer: said(429, 'slow down', {}, { 'retry-after': '9' }) },
    { name: 'a failure', answer: said(500, 'oops') },
    { name: 'an overload', answer: said(503, 'try later') },
    { name: 'a prompt too long by its code', answer: said(400, 'too many', { code: 'context_length_exceeded' }) },
    { name: 'a prompt too long by its words', answer: said(400, "This model's maximum context length is 128 tokens") },
  ])('goes on after $name, once and at once', async ({ answer: given }) => {
    first.behaviour.answer = given
    const answer = await ask('roomy', { stream: true })
    expect([answer.status, spillsIn(answer)]).toEqual([200, { ...spilled, from: 'roomy' }])
    expect(await answer.text()).toContain('[DONE]')
    expect([first.received.length, second.received.length]).toEqual([1, 1])
    const [call, ...others] = await ledgerOf(1)
    expect(call).toMatchObject({ deploymentName: 'tokens', status: 200, state: 'settled', usage: { cacheRead: 4, output: 3 } })
    expect(others).toEqual([])
    // What was held back of the units is free again.
    expect(await metrics()).toMatch(/utilization_ratio\{[^}]*name="roomy"[^}]*\} 0\n/)
  })

  it.each([
    { name: 'another refusal', answer: said(400, 'temperature is wrong') },
    { name: 'what is not found', answer: said(404, 'no such thing') },
    { name: 'a gateway’s trouble', answer: said(502, 'bad gateway') },
  ])('stays after $name', async ({ answer: given }) => {
    first.behaviour.answer = given
    const answer = await ask('roomy')
    expect([answer.status, spillsIn(answer).error, second.received.length]).toEqual([given.status, null, 0])
    expect(await answer.text()).toBe(given.body)
  })

  it('goes on where the provider cannot be reached', async () => {
    const route = harness.gateway.table.byId(idOf('roomy')) as Route
    const targets = route.targets.map((each) => ({ ...each, id: 'remote:2', address: 'http://127.0.0.1:1' }))
    harness.control.say({ kind: 'route', route: { ...route, targets } })
    await eventually(() => harness.gateway.table.byId(idOf('roomy'))?.targets[0]?.id === 'remote:2')
    const answer = await ask('roomy')
    expect([answer.status, spillsIn(answer)]).toEqual([200, { ...spilled, from: 'roomy' }])
    expect(await metrics()).toMatch(/lectern_spillover_total\{[^}]*status="502",result="answered"\} 1/)
  })

  it('stays after an error that is too long to be kept', async () => {
    const body = 'x'.repeat(600 * 1024)
    first.behaviour.answer = { status: 503, headers: { 'x-should-retry': 'false' }, body }
    const answer = await ask('roomy')
    expect([answer.status, (await answer.text()).length, second.received.length]).toEqual([503, body.length, 0])
  })

  it('never goes on once the answer has begun', async () => {
    Object.assign(first.behaviour, { dieAfterChunks: 1 })
    const answer = await ask('roomy', { stream: true })
    expect(answer.status).toBe(200)
    await answer.text().catch(() => {})
    expect(second.received.length).toBe(0)
    expect(await ledgerOf(1)).toMatchObject([{ deploymentName: 'roomy', state: 'aborted' }])
  })

  it('gives what the first said where the second fails, and how', async () => {
    first.behaviour.answer = said(429, 'slow down', { code: 'too_many' }, { 'retry-after-ms': '77' })
    second.behaviour.answer = said(418, 'a teapot')
    const answer = await ask('roomy', {}, { 'x-stainless-retry-count': '1' })
    expect([answer.status, answer.headers.get('retry-after-ms'), spillsIn(answer)]).toEqual([
      429,
      '77',
      { by: null, from: null, error: '418' },
    ])
    expect(await errorOf(answer)).toEqual({ message: 'slow down', code: 'too_many' })
    expect(await metrics()).toMatch(/lectern_spillover_total\{[^}]*status="429",result="failed"\} 1/)
    expect(await ledgerOf(1)).toMatchObject([{ deploymentName: 'tokens', status: 429, usage: { uncachedInput: 0, output: 0 } }])
  })

  it('gives our own refusal where the second has no room either', async () => {
    harness.control.say(limited(quota('q', { requestsPerMinute: 0, scope: { ...anyone, deploymentId: idOf('tokens') } })))
    await eventually(() => [...harness.gateway.table.limits()].length === 1)
    await fill('spills')
    const answer = await ask('spills')
    expect([answer.status, spillsIn(answer).error, answer.headers.get('retry-after-ms')]).toEqual([429, '429', '1001'])
    expect((await errorOf(answer))['message']).toContain('provisioned units')
    expect(second.received.length).toBe(0)
    harness.control.say({ kind: 'route-removed', deploymentId: idOf('tokens') })
    await eventually(() => !harness.gateway.table.byId(idOf('tokens')))
    expect(spillsIn(await ask('spills')).error).toBe('404')
  })

  it('counts one call in limits that both share, and its price at the second', async () => {
    harness.control.say(
      limited(quota('q', { requestsPerMinute: 5 })),
      limited(budget('b', dollars(1), { scope: { ...anyone, deploymentId: idOf('spills') } })),
    )
    await eventually(() => [...harness.gateway.table.limits()].length === 2)
    first.behaviour.answer = said(503, 'try later')
    const answer = await ask('roomy')
    expect(answer.headers.get('x-ratelimit-remaining-requests')).toBe('4')
    await answer.text()
    second.behaviour.answer = said(503, 'try later, too')
    expect(spillsIn(await ask('roomy')).error).toBe('503')
    second.reset()
    expect((await ask('small')).headers.get('x-ratelimit-remaining-requests')).toBe('2')
  })

  it('keeps account of a second that was asked and broke', async () => {
    harness.control.say(limited(quota('q', { concurrent: 1, scope: { ...anyone, deploymentId: idOf('tokens') } })))
    await eventually(() => [...harness.gateway.table.limits()].length === 1)
    first.behaviour.answer = said(429, 'slow down')
    second.behaviour.refuse = true
    expect(spillsIn(await ask('roomy')).error).toBe('502')
    // It left, and nobody knows what became of it: that is the second's.
    expect(await ledgerOf(1)).toMatchObject([{ deploymentName: 'tokens', state: 'uncertain', usage: { requests: 1 } }])
    second.reset()
    expect((await ask('roomy')).status).toBe(200)
  })

  it('goes on from a deployment with a transformer', async () => {
    const route = harness.gateway.table.byId(idOf('roomy')) as Route
    const { targets } = route
    harness.control.say({ kind: 'route', route: { ...route, transformer: { state: 'running', message: '', targets } } })
    await eventually(() => harness.gateway.table.byId(idOf('roomy'))?.transformer !== undefined)
    first.behaviour.answer = said(503, 'try later')
    second.behaviour.answer = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"predictions":[1]}' }
    const answer = await ask('roomy', {}, {}, `/v2/inference/deployments/${idOf('roomy')}/v1/models/roomy:predict`)
    expect([answer.status, await answer.json()]).toEqual([200, { predictions: [1] }])
    expect(first.received.map(({ url }) => url)).toEqual(['/v1/v1/preprocess'])
    expect(await ledgerOf(1)).toMatchObject([{ deploymentName: 'tokens', status: 200 }])
  })

  it('is not for limits of the tenant: those hold wherever a call goes', async () => {
    harness.control.say(limited(quota('q', { requestsPerMinute: 0 })))
    await eventually(() => [...harness.gateway.table.limits()].length === 1)
    const answer = await ask('spills')
    expect([answer.status, spillsIn(answer).error, second.received.length]).toEqual([429, null, 0])
  })

  it('goes on where the deployment’s own capacity is used up', async () => {
    harness.control.say(
      limited(quota(`capacity:${idOf('roomy')}`, { requestsPerMinute: 0, scope: { ...anyone, deploymentId: idOf('roomy') } })),
    )
    await eventually(() => [...harness.gateway.table.limits()].length === 1)
    expect((await ask('roomy')).status).toBe(200)
    expect(second.received.length).toBe(1)
  })

  it('is not for the responses API', async () => {
    await fill('spills')
    expect((await ask('spills', { input: 'Hello' }, {}, '/v1/responses')).status).toBe(429)
    expect(second.received.length).toBe(0)
  })

  it('comes to an end with its caller', async () => {
    first.behaviour.answer = said(503, 'try later')
    second.behaviour.firstByteMs = 5_000
    const leaving = new AbortController()
    const asked = fetch(`${harness.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'roomy', messages }),
      signal: leaving.signal,
    })
    await eventually(() => second.received.length === 1)
    leaving.abort()
    await expect(asked).rejects.toThrow()
    expect(await ledgerOf(1)).toMatchObject([{ deploymentName: 'tokens', state: 'aborted', status: 499 }])
    await eventually(() => second.received[0]?.cutAt !== null)
  })
})

describe('the header x-ms-spillover-deployment', () => {
  const to = (name: string) => ({ 'x-ms-spillover-deployment': name })

  it('names who answers, and is not passed on', async () => {
    await fill('units')
    const answer = await ask('units', {}, to('tokens'))
    expect([answer.status, spillsIn(answer)]).toEqual([200, { ...spilled, from: 'units' }])
    await answer.text()
    expect(second.received[0]?.headers['x-ms-spillover-deployment']).toBeUndefined()
  })

  it('gives way to what the deployment says itself', async () => {
    await fill('spills')
    expect(spillsIn(await ask('spills', {}, to('small')))).toEqual(spilled)
  })

  it.each([
    { name: 'nobody', why: /names "nobody", which does not exist.*You may use: "tokens"\.$/ },
    { name: 'units', why: /is the deployment that was called/ },
    { name: 'spills', why: /provisioned units itself/ },
    { name: 'eager', why: /priority tier/ },
    { name: 'far', why: /worked on regional and not global/ },
    { name: 'small', why: /another model/ },
  ])('is refused where it will not do: $name', async ({ name, why }) => {
    const answer = await ask('units', {}, to(name))
    const { message, param } = await errorOf(answer)
    expect([answer.status, param, message]).toEqual([400, 'x-ms-spillover-deployment', expect.stringMatching(why)])
  })

  it('takes a deployment that the caller may use', async () => {
    const units = harness.gateway.table.byId(idOf('units')) as Route
    harness.control.say({ kind: 'route', route: { ...units, deploymentId: idOf('chat'), name: 'chat' } })
    await eventually(() => harness.gateway.table.byId(idOf('chat')) !== undefined)
    const answer = await ask('chat', {}, { ...to('tokens'), authorization: 'Bearer narrow' })
    expect([answer.status, (await errorOf(answer))['message']]).toEqual([400, expect.stringMatching(/Nothing is deployed/)])
  })
})

describe('a paused deployment', () => {
  it.each([
    { api: 'openai', path: '/v1/chat/completions', code: 'deployment_paused' },
    { api: 'azure', path: '/openai/deployments/paused/chat/completions?api-version=2024-10-21', code: 'DeploymentPaused' },
    { api: 'sap', path: `/v2/inference/deployments/${idOf('paused')}/chat/completions`, code: 'Locked' },
    { api: 'anthropic', path: '/anthropic/v1/messages', code: undefined },
  ])('says so to callers of $api, and nobody answers in its place', async ({ path, code }) => {
    const answer = await ask('paused', {}, {}, path)
    expect([answer.status, answer.headers.get('x-should-retry')]).toEqual([423, 'false'])
    const error = await errorOf(answer)
    expect([error['code'], error['message']]).toEqual([code, expect.stringMatching(/deployment "paused" .* is paused/)])
    expect(first.received.length + second.received.length).toBe(0)
  })

  it('whose units are in use, either', async () => {
    await fill('spills')
    const route = harness.gateway.table.byId(idOf('spills')) as Route
    harness.control.say({ kind: 'route', route: { ...route, state: 'paused', targets: [] } })
    await eventually(() => harness.gateway.table.byId(idOf('spills'))?.state === 'paused')
    expect((await ask('spills')).status).toBeGreaterThan(400)
    expect(second.received.length).toBe(0)
  })
})

const anyone = { resourceGroup: null, executableId: null, deploymentId: null, model: null, apiKey: null }
