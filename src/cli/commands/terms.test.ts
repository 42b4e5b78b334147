import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo, list, startAnswerer } from '../../../test/cli-harness.ts'

let server: Awaited<ReturnType<typeof startAnswerer>>
beforeEach(async () => {
  server = await startAnswerer()
  const shown = { ...demo, deploymentType: 'standard', capacity: 50, paused: true }
  server.on('GET /v2/lm/deployments', list(demo))
  server.on(`GET /v2/lm/deployments/${demo.id}`, { body: shown })
})
afterEach(() => server.stop())
const sent = (method: string) => server.seen.filter((each) => each.method === method).map(({ path, body }) => ({ path, body }))

describe('deploy', () => {
  beforeEach(() => server.on('POST /v2/lm/models/deploy', { status: 202, body: { id: demo.id } }))

  it('deploys a model on the terms that are asked for', async () => {
    const { code, stdout } = await server.lectern([
      ...['deploy', 'gpt-4o', '--name', 'chat', '--type', 'standard', '--capacity', '50', '--residency', 'data-zone'],
      ...['--model-version', '2024-11-20', '--connection', 'azure', '--executable', 'azure-openai', '--param', 'apiVersion=v1'],
      ...['--upgrade', 'NoAutoUpgrade', '--spillover', 'demo', '--tier', 'priority', '--ttl', '7d'],
    ])
    expect(code).toBe(0)
    expect(stdout).toContain('standard 50, paused')
    expect(sent('POST')).toEqual([
      {
        path: '/v2/lm/models/deploy',
        body: {
          model: 'gpt-4o',
          version: '2024-11-20',
          name: 'chat',
          executableId: 'azure-openai',
          connection: 'azure',
          parameters: [{ key: 'apiVersion', value: 'v1' }],
          ttl: '7d',
          deploymentType: 'standard',
          capacity: 50,
          residency: 'data-zone',
          upgradePolicy: 'NoAutoUpgrade',
          spilloverDeployment: demo.id,
          serviceTier: 'priority',
        },
      },
    ])
  })

  it('says no more than it was told, and refuses what is no number', async () => {
    await server.lectern(['deploy', 'gpt-4o'])
    expect(sent('POST')[0]?.body).toEqual({ model: 'gpt-4o' })
    expect(await server.lectern(['deploy', 'gpt-4o', '--capacity', 'much'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--capacity much: must be a whole number'),
    })
    expect(await server.lectern(['deploy', 'gpt-4o', '--type', 'cheap'])).toMatchObject({ code: 2 })
  })
})

describe('deployments', () => {
  it('get other terms', async () => {
    server.on(`PATCH /v2/lm/deployments/${demo.id}`, { status: 202, body: {} })
    await server.lectern(['deployments', 'terms', 'demo', '--capacity', '80', '--spillover', 'none', '--upgrade', 'none'])
    expect(sent('PATCH')[0]?.body).toEqual({ capacity: 80, spilloverDeployment: null, upgradePolicy: null })
    await server.lectern(['deployments', 'terms', 'demo'])
    expect(sent('PATCH').length).toBe(1)
  })

  it('get rules for what calls may say', async () => {
    server.on(`PATCH /v2/lm/deployments/${demo.id}`, { status: 202, body: {} })
    const rules = [
      'temperature=0..1:0.2',
      'max_tokens=..4096',
      'presence_penalty=-1.5..',
      'reasoning_effort=low,medium',
      'logit_bias=no',
      'store=:false',
    ]
    await server.lectern(['deployments', 'terms', 'demo', ...rules.flatMap((rule) => ['--rule', rule])])
    expect(sent('PATCH')[0]?.body).toEqual({
      parameterRules: {
        temperature: { minimum: 0, maximum: 1, default: 0.2 },
        max_tokens: { maximum: 4096 },
        presence_penalty: { minimum: -1.5 },
        reasoning_effort: { values: ['low', 'medium'] },
        logit_bias: { allowed: false },
        store: { default: false },
      },
    })
    await server.lectern(['deployments', 'terms', 'demo', '--rule', 'none'])
    expect(sent('PATCH')[1]?.body).toEqual({ parameterRules: null })
    for (const rule of ['temperature', 'temperature=', '=1', 'n=1...2', 'n=a..b'])
      expect(await server.lectern(['deployments', 'terms', 'demo', '--rule', rule])).toMatchObject({ code: 2 })
  })

  it('show the terms that hold, with rules as they are written', async () => {
    const parameterRules = {
      temperature: { minimum: 0, maximum: 1, default: 0.2 },
      max_tokens: { maximum: 4096 },
      reasoning_effort: { values: ['low', 'medium'] },
      logit_bias: { allowed: false },
      top_p: { default: 0.9 },
    }
    const shown = { ...demo, deploymentType: 'standard', capacity: 50, residency: 'data-zone', upgradePolicy: 'NoAutoUpgrade' }
    server.on(`GET /v2/lm/deployments/${demo.id}`, { body: { ...shown, parameterRules } })
    const { stdout } = await server.lectern(['deployments', 'terms', 'demo'])
    expect(stdout).toMatch(/^TYPE +standard 50$/m)
    expect(stdout).toMatch(/^RESIDENCY +data-zone$/m)
    expect(stdout).toMatch(/^UPGRADE +NoAutoUpgrade$/m)
    const rules = 'temperature=0..1:0.2 max_tokens=..4096 reasoning_effort=low,medium logit_bias=no top_p=:0.9'
    expect(stdout).toContain(rules)
  })

  it('are made on terms', async () => {
    server.on('POST /v2/lm/deployments', { status: 202, body: { id: demo.id } })
    await server.lectern(['deployments', 'create', '--configuration', 'c1', '--type', 'provisioned', '--capacity', '15'])
    expect(sent('POST')[0]?.body).toEqual({ configurationId: 'c1', deploymentType: 'provisioned', capacity: 15 })
  })

  it.each(['pause', 'resume'])('%s', async (verb) => {
    server.on(`POST /v2/lm/deployments/${demo.id}/${verb}`, { status: 202, body: {} })
    expect(await server.lectern(['deployments', verb, 'demo'])).toMatchObject({ code: 0 })
    expect(sent('POST').map(({ path }) => path)).toEqual([`/v2/lm/deployments/${demo.id}/${verb}`])
  })
})

it('capacity is calculated', async () => {
  server.on('POST /v2/lm/models/capacity', { body: { capacity: 45, raw: 42.004 } })
  const shape = ['--requests', '18', '--tokens-in', '1000', '--cached', '5', '--tokens-out', '300']
  const { stdout } = await server.lectern(['capacity', 'gpt-5', ...shape])
  expect(stdout).toMatch(/45\s[\s\S]*42\.00/)
  const workload = { requestsPerMinute: 18, inputTokens: 1_000, cachedTokens: 5, outputTokens: 300 }
  expect(sent('POST')[0]?.body).toEqual({ model: 'gpt-5', deploymentType: 'provisioned', workloads: [workload] })
  expect(await server.lectern(['capacity', 'gpt-5', '--requests', 'x', '--tokens-in', '1', '--tokens-out', '1'])).toMatchObject({
    code: 2,
  })
})

describe('offers and pools', () => {
  it('are listed', async () => {
    const capacity = { minimum: 15, maximum: 100_000, step: 5 }
    const deploymentTypes = [
      { deploymentType: 'serverless', capacity: null },
      { deploymentType: 'provisioned', capacity },
    ]
    const versions = [
      { name: '2024-05-13', isDefault: false, stage: 'retired' },
      { name: '2024-11-20', isDefault: true, stage: 'active' },
    ]
    const offer = {
      model: 'gpt-4o',
      source: 'catalog',
      executableId: 'azure-openai',
      connection: 'azure',
      versions,
      deploymentTypes,
    }
    server.on('GET /v2/lm/models/offers', list())
    expect((await server.lectern(['offers', 'gpt-4o'])).stderr).toContain('nothing here has gpt-4o')
    server.on('GET /v2/lm/models/offers', list(offer))
    const { stdout } = await server.lectern(['offers', 'gpt-4o'])
    expect(stdout).toContain('2024-05-13 (retired), 2024-11-20 (default)')
    expect(stdout).toContain('serverless, provisioned (from 15, in steps of 5)')
    expect((await server.lectern(['offers'])).stdout).toContain('gpt-4o')
    const pool = { resourceGroup: 'default', deploymentType: 'standard', residency: 'global', model: 'gpt-4o' }
    server.on('GET /v2/admin/pools', list({ ...pool, limit: 100, used: 40, remaining: 60 }))
    expect((await server.lectern(['pools', '--in-group', 'default'])).stdout).toMatch(
      /default +standard +global +gpt-4o +40 +100 +60/,
    )
  })

  it.each([
    [['standard', '500', '--model', 'gpt-4o', '--in-group', 'team'], { model: 'gpt-4o', resourceGroup: 'team', limit: 500 }],
    [['standard', 'none', '--residency', 'regional'], { model: null, resourceGroup: null, residency: 'regional', limit: null }],
    [['standard', 'default'], { model: null, resourceGroup: null }],
  ])('are limited: %j', async (line, body) => {
    server.on('PUT /v2/admin/pools', { body: { message: 'Limit set' } })
    expect(await server.lectern(['pools', 'set', ...line])).toMatchObject({ code: 0 })
    expect(sent('PUT')[0]?.body).toEqual({ deploymentType: 'standard', ...body })
  })
})
