import { ConfigurationApi, DeploymentApi } from '@sap-ai-sdk/ai-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, openScene, type Scene } from './scene.ts'

/** `@sap-ai-sdk/ai-api` as it is published against the whole platform: real token, real gateway, real store, real upstream. */

const group = { 'AI-Resource-Group': 'default' }
let scene: Scene

beforeAll(async () => {
  scene = await openScene({ at: '2026-01-15T10:00:00Z' })
})
afterAll(() => scene[Symbol.asyncDispose]())

const configuration = (name: string, modelName: string, modelVersion?: string) => ({
  name,
  executableId: 'azure-openai',
  scenarioId: 'foundation-models',
  parameterBindings: [
    { key: 'modelName', value: modelName },
    ...(modelVersion === undefined ? [] : [{ key: 'modelVersion', value: modelVersion }]),
  ],
  inputArtifactBindings: [],
})
const get = (id: string) => DeploymentApi.deploymentGet(id, {}, group).execute()
const reaches = (id: string, status: string): Promise<void> =>
  eventually(async () => (await get(id)).status === status, scene.platform, 10_000)
const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (error: unknown) => error,
  )

describe('the whole life of a deployment', () => {
  let first = ''
  let second = ''
  let id = ''

  it('configures', async () => {
    const created = await ConfigurationApi.configurationCreate(configuration('first life', 'gpt-4.1'), group).execute()
    expect(created).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), message: 'Configuration created' })
    first = created.id
    second = (await ConfigurationApi.configurationCreate(configuration('second life', 'gpt-4.1-mini'), group).execute()).id
    const got = await ConfigurationApi.configurationGet(first, { $expand: 'scenario' }, group).execute()
    expect(got).toMatchObject({ id: first, ...configuration('first life', 'gpt-4.1'), scenario: { id: 'foundation-models' } })
    expect(Date.parse(got.createdAt)).not.toBeNaN()
  })

  it.each([
    { name: 'all', query: {}, count: 2 },
    { name: 'scenario', query: { scenarioId: 'foundation-models' }, count: 2 },
    { name: 'another scenario', query: { scenarioId: 'orchestration' }, count: 0 },
    { name: 'executables', query: { executableIds: ['azure-openai', 'openai'] }, count: 2 },
    { name: 'another executable', query: { executableIds: ['openai'] }, count: 0 },
    { name: 'search', query: { $search: 'second' }, count: 1 },
    { name: 'search, case matters', query: { $search: 'SECOND' }, count: 0 },
    { name: 'search, case ignored', query: { $search: 'SECOND', searchCaseInsensitive: true }, count: 1 },
  ])('lists and counts configurations by $name', async ({ query, count }) => {
    expect((await ConfigurationApi.configurationQuery(query, group).execute()).resources).toHaveLength(count)
    expect(await ConfigurationApi.configurationCount(query, group).execute()).toBe(count)
  })

  it('pages configurations', async () => {
    const page = async ($top: number, $skip: number) =>
      (await ConfigurationApi.configurationQuery({ $top, $skip }, group).execute()).resources.map((each) => each.id)
    expect([...(await page(1, 0)), ...(await page(1, 1))].sort()).toEqual([first, second].sort())
    expect(await page(5, 2)).toEqual([])
  })

  it('deploys: scheduled at once, running soon, its URL is where it answers', async () => {
    const created = await DeploymentApi.deploymentCreate({ configurationId: first, ttl: '2d' }, group).execute()
    expect(created).toMatchObject({ message: 'Deployment scheduled.', status: 'UNKNOWN', deploymentUrl: '', ttl: '2d' })
    id = created.id
    expect(id).toMatch(/^d[0-9a-f]{15}$/)
    await reaches(id, 'RUNNING')
    const running = await get(id)
    expect(running).toMatchObject({
      id,
      configurationId: first,
      configurationName: 'first life',
      scenarioId: 'foundation-models',
      executableId: 'azure-openai',
      deploymentUrl: `${scene.platform.url}/v2/inference/deployments/${id}`,
      targetStatus: 'RUNNING',
      lastOperation: 'CREATE',
      latestRunningConfigurationId: first,
      ttl: '2d',
      details: { resources: { backendDetails: { model: { name: 'gpt-4.1', version: 'latest' } } } },
    })
    expect(running.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(await askIt(running.deploymentUrl ?? '')).toBe(200)
  })

  it.each([
    { name: 'all', query: {}, found: true },
    { name: 'scenario', query: { scenarioId: 'foundation-models' }, found: true },
    { name: 'another scenario', query: { scenarioId: 'orchestration' }, found: false },
    { name: 'status', query: { status: 'RUNNING' as const }, found: true },
    { name: 'another status', query: { status: 'DEAD' as const }, found: false },
    { name: 'executables', query: { executableIds: ['openai', 'azure-openai'] }, found: true },
    { name: 'another executable', query: { executableIds: ['openai'] }, found: false },
    { name: 'configuration', query: () => ({ configurationId: first }), found: true },
    { name: 'another configuration', query: () => ({ configurationId: second }), found: false },
    {
      name: 'everything at once',
      query: { scenarioId: 'foundation-models', status: 'RUNNING' as const, executableIds: ['azure-openai'] },
      found: true,
    },
  ])('lists and counts deployments by $name', async ({ query, found }) => {
    const filter = typeof query === 'function' ? query() : query
    const { resources, count } = await DeploymentApi.deploymentQuery(filter, group).execute()
    expect(resources.map((each) => each.id)).toEqual(found ? [id] : [])
    expect(count).toBe(found ? 1 : 0)
    expect(await DeploymentApi.deploymentCount(filter, group).execute()).toBe(found ? 1 : 0)
  })

  it('pages deployments and selects their status alone', async () => {
    expect((await DeploymentApi.deploymentQuery({ $top: 1, $skip: 1 }, group).execute()).resources).toEqual([])
    const { resources } = await DeploymentApi.deploymentQuery({ $select: 'status' }, group).execute()
    expect(Object.keys(resources[0] ?? {}).sort()).toEqual(['configurationId', 'createdAt', 'id', 'modifiedAt', 'status'])
    expect(await DeploymentApi.deploymentGet(id, { $select: 'status' }, group).execute()).toMatchObject({ id, status: 'RUNNING' })
  })

  it('takes another configuration; id and URL stay', async () => {
    const before = (await get(id)).deploymentUrl
    const modified = await DeploymentApi.deploymentModify(id, { configurationId: second }, group).execute()
    expect(modified).toEqual({ id, message: 'Deployment modification scheduled' })
    await eventually(async () => (await get(id)).latestRunningConfigurationId === second, scene.platform)
    expect(await get(id)).toMatchObject({
      status: 'RUNNING',
      configurationId: second,
      lastOperation: 'UPDATE',
      deploymentUrl: before,
    })
    expect(await askIt(before ?? '')).toBe(200)
    expect(scene.upstream.received.at(-1)?.url).toContain('/deployments/gpt-4.1-mini/')
  })

  it('reads logs', async () => {
    const start = new Date(scene.platform.clock.now() - 60_000).toISOString().replace('Z', '+00:00')
    const logs = await DeploymentApi.kubesubmitV4DeploymentsGetLogs(id, { start, $top: 10, $order: 'desc' }).execute()
    expect(logs.data?.result).toBeInstanceOf(Array)
  })

  it('stops: calls are refused with what happened, the URL stays visible', async () => {
    await DeploymentApi.deploymentModify(id, { targetStatus: 'STOPPED' }, group).execute()
    await reaches(id, 'STOPPED')
    const { deploymentUrl = '', completionTime } = await get(id)
    expect(Date.parse(completionTime ?? '')).not.toBeNaN()
    await eventually(async () => (await askIt(deploymentUrl)) === 423, scene.platform)
  })

  it('refuses what its state does not allow, in the shape that the SDK keeps', async () => {
    const stopAgain = failure(DeploymentApi.deploymentModify(id, { targetStatus: 'STOPPED' }, group).execute())
    expect(await stopAgain).toMatchObject({
      cause: {
        response: {
          status: 412,
          data: { error: { code: '01010076', message: expect.stringContaining('Current status STOPPED cannot be changed') } },
        },
      },
    })
  })

  it('starts again, which SAP cannot, under the same address', async () => {
    const answer = await scene.platform.call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'RUNNING' })
    expect(answer.status).toBe(202)
    await reaches(id, 'RUNNING')
    const { deploymentUrl = '' } = await get(id)
    await eventually(async () => (await askIt(deploymentUrl)) === 200, scene.platform)
  })

  it('is not deleted while it runs; stops and goes in batches', async () => {
    expect(await failure(DeploymentApi.deploymentDelete(id, group).execute())).toMatchObject({
      cause: { response: { status: 412 } },
    })
    const missing = 'd0123456789abcde'
    const stopped = await DeploymentApi.deploymentBatchModify(batch([id, missing], 'STOPPED'), group).execute()
    expect(stopped.deployments).toEqual([
      { id, message: 'Deployment modification scheduled' },
      { id: missing, error: expect.objectContaining({ code: expect.any(String), message: expect.stringContaining(missing) }) },
    ])
    await reaches(id, 'STOPPED')
    const other = (await DeploymentApi.deploymentCreate({ configurationId: first }, group).execute()).id
    await reaches(other, 'RUNNING')
    await DeploymentApi.deploymentBatchModify(batch([other], 'STOPPED'), group).execute()
    await reaches(other, 'STOPPED')
    const deleted = await DeploymentApi.deploymentBatchModify(batch([other], 'DELETED'), group).execute()
    expect(deleted.deployments).toEqual([{ id: other, message: 'Deletion scheduled' }])
    await eventually(async () => (await DeploymentApi.deploymentCount({}, group).execute()) === 1, scene.platform)
  })

  it('is deleted, and gone', async () => {
    const deleted = await DeploymentApi.deploymentDelete(id, group).execute()
    expect(deleted).toEqual({ id, message: 'Deletion scheduled', targetStatus: 'DELETED' })
    await eventually(async () => (await DeploymentApi.deploymentCount({}, group).execute()) === 0, scene.platform)
    expect(await failure(get(id))).toMatchObject({
      message: 'Request failed with status code 404.',
      cause: { response: { data: { error: { code: expect.any(String), message: expect.stringContaining(id) } } } },
    })
    expect(await askIt(`${scene.platform.url}/v2/inference/deployments/${id}`)).toBe(404)
  })
})

/** The client's type is a Set, of which JSON makes {}; an array is what has to go over the wire. */
const batch = <Target extends 'STOPPED' | 'DELETED'>(ids: readonly string[], targetStatus: Target) => {
  const deployments = ids.map((id) => ({ id, targetStatus }))
  return { deployments: deployments as unknown as Set<(typeof deployments)[number]> }
}

const askIt = async (deploymentUrl: string): Promise<number> => {
  const body = { messages: [{ role: 'user', content: 'Hello' }] }
  const path = deploymentUrl.replace(scene.platform.url, '')
  return (await scene.platform.call('POST', `${path}/chat/completions`, body)).status
}
