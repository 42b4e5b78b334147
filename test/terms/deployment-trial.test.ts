import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

let control: ControlUnderTest
beforeEach(async () => {
  control = await openControl()
  for (const name of ['azure', 'azure-two'])
    await control.call('POST', '/v2/admin/connections', {
      name,
      provider: 'azure-openai',
      baseUrl: 'https://acme.openai.azure.com',
      credential: { apiKey: 'k' },
    })
  await control.call('PUT', '/v2/admin/catalog/azure-openai/steady', {
    versions: [{ name: '2026-01-01', latestFrom: '2026-01-01' }],
  })
})
afterEach(() => control[Symbol.asyncDispose]())

const configuration = (parameters: Record<string, string> = {}, executableId = 'azure-openai') => ({
  name: 'c',
  executableId,
  scenarioId: executableId === 'python' ? 'model-serving' : 'foundation-models',
  parameterBindings: Object.entries({ modelName: 'steady', connection: 'azure', ...parameters }).map(([key, value]) => ({
    key,
    value,
  })),
})
const ask = (body: object, headers: Record<string, string> = {}) =>
  control.call('POST', '/v2/lm/deployments', { dryRun: true, ...body }, headers)

describe('a deployment that is only tried', () => {
  it('says what it would be, and is written nowhere, not in the audit trail either', async () => {
    expect(await ask({ name: 'chat', configuration: configuration(), deploymentType: 'standard', capacity: 50 })).toMatchObject({
      status: 200,
      body: {
        executableId: 'azure-openai',
        model: { name: 'steady', version: 'latest' },
        modelVersion: '2026-01-01',
        deploymentType: 'standard',
        capacity: 50,
        instances: {},
        waiting: false,
      },
    })
    for (const path of ['/v2/lm/deployments', '/v2/lm/configurations'])
      expect((await control.call('GET', path)).body.count).toBe(0)
    const { body } = await control.call('GET', '/v2/admin/audit')
    expect(body.resources.map(({ call }: { call: string }) => call)).not.toContain('POST /v2/lm/deployments')
  })

  it('is refused as the deployment would be, with the field', async () => {
    const target = async (body: object) => {
      const { status, body: answer } = await ask(body)
      return [status, answer.error?.target]
    }
    expect(await target({ configuration: configuration({ connection: 'none' }) })).toEqual([400, 'parameterBindings.connection'])
    expect(await target({ configuration: configuration(), ttl: 'soon' })).toEqual([400, 'ttl'])
    expect(await target({ configuration: configuration(), capacity: 0 })).toEqual([400, 'capacity'])
    expect(await target({ configurationId: '6f9619ff-8b86-4011-b42d-00c04fc964ff' })).toEqual([400, 'dryRun'])
    await control.call('POST', '/v2/lm/deployments', { name: 'chat', configuration: configuration() })
    expect((await ask({ name: 'chat', configuration: configuration() })).status).toBe(409)
  })

  it('asks for the same role', async () => {
    const made = await control.call('POST', '/v2/admin/apiKeys', { name: 'v', role: 'viewer', resourceGroups: '*' })
    expect((await ask({ configuration: configuration() }, { authorization: `Bearer ${made.body.key}` })).status).toBe(403)
  })
})

it('without a model all offers of the group are listed', async () => {
  const { body } = await control.call('GET', '/v2/lm/models/offers')
  const steady = body.resources.filter(({ model }: { model: string }) => model === 'steady')
  expect(steady.map(({ connection }: { connection: string }) => connection)).toEqual(['azure', 'azure-two'])
  expect(body.count).toBeGreaterThan(10)
})
