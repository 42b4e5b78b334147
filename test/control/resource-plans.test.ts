import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

let control: ControlUnderTest
beforeEach(async () => {
  control = await openControl()
})
afterEach(() => control[Symbol.asyncDispose]())

const mine = { cores: 0.5, memoryMb: 256 }
const inGroup = (group: string) => ({ 'ai-resource-group': group })

async function configure(bindings: Record<string, string>, group = 'default'): Promise<string> {
  const { status, body } = await control.call(
    'POST',
    '/v2/lm/configurations',
    {
      name: 'c',
      scenarioId: 'foundation-models',
      executableId: 'llama-cpp',
      parameterBindings: Object.entries({ modelFile: sha256, ...bindings }).map(([key, value]) => ({ key, value })),
    },
    inGroup(group),
  )
  expect([status, body.message]).toEqual([201, expect.anything()])
  return body.id
}
const deploy = async (bindings: Record<string, string>, group = 'default', more: object = {}) => {
  const configurationId = await configure(bindings, group)
  return control.call('POST', '/v2/lm/deployments', { configurationId, ...more }, inGroup(group))
}

const sha256 = 'a'.repeat(64)
beforeEach(async () => {
  await control.store.modelFiles.put({ source: 'file:///m.gguf', sha256, bytes: 1, fileName: 'm.gguf', createdAt: 1 })
  mkdirSync(join(control.folder, 'models', 'blobs'), { recursive: true })
  writeFileSync(join(control.folder, 'models', 'blobs', sha256), 'x')
})

describe('resource plans', () => {
  const names = async () =>
    (await control.call('GET', '/v2/lm/resourcePlans')).body.resources.map((each: { name: string }) => each.name)

  it('are those of SAP AI Core to begin with, and administrators’ own', async () => {
    expect(await names()).toEqual(['basic', 'basic.8x', 'infer.l', 'infer.m', 'infer.s', 'starter', 'train.l'])
    const put = await control.call('PUT', '/v2/admin/resourcePlans/mine', mine)
    expect([put.status, put.body]).toEqual([200, { name: 'mine', description: '', cores: 0.5, memoryMb: 256, gpus: 0 }])
    await control.call('PUT', '/v2/admin/resourcePlans/starter', { ...mine, description: 'less' })
    const removed = await control.call('DELETE', '/v2/admin/resourcePlans/basic.8x')
    expect([removed.status, removed.body.name]).toEqual([200, 'basic.8x'])
    expect(await names()).toEqual(['basic', 'infer.l', 'infer.m', 'infer.s', 'mine', 'starter', 'train.l'])
    expect((await control.call('DELETE', '/v2/admin/resourcePlans/basic.8x')).status).toBe(404)
    const { instanceTypes } = (await control.call('GET', '/v2/admin/resources/instanceTypes')).body
    expect(instanceTypes.starter).toEqual({ memory: '256Mi', cpu: 0.5, gpu: 0, billableUnitsPerHour: 0 })
    expect(control.audited.map(({ event }) => event)).toEqual([
      'resource plan changed',
      'resource plan changed',
      'resource plan removed',
    ])
  })

  it.each([
    ['mine', { cores: 0, memoryMb: 256 }, 'cores'],
    ['mine', { cores: 1.00001, memoryMb: 256 }, 'cores'],
    ['mine', { cores: 1, memoryMb: 1.5 }, 'memoryMb'],
    ['mine', { cores: 1 }, 'memoryMb'],
    ['mine', { ...mine, gpus: -1 }, 'gpus'],
    ['mine', { ...mine, disk: 1 }, 'disk'],
    ['Mine!', mine, 'planName'],
  ])('are refused where they make no sense: %s %o', async (name, body, field) => {
    const answer = await control.call('PUT', `/v2/admin/resourcePlans/${encodeURIComponent(name)}`, body)
    expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining(field)])
  })

  it('are named by configurations, and shown with deployments; an unknown one is refused with those there are', async () => {
    const unknown = await deploy({ resourcePlan: 'huge' })
    expect([unknown.status, unknown.body.error.message]).toEqual([
      400,
      expect.stringContaining('there is no resource plan "huge"; plans are basic, basic.8x, infer.l'),
    ])
    const { body } = await deploy({ resourcePlan: 'infer.s' })
    const shown = (await control.call('GET', `/v2/lm/deployments/${body.id}`)).body
    expect(shown.details.resources.backend_details).toMatchObject({ predictor: { resourcePlan: 'infer.s' } })
  })

  it('that could never run here are refused when they are deployed', async () => {
    await control.call('PUT', '/v2/admin/resourcePlans/mine', { cores: 65, memoryMb: 256, gpus: 3 })
    const plan = await deploy({ resourcePlan: 'mine' })
    expect([plan.status, plan.body.error.message]).toEqual([
      400,
      'needs 65 cores; this machine has 64; needs 3 GPUs; this machine has 2, as the resource plan mine says',
    ])
    const numbers = await deploy({ memoryMb: '300000' })
    expect(numbers.body.error.message).toBe('needs 300000 MB of memory; this machine has 262144')
  })

  it('kick what runs under them when they change, and stay while it does', async () => {
    await control.call('PUT', '/v2/admin/resourcePlans/mine', mine)
    const { id } = (await deploy({ resourcePlan: 'mine' })).body
    control.kicked.length = 0
    await control.call('PUT', '/v2/admin/resourcePlans/mine', { ...mine, memoryMb: 512 })
    expect(control.kicked).toEqual([id])
    const refused = await control.call('DELETE', '/v2/admin/resourcePlans/mine')
    expect([refused.status, refused.body.error.message]).toEqual([
      409,
      `resource plan mine is in use by deployments ${id}; stop them, or give them other configurations`,
    ])
  })

  it('are for everybody to see and for administrators of the installation to change', async () => {
    const as = async (role: 'viewer' | 'operator' | 'admin', groups?: string[]) => ({
      authorization: `Bearer ${await control.keyFor(role, groups)}`,
    })
    expect((await control.call('GET', '/v2/lm/resourcePlans', undefined, await as('viewer', ['team-a']))).status).toBe(200)
    expect((await control.call('PUT', '/v2/admin/resourcePlans/mine', mine, await as('operator'))).status).toBe(403)
    expect((await control.call('PUT', '/v2/admin/resourcePlans/mine', mine, await as('admin', ['team-a']))).status).toBe(403)
  })
})

describe('quotas of resource plans', () => {
  const limit = (maxInstances: number | null, resourceGroup: string | null = null) =>
    control.call('PUT', '/v2/admin/resourcePlanQuotas/starter', { maxInstances, resourceGroup })
  const starter = (group = 'default', more: object = {}) => deploy({ resourcePlan: 'starter' }, group, more)

  it('refuse what would be too many, with what is used and allowed', async () => {
    await limit(2, 'team-a')
    expect((await starter('team-a')).status).toBe(202)
    const second = await starter('team-a', { scaling: { predictor: { minInstances: 1, maxInstances: 2 } } })
    expect([second.status, second.body.error.message]).toEqual([
      403,
      'resource group team-a may have 2 instances of the resource plan starter; other deployments have 1, and this one wants 2: stop one, scale one down, or have an administrator raise the quota',
    ])
    expect((await starter('team-a')).status).toBe(202)
    expect((await starter('team-a')).status).toBe(403)
    expect((await starter('team-b')).status).toBe(202)
    expect((await deploy({}, 'team-a')).status).toBe(202)
  })

  it('count what runs: a stopped deployment leaves its place, and may be refused one later', async () => {
    await limit(1)
    const { id } = (await starter()).body
    await control.saw(id, 'RUNNING')
    await control.call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' })
    await control.saw(id, 'STOPPED')
    expect((await starter('team-a')).status).toBe(202)
    const again = await control.call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'RUNNING' })
    expect([again.status, again.body.error.message]).toEqual([
      403,
      expect.stringMatching(/^this installation may have 1 instances .* other deployments have 1, and this one wants 1/),
    ])
    expect((await control.store.deployments.byId(id))?.targetStatus).toBe('STOPPED')
  })

  it('that were lowered beneath what runs let it go on, and be stopped', async () => {
    const { id } = (await starter()).body
    await control.saw(id, 'RUNNING')
    await limit(0)
    expect((await control.call('GET', `/v2/lm/deployments/${id}`)).body.status).toBe('RUNNING')
    expect((await control.call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' })).status).toBe(202)
  })

  it('hold for more instances and for other configurations of what runs already', async () => {
    await limit(1)
    const { id } = (await starter()).body
    await control.saw(id, 'RUNNING')
    const more = await control.call('PATCH', `/v2/lm/deployments/${id}`, { scaling: { predictor: { maxInstances: 2 } } })
    expect(more.status).toBe(403)
    const other = (await deploy({ resourcePlan: 'basic' })).body.id
    await control.saw(other, 'RUNNING')
    const configurationId = await configure({ resourcePlan: 'starter' })
    expect((await control.call('PATCH', `/v2/lm/deployments/${other}`, { configurationId })).status).toBe(403)
    expect((await control.call('PATCH', `/v2/lm/deployments/${id}`, { configurationId })).status).toBe(202)
  })

  it('are listed with what is used, also in the words of SAP AI Core, and taken away', async () => {
    await limit(5)
    await limit(3, 'team-a')
    const { id } = (await starter('team-a')).body
    const of = (resourceGroup: string | null, maxInstances: number) => ({
      resourcePlan: 'starter',
      resourceGroup,
      maxInstances,
      usedInstances: 1,
    })
    const listed = (await control.call('GET', '/v2/admin/resourcePlanQuotas')).body.resources
    expect(listed).toHaveLength(2)
    expect(listed).toEqual(expect.arrayContaining([of(null, 5), of('team-a', 3)]))
    const teamB = { authorization: `Bearer ${await control.keyFor('viewer', ['team-b'])}` }
    expect((await control.call('GET', '/v2/admin/resourcePlanQuotas', undefined, teamB)).body.resources).toEqual([of(null, 5)])
    expect((await control.call('GET', '/v2/admin/resourceQuota/deployments')).body).toMatchObject({
      usage: { count: 1, items: [{ id, resourcePlanType: 'starter', configuredMaxReplicas: 1 }] },
      quotas: [{ deploymentQuota: { maxCount: 10_000 } }, { resourcePlanType: 'starter', deploymentQuota: { maxCount: 5 } }],
    })
    expect((await limit(null)).body).toBeNull()
    expect((await control.call('GET', '/v2/admin/resourcePlanQuotas')).body.resources).toEqual([of('team-a', 3)])
  })

  it.each([
    ['starter', { maxInstances: -1 }, 400],
    ['starter', { maxInstances: 1, resourceGroup: 'team-x' }, 404],
    ['huge', { maxInstances: 1 }, 404],
  ])('are refused where they make no sense: %s %o', async (plan, body, status) => {
    expect((await control.call('PUT', `/v2/admin/resourcePlanQuotas/${plan}`, body)).status).toBe(status)
  })
})

it('tells what is free of the machine', async () => {
  const given = { cores: 1.5, memoryMb: 1024, gpus: 1 }
  await control.engine.start({
    id: 'i1',
    deploymentId: 'd000000000000001',
    revision: 'r',
    placement: {
      ...{ kind: 'launch', command: [], env: {}, readyPath: '/', startTimeoutMs: 1, basePath: '', model: null, concurrency: 1 },
      resources: { requests: given, limits: given, plan: null },
    },
  })
  expect((await control.call('GET', '/v2/lm/resources')).body).toEqual({
    cores: { total: 64, free: 62.5 },
    memoryMb: { total: 262_144, free: 261_120 },
    gpus: { total: 2, free: 1 },
    limitedBy: null,
  })
})
