import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Json } from '../platform.ts'
import { openUpgrades, type UpgradeScene } from './scene.ts'

/** A dry run of an upgrade: kept calls are made again to the next version, and nothing else changes. */
let scene: UpgradeScene
let id: string
beforeEach(async () => {
  scene = await openUpgrades()
  await scene.travel('2026-10-02T00:00:00Z')
  id = await scene.deploy('tried', { version: 'v1' })
}, 60_000)
afterEach(() => scene[Symbol.asyncDispose]())

const call = (method: string, path: string, body?: unknown) =>
  scene.platform.call(method, `/v2/lm/deployments/${id}${path}`, body)
const keepCalls = async (count: number): Promise<void> => {
  const path = `/v2/admin/deployments/${id}/inferenceLog`
  expect((await scene.platform.call('PUT', path, { mode: 'all', sink: { kind: 'store' } })).status).toBeLessThan(300)
  for (let attempt = 0; attempt < 400; attempt += 1) {
    await scene.ask('tried')
    const { body } = await scene.platform.call('GET', `/v2/observability/inferences?deploymentId=${id}`)
    if ((body.resources ?? body.inferences ?? []).length >= count) return
    await scene.platform.clock.sleep(25)
  }
  throw new Error('no calls are kept')
}
const ended = async (number: number): Promise<Json> => {
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    const { body } = await call('GET', `/dry-runs/${number}`)
    if (body.state !== 'running') return body
    await scene.platform.clock.sleep(25)
  }
  throw new Error('the dry run does not end')
}

describe('a dry run', () => {
  it('makes the last calls again, compares, charges them to the deployment, and leaves it as it was', async () => {
    await keepCalls(3)
    scene.upstream.received.length = 0
    const started = await call('POST', '/dry-run', { modelVersion: 'v2', calls: 3 })
    expect(started.status).toBe(202)
    expect(started.body).toMatchObject({ number: 1, state: 'running', modelVersion: 'v2', total: 3, done: 0 })
    // Others go on being answered by the version in use.
    expect((await scene.ask('tried')).status).toBe(200)

    const run = await ended(1)
    expect(run).toMatchObject({ state: 'completed', message: '', total: 3, done: 3, skipped: 0, statusChanged: 0 })
    const models = scene.upstream.received.map(({ json }) => json?.['model'])
    expect(models.filter((model) => model === 'talker-v2')).toHaveLength(3)
    expect(models.filter((model) => model === 'talker-v1')).toHaveLength(1)
    expect(run.before).toMatchObject({ succeeded: 3, unpriced: 0 })
    expect(run.after).toMatchObject({ succeeded: 3, unpriced: 0, inputTokens: run.before.inputTokens })
    // A token of the next version costs three times as much.
    const [before, after] = [run.before.costs[0], run.after.costs[0]]
    expect(Number(after.amount)).toBeCloseTo(3 * Number(before.amount), 9)
    expect(run.calls).toHaveLength(3)
    for (const each of run.calls) expect(each).toMatchObject({ path: '/chat/completions', after: { status: 200 } })

    const { body } = await scene.platform.call('GET', `/v2/analytics/ledger?deployment=${id}`)
    const dry = body.resources.filter(({ credential, apiKey }: Json) => String(credential ?? apiKey).startsWith('dryrun'))
    expect(dry).toHaveLength(3)
    const deployment = await scene.read(id)
    expect(deployment).toMatchObject({ status: 'RUNNING', modelVersion: 'v1' })
    // Nothing went wrong: it is not told as a rollback.
    expect(deployment.statusMessage ?? '').not.toMatch(/rolled back|dry run/)
    expect((await scene.read(id, '/versions')).resources[0]).toMatchObject({ note: 'dry run 1', state: 'ROLLED_BACK' })

    // One call switches, another one goes back.
    expect((await call('PATCH', '', { configurationId: run.configurationId })).status).toBe(202)
    await scene.platform.control.sweep()
    expect((await scene.read(id)).modelVersion).toBe('v2')
    expect((await call('POST', '/rollback')).status).toBe(202)
    await scene.platform.control.sweep()
    expect((await scene.read(id)).modelVersion).toBe('v1')
  })

  it('tells of calls that the next version refuses', async () => {
    await keepCalls(2)
    scene.upstream.behaviour.answer = {
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: '{"error":{"message":"no","type":"invalid_request_error"}}',
    }
    await call('POST', '/dry-run', { modelVersion: 'v2', calls: 2 })
    expect(await ended(1)).toMatchObject({
      state: 'completed',
      statusChanged: 2,
      before: { succeeded: 2 },
      after: { succeeded: 0 },
    })
    expect((await scene.platform.call('GET', `/v2/lm/deployments/${id}/dry-runs`)).body).toMatchObject({
      count: 1,
      resources: [{ number: 1, statusChanged: 2 }],
    })
  })

  it('ends when somebody takes it back, and is refused beside another one and while the deployment is paused', async () => {
    await keepCalls(2)
    // Long enough for all that follows, on any machine.
    scene.upstream.behaviour.firstByteMs = 4_000
    await call('POST', '/dry-run', { modelVersion: 'v2' })
    expect((await call('POST', '/dry-run', { modelVersion: 'v2' })).status).toBe(412)
    expect((await call('POST', '/rollback', { note: 'enough' })).status).toBe(202)
    expect(await ended(1)).toMatchObject({ state: 'failed', message: 'enough' })
    expect((await call('POST', '/pause')).status).toBe(202)
    expect((await call('POST', '/dry-run', { modelVersion: 'v2' })).status).toBe(412)
  })

  it.each([
    ['nothing that was kept', 412, { modelVersion: 'v2' }],
    ['too many calls', 400, { modelVersion: 'v2', calls: 201 }],
    ['an unknown field', 400, { modelVersion: 'v2', dry: true }],
  ])('is refused for %s', async (_, status, body) => {
    expect((await call('POST', '/dry-run', body)).status).toBe(status)
  })

  it('is refused without a version, for one that is not there, and for the one in use', async () => {
    await keepCalls(1)
    expect((await call('POST', '/dry-run', {})).status).toBe(400)
    const unknown = await call('POST', '/dry-run', { modelVersion: 'v9' })
    expect(unknown.status).toBe(400)
    expect(unknown.body.error.message).toContain('v1, v2')
    const { configurationId } = await scene.read(id)
    expect((await call('POST', '/dry-run', { configurationId })).status).toBe(400)
    expect((await call('GET', '/dry-runs/1')).status).toBe(404)
  })
})
