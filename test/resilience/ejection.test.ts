import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultEjection } from '../../src/gateway/ejection.ts'
import { eventually, type Harness, idOf, route, startHarness, target } from '../gateway-harness.ts'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'

let sick: OpenaiUpstream
let well: OpenaiUpstream
let harness: Harness

beforeAll(async () => {
  sick = await startOpenaiUpstream()
  well = await startOpenaiUpstream()
})
afterAll(async () => {
  await harness[Symbol.asyncDispose]()
  await sick[Symbol.asyncDispose]()
  await well[Symbol.asyncDispose]()
})
/** Each test has a gateway that knows nothing yet. `outMs`: for how long a target is out the first time. */
async function begin(outMs: number): Promise<void> {
  await harness?.[Symbol.asyncDispose]()
  const both = () => [target(sick.address, { id: 'remote:a' }), target(well.address, { id: 'remote:b' })]
  const other = { headers: { authorization: 'Bearer another-key' } }
  harness = await startHarness(
    [
      route('one', both()),
      route('two', both()),
      route('otherkey', [target(sick.address, { id: 'remote:a', ...other }), target(well.address, { id: 'remote:b', ...other })]),
      route('alone', [target(sick.address)]),
    ],
    { firstByteMs: 300 },
    { ejection: { ...defaultEjection, failures: 3, firstMs: outMs } },
  )
}
beforeEach(() => {
  sick.reset()
  well.reset()
})

const fails = { answer: { status: 500, headers: {}, body: 'oops' } }
const ask = (name: string): Promise<number> =>
  fetch(`${harness.url}/v2/inference/deployments/${idOf(name)}/chat/completions`, {
    method: 'POST',
    headers: { 'api-key': 'admin', 'content-type': 'application/json' },
    body: '{"messages":[]}',
  }).then(async (answer) => {
    await answer.text()
    return answer.status
  })
async function askOften(name: string, times: number): Promise<number[]> {
  const statuses: number[] = []
  for (let at = 0; at < times; at += 1) statuses.push(await ask(name))
  return statuses
}
/** One after the other, an idle route's calls go to the first of its targets. */
const three = [500, 500, 500]

describe('a target that fails again and again', () => {
  it.each([
    { name: 'answers 5xx', behaviour: fails, status: 500 },
    { name: 'cuts connections', behaviour: { refuse: true }, status: 502 },
    { name: 'is silent', behaviour: { firstByteMs: 2_000 }, status: 504 },
  ])('and $name is passed over; the others take over', async ({ behaviour, status }) => {
    await begin(60_000)
    Object.assign(sick.behaviour, behaviour)
    expect(await askOften('one', 5)).toEqual([status, status, status, 200, 200])
    expect([sick.received.length, well.received.length]).toEqual([3, 2])
    const metrics = await (await fetch(`${harness.url}/metrics`)).text()
    expect(metrics).toMatch(/^lectern_ejections_total 1$/m)
    expect(metrics).toMatch(/^lectern_ejected_accounts 1$/m)
  })

  it('is passed over by every deployment of the same account, and by no other', async () => {
    await begin(60_000)
    Object.assign(sick.behaviour, fails)
    expect(await askOften('one', 3)).toEqual(three)
    expect(await askOften('two', 2)).toEqual([200, 200])
    expect(await askOften('otherkey', 3)).toEqual(three)
  })

  it('is called as before where there is no other, and not pressed with retries', async () => {
    await begin(60_000)
    Object.assign(sick.behaviour, { answer: { status: 503, headers: {}, body: '' } })
    expect(await askOften('alone', 5)).toEqual([503, 503, 503, 503, 503])
    // Three attempts of the first call made it an outlier.
    expect(sick.received).toHaveLength(3 + 4)
    sick.reset()
    expect(await askOften('alone', 1)).toEqual([200])
  })

  it('hands a call that it did not work on to another at once', async () => {
    await begin(60_000)
    Object.assign(sick.behaviour, { answer: { status: 429, headers: { 'retry-after': '2' }, body: '' } })
    expect(await ask('one')).toBe(200)
    expect([sick.received.length, well.received.length]).toEqual([1, 1])
  })

  it('is tried again after a while by one call, and out for longer if that fails', async () => {
    await begin(60)
    Object.assign(sick.behaviour, fails)
    expect(await askOften('one', 4)).toEqual([...three, 200])
    await eventually(async () => (await ask('one')) === 500)
    expect(sick.received).toHaveLength(4)
    expect(await ask('one')).toBe(200)
    sick.reset()
    await eventually(async () => (await ask('one')) === 200 && sick.received.length === 1)
    expect(await askOften('one', 2)).toEqual([200, 200])
    expect(sick.received).toHaveLength(3)
  })

  it('is tried by one call only, however many there are', async () => {
    await begin(60)
    Object.assign(sick.behaviour, fails)
    expect(await askOften('one', 4)).toEqual([...three, 200])
    await pause(80)
    for (const each of [sick, well]) each.behaviour.firstByteMs = 100
    const statuses = await Promise.all(Array.from({ length: 8 }, () => ask('one')))
    expect(statuses.filter((status) => status === 500)).toHaveLength(1)
    expect(sick.received).toHaveLength(4)
  })

  it('is not called an outlier for what callers do wrong, for limits, or for a credential', async () => {
    await begin(60_000)
    for (const status of [400, 404, 401, 403]) {
      Object.assign(sick.behaviour, { answer: { status, headers: {}, body: '' } })
      await askOften('one', 4)
    }
    expect([sick.received.length, well.received.length]).toEqual([16, 0])
  })
})
