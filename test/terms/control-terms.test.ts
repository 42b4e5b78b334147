import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LimitEntry } from '../../src/domain/limits.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

let control: ControlUnderTest
beforeEach(async () => {
  control = await openControl()
  await control.call('POST', '/v2/admin/connections', {
    name: 'azure',
    provider: 'azure-openai',
    baseUrl: 'https://acme.openai.azure.com',
    credential: { apiKey: 'k' },
  })
  // Shipped models retire, and these do not.
  for (const model of ['steady', 'steady-mini'])
    await control.call('PUT', `/v2/admin/catalog/azure-openai/${model}`, { versions })
  await control.store.modelFiles.put({ source: 'file:///m.gguf', sha256, bytes: 1, fileName: 'm.gguf', createdAt: 1 })
  mkdirSync(join(control.folder, 'models', 'blobs'), { recursive: true })
  writeFileSync(join(control.folder, 'models', 'blobs', sha256), 'x')
})
afterEach(() => control[Symbol.asyncDispose]())
const sha256 = 'a'.repeat(64)
const versions = [
  { name: '2026-01-01', latestFrom: '2026-01-01' },
  { name: '2026-06-01', latestFrom: '2026-06-01' },
]

const deploy = (body: object, headers: Record<string, string> = {}) =>
  control.call('POST', '/v2/lm/models/deploy', { model: 'steady', ...body }, headers)
const deployed = async (body: object): Promise<string> => {
  const answer = await deploy(body)
  expect([answer.status, answer.body.error]).toEqual([202, undefined])
  return answer.body.id
}
const local = { model: 'mine', executableId: 'llama-cpp', parameters: [{ key: 'modelFile', value: sha256 }] }
const read = async (id: string) => (await control.call('GET', `/v2/lm/deployments/${id}`)).body
const patch = (id: string, body: object) => control.call('PATCH', `/v2/lm/deployments/${id}`, body)
const pools = async () => (await control.call('GET', '/v2/admin/pools')).body.resources
const refused = (status: number, message: string, target: string) => ({
  status,
  body: { error: expect.objectContaining({ message: expect.stringContaining(message), target }) },
})
/** What a gateway would be told of a deployment's capacity. */
const capacityLimit = (id: string): LimitEntry | undefined => {
  const limits: LimitEntry[] = []
  control.publisher.open()
  control.publisher.connect('g', (message) => void (message.kind === 'limit' && limits.push(message.limit)))()
  return limits.find((each) => each.id === `capacity:${id}`)
}

describe('a model is deployed in one go', () => {
  it('by the only executable and connection that have it, on the terms that are asked for', async () => {
    const id = await deployed({ name: 'chat', deploymentType: 'standard', capacity: 50, residency: 'data-zone' })
    expect(await read(id)).toMatchObject({
      name: 'chat',
      executableId: 'azure-openai',
      deploymentType: 'standard',
      capacity: 50,
      residency: 'data-zone',
      details: { resources: { backendDetails: { model: { name: 'steady', version: 'latest' } } } },
    })
    expect(capacityLimit(id)).toMatchObject({ scope: { deploymentId: id }, requestsPerMinute: 300, tokensPerMinute: 50_000 })
    expect(await pools()).toEqual([
      {
        resourceGroup: 'default',
        deploymentType: 'standard',
        residency: 'data-zone',
        model: 'steady',
        limit: 10_000,
        used: 50,
        remaining: 9_950,
      },
    ])
  })

  it('at the version of today, where it is said when it is to be upgraded', async () => {
    const [today] = (await offers('steady'))[0].versions.filter((each: { isDefault: boolean }) => each.isDefault)
    const body = await read(await deployed({ upgradePolicy: 'OnceCurrentVersionExpired' }))
    expect(body).toMatchObject({ deploymentType: 'serverless', upgradePolicy: 'OnceCurrentVersionExpired' })
    expect(body.details.resources.backendDetails.model.version).toBe(today.name)
  })

  it('from files that an executable can serve, with as many instances as its capacity says', async () => {
    const body = await read(await deployed({ ...local, deploymentType: 'managed-compute', capacity: 3 }))
    expect(body).toMatchObject({ deploymentType: 'managed-compute', capacity: 3 })
    expect(body.scaling.predictor).toMatchObject({ minInstances: 3, maxInstances: 3 })
    const units = await read(await deployed({ ...local, deploymentType: 'provisioned', capacity: 2 }))
    expect(units.scaling.predictor).toMatchObject({ minInstances: 2, maxInstances: 2 })
    expect(await read(await deployed(local))).toMatchObject({ deploymentType: 'managed-compute' })
  })

  it('of the registry', async () => {
    await control.store.registry.versions.insert(
      {
        ...{
          resourceGroup: 'default',
          name: 'irises',
          version: 2,
          framework: 'ONNX',
          description: '',
          metrics: {},
          inputExample: null,
        },
        ...{ modelSchema: null, program: null, environment: null, extra: {}, creator: 'me', bytes: 0, fileCount: 0 },
        ...{ createdAt: 1, modifiedAt: 1 },
      },
      [],
    )
    expect(await offers('irises')).toMatchObject([
      { source: 'registry', executableId: 'onnx', connection: null, versions: [{ name: '2', isDefault: true }] },
    ])
    const inAnother = await control.call('GET', '/v2/lm/models/offers?model=irises', undefined, { 'ai-resource-group': 'team-a' })
    expect(inAnother.body.count).toBe(0)
  })

  it('or only tried: it says how it would be, refuses what would be refused, and makes nothing', async () => {
    const tried = { dryRun: true, deploymentType: 'standard', capacity: 50 }
    expect(await deploy(tried)).toMatchObject({
      status: 200,
      body: { executableId: 'azure-openai', connection: 'azure', version: null, ...{ deploymentType: 'standard', capacity: 50 } },
    })
    expect((await deploy({ dryRun: true })).body).toMatchObject({ deploymentType: 'serverless' })
    await deployed({ name: 'chat' })
    const kept = await control.call('GET', '/v2/lm/configurations')
    await control.call('PUT', '/v2/admin/pools', { deploymentType: 'standard', model: 'steady', limit: 40 })
    expect(await deploy(tried)).toMatchObject(refused(403, 'has 40 units', 'capacity'))
    expect(await deploy({ ...tried, capacity: 0 })).toMatchObject(refused(400, 'capacity must be more than 0', 'capacity'))
    expect(await deploy({ dryRun: true, connection: 'none' })).toMatchObject(refused(400, 'ask for one of these', 'model'))
    expect((await deploy({ dryRun: true, name: 'chat' })).status).toBe(409)
    expect((await control.call('GET', '/v2/lm/deployments')).body.count).toBe(1)
    expect((await control.call('GET', '/v2/lm/configurations')).body).toEqual(kept.body)
  })

  it('or nothing is left, where it is refused', async () => {
    await control.call('PUT', '/v2/admin/pools', { deploymentType: 'standard', model: 'steady', limit: 40 })
    expect(await deploy({ deploymentType: 'standard', capacity: 41 })).toMatchObject(
      refused(403, 'so that 40 are left', 'capacity'),
    )
    expect((await control.call('GET', '/v2/lm/configurations')).body.count).toBe(0)
    await deployed({ deploymentType: 'standard', capacity: 40 })
  })

  it.each([
    [{ model: 'gpt-99' }, 'there is no model "gpt-99" in the catalog', 'model'],
    [{ model: 'gemini-2.5-flash' }, 'is offered by gcp-vertexai, and this resource group has no connection', 'model'],
    [{ deploymentType: 'managed-compute' }, 'can be had from azure-openai by connection azure (standard, serverless', 'model'],
    [{ executableId: 'nobody' }, 'there is no executable "nobody"', 'executableId'],
    [{ connection: 'other' }, 'ask for one of these', 'model'],
    [{ deploymentType: 'serverless', capacity: 1 }, 'a serverless deployment has none', 'capacity'],
    [{ deploymentType: 'developer', ttl: '2d' }, 'a developer deployment lives for 24h at most', 'ttl'],
    [
      { parameters: [{ key: 'modelVersion', value: '1' }], version: '2026-01-01' },
      'follows from model, version and connection',
      'parameters.modelVersion',
    ],
    [{ ...local, capacity: 2, scaling: { predictor: { maxInstances: 4 } } }, 'send one of the two', 'scaling.predictor'],
  ])('and is refused in words: %j', async (body, message, target) => {
    expect(await deploy(body)).toMatchObject(refused(400, message, target))
  })

  it('and is asked which, where there are several', async () => {
    await control.call('POST', '/v2/admin/connections', {
      name: 'azure-2',
      provider: 'azure-openai',
      baseUrl: 'https://b.openai.azure.com',
      credential: { apiKey: 'k' },
    })
    expect(await deploy({})).toMatchObject(
      refused(
        400,
        'azure-openai by connection azure-2 (standard, serverless, provisioned, batch, developer): say which',
        'model',
      ),
    )
    await deployed({ connection: 'azure-2' })
  })

  const offers = async (model: string) => (await control.call('GET', `/v2/lm/models/offers?model=${model}`)).body.resources

  it('after one has looked at how it can be had', async () => {
    expect(await offers('steady')).toMatchObject([
      {
        executableId: 'azure-openai',
        connection: 'azure',
        deploymentTypes: [
          { deploymentType: 'standard', perUnit: { requestsPerMinute: 6, tokensPerMinute: 1_000 } },
          { deploymentType: 'serverless', capacity: null },
          {
            deploymentType: 'provisioned',
            capacity: { minimum: 1, step: 1, default: 1 },
            perUnit: null,
          },
          { deploymentType: 'batch' },
          { deploymentType: 'developer', capacity: null },
        ],
      },
    ])
  })

  it('for a day, to try it out', async () => {
    expect(await read(await deployed({ deploymentType: 'developer' }))).toMatchObject({ deploymentType: 'developer', ttl: '24h' })
  })
})

describe('terms are changed', () => {
  it('with the capacity, and nothing else', async () => {
    const id = await deployed({ deploymentType: 'standard', capacity: 50 })
    const { configurationId, version } = await read(id)
    expect((await patch(id, { capacity: 80 })).status).toBe(202)
    expect(await read(id)).toMatchObject({ capacity: 80, configurationId, lastOperation: 'UPDATE' })
    expect((await read(id)).version).toBe(version)
    expect(capacityLimit(id)).toMatchObject({ tokensPerMinute: 80_000 })
    expect((await pools())[0]).toMatchObject({ used: 80 })
  })

  it('at no cost where nothing changes, though the pool is full', async () => {
    await control.call('PUT', '/v2/admin/pools', { deploymentType: 'standard', limit: 50 })
    const id = await deployed({ deploymentType: 'standard', capacity: 50 })
    const before = await control.store.deployments.byId(id)
    expect((await patch(id, { deploymentType: 'standard', capacity: 50, residency: 'global' })).status).toBe(202)
    expect(await control.store.deployments.byId(id)).toEqual(before)
    expect(await patch(id, { capacity: 51 })).toMatchObject(refused(403, 'has 50 units, other deployments have 0', 'capacity'))
  })

  it('from one type to another', async () => {
    const id = await deployed({ deploymentType: 'standard', capacity: 50 })
    await patch(id, { deploymentType: 'provisioned' })
    expect(await read(id)).toMatchObject({ deploymentType: 'provisioned', capacity: 1 })
    expect(await pools()).toMatchObject([{ deploymentType: 'provisioned', model: null, used: 1 }])
    await control.limits.publish()
    expect(capacityLimit(id)).toBeUndefined()
  })

  it('of a deployment that was made without a word on them', async () => {
    const id = await deployed({})
    await control.store.deployments.want(id, 1, { ...mustHave(await control.store.deployments.byId(id)), terms: null }, 1)
    expect((await read(id)).deploymentType).toBeUndefined()
    await patch(id, { upgradePolicy: 'NoAutoUpgrade' })
    expect(await read(id)).toMatchObject({ deploymentType: 'serverless', upgradePolicy: 'NoAutoUpgrade' })
  })

  it('together with the instances that follow from capacity, and those in no other way', async () => {
    const id = await deployed({ ...local, deploymentType: 'managed-compute', capacity: 2 })
    expect(await patch(id, { scaling: { predictor: { maxInstances: 5 } } })).toMatchObject(
      refused(400, 'change capacity instead', 'scaling.predictor'),
    )
    await patch(id, { capacity: 1 })
    expect((await control.store.deployments.byId(id))?.scaling).toBeNull()
    await patch(id, { capacity: 4 })
    expect((await read(id)).scaling.predictor).toMatchObject({ minInstances: 4, maxInstances: 4 })
  })

  it('no more than a new configuration suits them', async () => {
    const id = await deployed({ deploymentType: 'standard', capacity: 50 })
    const configure = async (modelName: string) => {
      const parameterBindings = [
        { key: 'modelName', value: modelName },
        { key: 'connection', value: 'azure' },
      ]
      const draft = { name: 'c', scenarioId: 'foundation-models', executableId: 'azure-openai', parameterBindings }
      return (await control.call('POST', '/v2/lm/configurations', draft)).body.id
    }
    await control.saw(id, 'RUNNING')
    const configurationId = await configure('steady-mini')
    expect(await patch(id, { configurationId, rollout: { strategy: 'canary', percent: 5 } })).toMatchObject(
      refused(400, 'serves steady-mini, and the capacity of deployment', 'configurationId'),
    )
    // Its capacity goes along, from one pool to the other.
    expect((await patch(id, { configurationId })).status).toBe(202)
    expect(await pools()).toMatchObject([{ model: 'steady-mini', used: 50 }])
    await control.call('PUT', '/v2/admin/pools', { deploymentType: 'standard', model: 'steady', limit: 40 })
    await control.saw(id, 'RUNNING')
    expect(await patch(id, { configurationId: await configure('steady') })).toMatchObject(
      refused(403, 'so that 40 are left', 'capacity'),
    )
    expect(await read(id)).toMatchObject({ configurationId, capacity: 50 })
  })

  it('one thing at a time', async () => {
    const id = await deployed({})
    expect(await patch(id, { capacity: 5, targetStatus: 'STOPPED' })).toMatchObject(
      refused(400, 'capacity and targetStatus cannot be changed in one request', 'targetStatus'),
    )
    expect((await patch(id, { deploymentType: 'cheap' })).status).toBe(400)
  })

  it('and what was taken is given back by deletion', async () => {
    const id = await deployed({ deploymentType: 'standard', capacity: 50 })
    await control.saw(id, 'RUNNING')
    await patch(id, { targetStatus: 'STOPPED' })
    await control.saw(id, 'STOPPED')
    expect((await pools())[0]).toMatchObject({ used: 50 })
    expect((await control.call('DELETE', `/v2/lm/deployments/${id}`)).status).toBe(202)
    expect(await pools()).toEqual([])
    // Its limit goes with its last call, as it does.
    await control.store.deployments.remove(id, 3)
    await control.limits.publish()
    expect(capacityLimit(id)).toBeUndefined()
  })
})

describe('a deployment is paused and resumed', () => {
  it('as often as one likes', async () => {
    const id = await deployed({ deploymentType: 'standard', capacity: 50 })
    for (const [verb, paused] of [
      ['pause', true],
      ['pause', true],
      ['resume', undefined],
      ['resume', undefined],
    ] as const) {
      expect((await control.call('POST', `/v2/lm/deployments/${id}/${verb}`)).status).toBe(202)
      expect((await read(id)).paused).toBe(paused)
    }
    // Its capacity stays its own.
    expect((await pools())[0]).toMatchObject({ used: 50 })
    expect((await control.store.deployments.byId(id))?.generation).toBe(3)
  })

  it('by those who may', async () => {
    const id = await deployed({})
    const consumer = { authorization: `Bearer ${await control.keyFor('consumer')}` }
    expect((await control.call('POST', `/v2/lm/deployments/${id}/pause`, undefined, consumer)).status).toBe(403)
    const stranger = { authorization: `Bearer ${await control.keyFor('operator', ['team-a'])}`, 'ai-resource-group': 'team-a' }
    expect((await control.call('POST', `/v2/lm/deployments/${id}/pause`, undefined, stranger)).status).toBe(404)
  })
})

describe('spillover', () => {
  const standard = { deploymentType: 'standard', capacity: 1 }
  const spilling = (spilloverDeployment: string, more: object = {}) =>
    deploy({ deploymentType: 'provisioned', spilloverDeployment, ...more })

  it('goes to standard capacity of the same model', async () => {
    const target = await deployed(standard)
    const { status, body } = await spilling(target)
    expect([status, (await read(body.id)).spilloverDeployment]).toEqual([202, target])
    await patch(body.id, { spilloverDeployment: null })
    expect((await read(body.id)).spilloverDeployment).toBeUndefined()
  })

  it.each([
    ['nobody', async () => 'd00000000000ffff', 'there is no deployment d00000000000ffff'],
    ['another type', () => deployed({}), 'is serverless; one of type standard can take over'],
    ['another residency', () => deployed({ ...standard, residency: 'regional' }), 'is regional; it must be global'],
    [
      'another version',
      () => deployed({ ...standard, version: '2026-01-01' }),
      'serves steady 2026-01-01; it must serve steady 2026-06-01',
    ],
    ['another model', () => deployed({ ...standard, model: 'steady-mini' }), 'serves steady-mini'],
    ['a dearer tier', () => deployed({ ...standard, serviceTier: 'priority' }), 'has the service tier priority'],
  ])('goes not to %s', async (_, make, trouble) => {
    expect(await spilling(await make())).toMatchObject(refused(400, trouble, 'spilloverDeployment'))
  })

  it('goes in no circle', async () => {
    const first = await deployed(standard)
    const second = await deployed({ ...standard, spilloverDeployment: first })
    expect(await patch(first, { spilloverDeployment: second })).toMatchObject(
      refused(400, 'that would be a circle', 'spilloverDeployment'),
    )
    expect(await patch(first, { spilloverDeployment: first })).toMatchObject(
      refused(400, 'cannot take over for itself', 'spilloverDeployment'),
    )
  })
})

describe('capacity is calculated', () => {
  const calculate = async (body: object) => control.call('POST', '/v2/lm/models/capacity', body)
  const workload = (requestsPerMinute: number) => ({ requestsPerMinute, inputTokens: 1_000, outputTokens: 300 })

  it.each([
    ['gpt-5.6-sol', 'provisioned', 18, 45],
    ['gpt-5.6-sol', 'provisioned', 19, 45],
    ['gpt-5.6-sol', 'provisioned', 20, 50],
    // 1.3 thousand tokens a call; by requests it would be four.
    ['gpt-4o', 'standard', 20, 26],
    ['o3-mini', 'standard', 20, 20],
  ])('for %s, %s, %s calls a minute: %s units', async (model, deploymentType, requests, capacity) => {
    const { body } = await calculate({ model, deploymentType, workloads: [workload(requests)] })
    expect(body).toMatchObject({ capacity })
  })

  it('not where nobody knows', async () => {
    expect(await calculate({ model: 'mine', workloads: [workload(1)] })).toMatchObject(refused(400, 'is not known', 'model'))
    expect((await calculate({ model: 'gpt-5', workloads: [] })).status).toBe(400)
    expect((await calculate({ model: 'gpt-5', workloads: [{ requestsPerMinute: -1, inputTokens: 1 }] })).status).toBe(400)
  })
})

describe('limits of pools', () => {
  it('are for administrators of the installation to set', async () => {
    const teamAdmin = { authorization: `Bearer ${await control.keyFor('admin', ['team-a'])}` }
    const set = (body: object, headers?: Record<string, string>) => control.call('PUT', '/v2/admin/pools', body, headers)
    expect((await set({ deploymentType: 'standard', limit: 1 }, teamAdmin)).status).toBe(403)
    expect((await set({ deploymentType: 'standard', limit: 1, resourceGroup: 'team-a' }, teamAdmin)).status).toBe(403)
    expect((await set({ deploymentType: 'standard', limit: 1, resourceGroup: 'team-a' })).status).toBe(200)
    expect((await set({ deploymentType: 'standard', limit: 1, resourceGroup: 'nobody' })).status).toBe(404)
    expect(await set({ deploymentType: 'provisioned', model: 'steady', limit: 1 })).toMatchObject(
      refused(400, 'of one pool for all models', 'model'),
    )
    expect((await set({ deploymentType: 'serverless', limit: 1 })).status).toBe(400)
    expect((await set({ deploymentType: 'standard', limit: -1 })).status).toBe(400)
    await set({ deploymentType: 'provisioned', limit: null })
    const limits = async () => (await control.call('GET', '/v2/admin/pools/limits')).body.resources
    expect(await limits()).toEqual([
      { resourceGroup: null, deploymentType: 'provisioned', residency: 'global', model: null, limit: null },
      { resourceGroup: 'team-a', deploymentType: 'standard', residency: 'global', model: null, limit: 1 },
    ])
    await set({ deploymentType: 'provisioned' })
    expect((await limits()).length).toBe(1)
  })
})

function mustHave<T>(value: T | null): T {
  if (value === null) throw new Error('it is not there')
  return value
}
