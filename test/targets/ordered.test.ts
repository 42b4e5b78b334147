import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually, must } from '../conformance/scene.ts'
import { openTargets, type TargetsScene } from './scene.ts'

let scene: TargetsScene
let refusing = ''
let count = 0

beforeAll(async () => {
  scene = await openTargets()
  const nobody = { name: 'nobody', provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1', credential: {} }
  must(201, await scene.platform.call('POST', '/v2/admin/connections', nobody))
  refusing = await scene.configure('openai-compatible', { modelName: 'model-one', connection: 'nobody' })
})
beforeEach(() => scene.reset())
afterAll(() => scene[Symbol.asyncDispose]())

/** A deployment whose targets are called in this order, under a name of its own. */
async function ordered(...configurations: string[]): Promise<{ id: string; name: string }> {
  count += 1
  const name = `ordered-${count}`
  const targets = configurations.map((configurationId) => ({ configurationId }))
  const id = await scene.deploy({ configurationId: configurations[0], name, targets, targetStrategy: 'ordered' })
  return { id, name }
}
/** The upstream answers so. Each test asks for another model there, since what is over a limit rests for a while. */
const says = (status: number, headers: Record<string, string> = {}) => {
  scene.one.behaviour.answer = { status, headers: { 'content-type': 'application/json', ...headers }, body: '{"error":{}}' }
}
const travel = (ms: number): void => {
  const { clock } = scene.platform
  clock.travelTo(new Date(clock.now() + ms).toISOString())
}
const fresh = (): Promise<string> => {
  count += 1
  return scene.configure('openai-compatible', { modelName: `model-${count}`, connection: 'one' })
}

it('calls the first, and nobody else, while all is well', async () => {
  const { name } = await ordered(scene.ids.one, scene.ids.claude)
  for (let call = 0; call < 5; call += 1) expect((await scene.ask(name)).status).toBe(200)
  expect(scene.one.received).toHaveLength(5)
  expect(scene.claude.received).toHaveLength(0)
})

describe('goes on to the next, which speaks another wire', () => {
  it.each([
    { trouble: 'is over a limit', run: () => says(429) },
    { trouble: 'is over a limit for long', run: () => says(429, { 'retry-after': '600' }) },
    { trouble: 'is overloaded', run: () => says(503) },
  ])('where the first $trouble', async ({ run }) => {
    const { id, name } = await ordered(await fresh(), scene.ids.claude)
    run()
    const { status, body } = await scene.ask(name)
    expect([status, body.choices?.[0].message.content]).toEqual([200, 'Hello there!'])
    expect(scene.one.received).toHaveLength(1)
    // One call, one row: at the target that answered, by its price.
    const rows = await scene.ledger(id)
    expect(rows).toMatchObject([{ model: 'claude-haiku-4-5', executable: 'anthropic', state: 'settled', inputTokens: 15 }])
    expect(rows[0].cost.nano).toBeGreaterThan(0)
  })

  it('where the first refuses connections; a stream too', async () => {
    const { id, name } = await ordered(refusing, scene.ids.claude)
    const { status, body } = await scene.ask(name, { stream: true })
    expect(status).toBe(200)
    expect(body).toContain('there!')
    expect(await scene.ledger(id)).toMatchObject([{ executable: 'anthropic', state: 'settled' }])
  })

  it('at once for the calls that follow, while the first rests; then it is first again', async () => {
    const { name } = await ordered(await fresh(), scene.ids.claude)
    says(429, { 'retry-after': '30' })
    for (let call = 0; call < 40; call += 1) expect((await scene.ask(name)).status).toBe(200)
    expect(scene.one.received).toHaveLength(1)
    scene.reset()
    travel(31_000)
    expect((await scene.ask(name)).status).toBe(200)
    expect([scene.one.received.length, scene.claude.received.length]).toEqual([1, 0])
  })

  it('while the first, which keeps failing, is left alone; then it is first again', async () => {
    const { name } = await ordered(await fresh(), scene.ids.claude)
    // Failures count one after the other: whatever was before, this ends it.
    expect((await scene.ask(name)).status).toBe(200)
    scene.reset()
    says(500)
    const answers = []
    for (let call = 0; call < 20; call += 1) answers.push((await scene.ask(name)).status)
    // What may have been worked on is not sent twice.
    expect(answers).toEqual([...Array(5).fill(500), ...Array(15).fill(200)])
    expect(scene.one.received).toHaveLength(5)
    scene.reset()
    travel(6_000)
    expect((await scene.ask(name)).status).toBe(200)
    expect(scene.one.received).toHaveLength(1)
  })
})

it('never goes on once the caller has had a byte', async () => {
  const { id, name } = await ordered(scene.ids.one, scene.ids.claude)
  scene.one.behaviour.dieAfterChunks = 1
  const asked = scene.ask(name, { stream: true }).catch((error: unknown) => error)
  expect(await asked).toBeInstanceOf(Error)
  expect(scene.claude.received).toHaveLength(0)
  await eventually(async () => (await scene.ledger(id)).length === 1, scene.platform)
  expect(await scene.ledger(id)).toMatchObject([{ model: 'model-one', state: 'aborted' }])
})

it('tells the caller of the last target where all fail', async () => {
  const { name } = await ordered(await fresh(), scene.ids.claude)
  says(429)
  scene.claude.behaviour.answer = { status: 429, type: 'rate_limit_error', message: 'slow down' }
  const { status } = await scene.ask(name)
  expect(status).toBe(429)
})

it('gives a call that the first format cannot carry to the next', async () => {
  const { name } = await ordered(scene.ids.claude, scene.ids.one)
  // Whatever was over a limit before is not any more.
  travel(61_000)
  const { status } = await scene.ask(name, { n: 2 })
  expect(status).toBe(200)
  expect([scene.one.received.length, scene.claude.received.length]).toEqual([1, 0])
})

it('says that a call may come again which the second cannot carry while the first is over a limit', async () => {
  travel(61_000)
  const { name } = await ordered(await fresh(), scene.ids.claude)
  says(429)
  expect(await scene.ask(name, { n: 2 })).toMatchObject({
    status: 503,
    body: { error: { message: expect.stringMatching(/does not now, and the others cannot/) } },
  })
  scene.reset()
  travel(2_000)
  expect((await scene.ask(name, { n: 2 })).status).toBe(200)
})

it('tells what cannot be carried where no target can', async () => {
  const { name } = await ordered(scene.ids.claude)
  const { status, body } = await scene.ask(name, { n: 2 })
  expect([status, body.error.message]).toEqual([400, expect.stringContaining('n')])
})
