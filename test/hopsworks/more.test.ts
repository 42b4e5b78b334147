import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, type Platform, startPlatform } from '../platform.ts'
import { pythonWith, systemPython } from '../python-environment.ts'
import { type ClientRelease, clients, runClient, type Told } from './client.ts'

let platform: Platform
beforeAll(async () => {
  platform = await startPlatform({ settings: { tls: 'self-signed', python: systemPython } })
}, 60_000)
afterAll(() => platform?.[Symbol.asyncDispose]())

describe.each(Object.keys(clients) as ClientRelease[])('hopsworks %s', (release) => {
  const suffix = release.startsWith('5') ? 'New' : 'Old'
  let told: Told
  beforeAll(async () => {
    told = await runClient(release, 'more.py', platform, { TRAINING_PYTHON: pythonWith() })
  }, 700_000)

  it('deploys a scikit-learn model with no more than its name', () => {
    expect(told.facts).toMatchObject({ iris: { predictions: [0, 2] }, server: 'PYTHON' })
  })

  it('puts a transformer before and after, with settings that come back', () => {
    expect(told.facts).toMatchObject({
      full: { predictions: [-30, -70] },
      instances: [1, 1],
      logger: ['ALL', true],
      batcher: [true, 8, 100],
      limits: [1, 512],
      transformer: `/Projects/default/Resources/${suffix}/transformer.py`,
    })
    expect(told.text).toContain(`predictor of full${suffix}`)
    expect(told.text).toContain('transformer got')
  })

  it('says why a deployment fails, and lets it be stopped', () => {
    expect(told.facts).toMatchObject({
      failed: expect.stringMatching(/^ModelServingException: Failed to run: .*KeyError.*weights.*get_logs/s),
      state: ['Failed', 'STARTED', false],
      after_stop: 'Stopped',
      classless: expect.stringMatching(/error code: 240009.*classless\.py has no class Predict/s),
      left: [],
    })
  })

  it('refuses what it has not', () => {
    expect(told.facts).toMatchObject({
      environment: expect.stringMatching(/error code: 240012.*there is no Python environment "no-such-pipeline"/s),
      grpc: expect.stringMatching(/error code: 240009/),
    })
  })

  it('shows SAP’s API the same deployment, and what that changes', async () => {
    expect(told.facts).toMatchObject({ shared: { predictions: [3] } })
    const { body } = await platform.call('GET', '/v2/lm/deployments')
    const found = body.resources.find((each: Json) => each.name === `shared${suffix}`)
    expect(found).toMatchObject({ status: 'RUNNING', scenarioId: 'model-serving' })
    await platform.call('PATCH', `/v2/lm/deployments/${found.id}`, { targetStatus: 'STOPPED' })
    await platform.until(found.id, 'STOPPED')

    const configuration = await platform.call('POST', '/v2/lm/configurations', {
      name: `foreign${suffix}`,
      scenarioId: 'model-serving',
      executableId: 'python',
      parameterBindings: [
        { key: 'model', value: `plain_${suffix}` },
        { key: 'artifactVersion', value: '1' },
      ],
    })
    const made = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
    await platform.until(made.body.id, 'RUNNING')
    const seen = await runClient(release, 'seen.py', platform, { DEPLOYMENT: `shared${suffix}`, FOREIGN: `foreign${suffix}` })
    expect(seen.facts).toMatchObject({
      status: 'Stopped',
      name: `shared${suffix}`,
      creator: 'administrator',
      foreign: [`foreign${suffix}`, `plain_${suffix}`, 'Running'],
      all: expect.arrayContaining([`foreign${suffix}`, `shared${suffix}`]),
      stopped: 'Stopped',
    })
    await platform.until(made.body.id, 'STOPPED')
  }, 120_000)
})
