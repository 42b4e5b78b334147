import { afterEach, expect, it } from 'vitest'
import { type Running, startLectern, until } from '../e2e/supervisor.ts'
import type { Json } from '../platform.ts'

let lectern: Running | undefined
afterEach(async () => {
  await lectern?.[Symbol.asyncDispose]()
  lectern = undefined
})

const call = (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${lectern?.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${lectern?.adminKey()}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const json = async (answer: Promise<Response>): Promise<Json> => (await answer).json()
const chat = () => call('POST', '/v1/chat/completions', { model: 'demo', messages: [{ role: 'user', content: 'Hello' }] })

it('a call at zero is answered though control or the gateway were killed, and a start of either takes nothing down early', async () => {
  lectern = await startLectern()
  const { resources } = await json(call('GET', '/v2/lm/deployments'))
  const path = `/v2/lm/deployments/${resources[0].id}`
  const seen = (): Promise<Json> => json(call('GET', path))
  await until(async () => (await seen()).status === 'RUNNING', 30_000)
  const scaling = { predictor: { minInstances: 0, maxInstances: 2, stableWindowSeconds: 6 } }
  expect((await call('PATCH', path, { scaling })).status).toBe(202)
  const atZero = async (): Promise<boolean> => {
    const { scaling: now, statusMessage } = await seen()
    return now?.predictor.running === 0 && statusMessage.startsWith('scaled to zero')
  }
  await until(atZero, 40_000)

  process.kill(lectern.pidOf('control-main'), 'SIGKILL')
  const answer = await chat()
  expect(answer.status, await answer.clone().text()).toBe(200)
  expect((await seen()).status).toBe('RUNNING')
  await until(atZero, 40_000)

  const before = await seen()
  process.kill(lectern.pidOf('control-main'), 'SIGKILL')
  await until(async () => (await call('GET', path).catch(() => null))?.status === 200, 30_000)
  expect(await seen(), 'what rests goes on resting').toMatchObject({ startTime: before.startTime, scaling: before.scaling })

  process.kill(lectern.pidOf('gateway-main'), 'SIGKILL')
  await until(async () => (await chat().catch(() => null))?.status === 200, 40_000)
}, 180_000)
