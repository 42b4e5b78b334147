import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

let control: ControlUnderTest
beforeAll(async () => {
  control = await openControl()
})
afterAll(() => control[Symbol.asyncDispose]())

it('lists the scenario of the source page, with the label that clients look for', async () => {
  const { body } = await control.call('GET', '/v2/lm/scenarios')
  expect(body.count).toBe(body.resources.length)
  const found = body.resources.find(({ id }: { id: string }) => id === 'foundation-models')
  expect(found).toMatchObject({
    name: 'foundation-models',
    createdAt: '2026-11-20T12:00:00+00:00',
    labels: [{ key: 'scenarios.ai.sap.com/llm', value: 'true' }],
  })
  expect((await control.call('GET', '/v2/lm/scenarios/foundation-models')).body).toEqual(found)
  const { status, body: none } = await control.call('GET', '/v2/lm/scenarios/nothing')
  expect([status, none.error.message]).toEqual([404, 'Scenario nothing not found; known are foundation-models, model-serving'])
})

it('describes every executable with its parameters', async () => {
  const { body } = await control.call('GET', '/v2/lm/scenarios/foundation-models/executables')
  const azure = body.resources.find(({ id }: { id: string }) => id === 'azure-openai')
  expect(azure).toMatchObject({ deployable: true, scenarioId: 'foundation-models', outputArtifacts: [] })
  expect(azure.parameters).toContainEqual({
    name: 'modelVersion',
    description: expect.stringContaining('latest'),
    default: 'latest',
    type: 'string',
  })
  for (const { parameters } of body.resources) {
    for (const { description, type } of parameters) expect([description.length > 5, type]).toEqual([true, 'string'])
  }
  const llama = await control.call('GET', '/v2/lm/scenarios/foundation-models/executables/llama-cpp')
  expect(llama.body.inputArtifacts).toContainEqual({ name: 'model', kind: 'model', description: expect.any(String), labels: [] })
  expect((await control.call('GET', '/v2/lm/scenarios/foundation-models/executables?versionId=9.9.9')).body.count).toBe(0)
  expect((await control.call('GET', '/v2/lm/scenarios/foundation-models/executables/nothing')).status).toBe(404)
})

it('lists versions and models', async () => {
  const { body: versions } = await control.call('GET', '/v2/lm/scenarios/foundation-models/versions')
  expect(versions.resources[0]).toMatchObject({ id: '0.1.0', scenarioId: 'foundation-models' })
  expect((await control.call('GET', '/v2/lm/scenarios/foundation-models/versions?labelSelector=a=b')).body.count).toBe(0)
  expect((await control.call('GET', '/v2/lm/scenarios/foundation-models/versions?labelSelector=a!=b')).body.count).toBe(1)
  const { body: models } = await control.call('GET', '/v2/lm/scenarios/foundation-models/models')
  const gpt = models.resources.find(({ model }: { model: string }) => model === 'gpt-4o')
  expect(gpt).toMatchObject({
    executableId: 'azure-openai',
    accessType: 'Remote',
    allowedScenarios: [{ scenarioId: 'foundation-models', executableId: 'azure-openai' }],
  })
  expect(gpt.versions.filter(({ isLatest }: { isLatest: boolean }) => isLatest)).toHaveLength(1)
})

describe('what this runtime does not do', () => {
  it('says so in its capabilities', async () => {
    const { body } = await control.call('GET', '/v2/lm/meta')
    expect(body).toMatchObject({
      runtimeIdentifier: 'lectern',
      aiApi: {
        capabilities: {
          userExecutions: false,
          executionSchedules: false,
          timeToLiveDeployments: true,
          bulkUpdates: { executions: false, deployments: true },
          logs: { deployments: true },
        },
        limits: { timeToLiveDeployments: { minimum: '10m', maximum: '-1' } },
      },
    })
  })

  it.each([
    ['GET', '/v2/lm/executions?status=RUNNING', 200, ''],
    ['GET', '/v2/lm/executionSchedules', 200, ''],
    ['GET', '/v2/lm/metrics?executionIds=e0123456789abcde', 200, ''],
    ['GET', "/v2/lm/metrics?$filter=executionId eq 'e0123456789abcde'", 200, ''],
    ['GET', '/v2/lm/metrics', 400, 'executionIds or $filter is required'],
    ['POST', '/v2/lm/executions', 400, 'this runtime has no executions'],
    ['POST', '/v2/lm/executionSchedules', 400, 'this runtime has no execution schedules'],
    ['PATCH', '/v2/lm/executions', 400, 'no bulk changes'],
    ['PATCH', '/v2/lm/metrics', 400, 'metrics belong to executions'],
    ['GET', '/v2/lm/executions/e0123456789abcde', 404, 'there is no execution e0123456789abcde'],
    ['GET', '/v2/lm/executions/e0123456789abcde/logs', 404, 'there is no execution'],
    ['PATCH', '/v2/lm/executionSchedules/some-id', 404, 'there is no execution schedule some-id'],
    ['DELETE', '/v2/lm/metrics?executionId=e0123456789abcde', 404, 'there are no metrics'],
    ['GET', '/v2/lm/dataset/files/default%2Fa%2Fb.csv', 404, 'there is no file default/a/b.csv'],
    ['DELETE', '/v2/lm/dataset/files/default/a/b.csv', 404, 'there is no file default/a/b.csv'],
    ['PUT', '/v2/lm/dataset/files/default/a/b.csv', 400, 'keeps no dataset files'],
  ] as const)('%s %s → %d', async (method, url, status, message) => {
    const answer = await control.call(method, url)
    expect(answer.status).toBe(status)
    if (status === 200) expect(answer.body).toEqual({ count: 0, resources: [] })
    else expect(answer.body.error.message).toContain(message)
  })

  it.each(['executions', 'executionSchedules'])('counts no %s', async (kind) => {
    expect((await control.call('GET', `/v2/lm/${kind}/$count`)).body).toBe(0)
    expect((await control.call('GET', `/v2/lm/${kind}/%24count`)).body).toBe(0)
  })
})
