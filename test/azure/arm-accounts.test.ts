import { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AzureScene, azureGroup, deployGpt5, drain, gpt5, must, openAzureScene, refusalOf, subscription } from './scene.ts'

let scene: AzureScene
let client: CognitiveServicesManagementClient
beforeAll(async () => {
  scene = await openAzureScene({ region: 'westeurope' })
  client = new CognitiveServicesManagementClient(scene.credential, subscription, { endpoint: scene.url })
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

describe('accounts', () => {
  it('are resource groups', async () => {
    expect(await client.accounts.get(azureGroup, 'default')).toMatchObject({
      name: 'default',
      kind: 'AIServices',
      location: 'westeurope',
      sku: { name: 'S0' },
      properties: { provisioningState: 'Succeeded', endpoint: `${scene.url}/` },
    })
    const account = { location: 'West Europe', kind: 'AIServices', sku: { name: 'S0' } }
    expect(await client.accounts.beginCreateAndWait(azureGroup, 'made-here', account)).toMatchObject({ name: 'made-here' })
    expect(await client.accounts.beginCreateAndWait(azureGroup, 'made-here', account)).toMatchObject({ name: 'made-here' })
    expect((await drain(client.accounts.list())).map(({ name }) => name)).toContain('made-here')
    const [first] = await drain(client.accounts.listByResourceGroup(azureGroup))
    expect(first?.id).toContain(`/resourceGroups/${azureGroup}/`)
    const groups = must(200, await scene.platform.call('GET', '/v2/admin/resourceGroups')).resources as {
      resourceGroupId: string
    }[]
    expect(groups.map(({ resourceGroupId }) => resourceGroupId)).toContain('made-here')
    const another = await refusalOf(client.accounts.beginCreateAndWait(azureGroup, 'made-here', { ...account, kind: 'OpenAI' }))
    expect(another).toMatchObject({ status: 400, message: expect.stringContaining('kind must be AIServices') })
    await client.accounts.beginDeleteAndWait(azureGroup, 'made-here')
    expect(await refusalOf(client.accounts.get(azureGroup, 'made-here'))).toMatchObject({ status: 404 })
  })

  it('are nowhere else, and have no settings of their own', async () => {
    const create = (account: object) => refusalOf(client.accounts.beginCreateAndWait(azureGroup, 'other', account))
    expect(await create({ location: 'eastus' })).toMatchObject({
      status: 400,
      message: expect.stringContaining('must be westeurope'),
    })
    expect(await create({ tags: { a: 'b' } })).toMatchObject({ status: 400, message: expect.stringContaining('no tags') })
    expect(await create({ properties: { publicNetworkAccess: 'Disabled' } })).toMatchObject({ status: 400 })
    expect(await refusalOf(client.accounts.beginCreateAndWait(azureGroup, 'a_b', {}))).toMatchObject({
      status: 400,
      code: 'AccountNameInvalid',
    })
  })

  it('have one SKU', async () => {
    expect((await client.accounts.listSkus(azureGroup, 'default')).value).toMatchObject([{ sku: { name: 'S0' } }])
    expect((await drain(client.resourceSkus.list()))[0]).toMatchObject({ name: 'S0', locations: ['westeurope'] })
    const asked = await client.checkSkuAvailability('westeurope', ['S0', 'F0'], 'OpenAI', 'Microsoft.CognitiveServices/accounts')
    expect(asked.value?.map(({ skuName, skuAvailable }) => [skuName, skuAvailable])).toEqual([
      ['S0', true],
      ['F0', false],
    ])
  })
})

it('lists models with versions, SKUs and the day they retire', async () => {
  const models = await drain(client.accounts.listModels(azureGroup, 'default'))
  const found = models.find(({ name, format }) => name === 'gpt-5' && format === 'OpenAI')
  expect(found).toMatchObject({ ...gpt5, isDefaultVersion: true, lifecycleStatus: 'GenerallyAvailable' })
  const skus = new Map(found?.skus?.map((each) => [each.name, each]))
  expect(skus.get('GlobalStandard')).toMatchObject({
    usageName: 'OpenAI.GlobalStandard.gpt-5',
    capacity: { minimum: 1, step: 1, default: 10 },
    rateLimits: [
      { key: 'request', count: 1 },
      { key: 'token', count: 1_000 },
    ],
  })
  expect(skus.get('GlobalProvisionedManaged')).toMatchObject({
    usageName: 'OpenAI.GlobalProvisionedManaged',
    capacity: { minimum: 15, step: 5 },
  })
  const retired = models.find(({ name, version }) => name === 'gpt-4' && version === 'turbo-2024-04-09')
  expect(retired).toMatchObject({
    lifecycleStatus: 'Deprecated',
    deprecation: { inference: '2025-09-01T00:00:00Z', deprecationStatus: 'Planned' },
  })
  const atLocation = await drain(client.models.list('westeurope'))
  expect(atLocation.map(({ model }) => model?.name)).toContain('gpt-5')
})

it('tells how much of each quota is used, and what is left', async () => {
  must(
    200,
    await scene.platform.call('PUT', '/v2/admin/pools', {
      deploymentType: 'standard',
      residency: 'regional',
      model: 'gpt-5',
      limit: 50,
    }),
  )
  const usage = async () =>
    (await client.accounts.listUsages(azureGroup, 'default')).value?.find(({ name }) => name?.value === 'OpenAI.Standard.gpt-5')
  expect(await usage()).toMatchObject({ currentValue: 0, limit: 50, unit: 'Count' })
  await deployGpt5(client, 'counted', { name: 'Standard', capacity: 20 })
  expect(await usage()).toMatchObject({
    currentValue: 20,
    limit: 50,
    name: { localizedValue: 'Tokens Per Minute (thousands) - gpt-5 - Standard' },
  })
  const left = async () =>
    (await drain(client.modelCapacities.list(gpt5.format, gpt5.name, gpt5.version))).find(({ name }) => name === 'Standard')
  expect(await left()).toMatchObject({ location: 'westeurope', properties: { skuName: 'Standard', availableCapacity: 30 } })
  const [there] = await drain(client.locationBasedModelCapacities.list('westeurope', gpt5.format, gpt5.name, gpt5.version))
  expect(there?.properties?.model).toMatchObject(gpt5)
  await deployGpt5(client, 'units', { name: 'GlobalProvisionedManaged', capacity: 15 })
  const all = await drain(client.usages.list('westeurope'))
  expect(all.find(({ name }) => name?.value === 'OpenAI.GlobalProvisionedManaged')).toMatchObject({ currentValue: 15 })
  await client.deployments.beginDeleteAndWait(azureGroup, 'default', 'counted')
  expect(await usage()).toMatchObject({ currentValue: 0 })
})

describe('calculates what a workload needs', () => {
  const needed = async (requestPerMinute: number, skuName: string, name = 'gpt-5.6-sol') =>
    (
      await client.calculateModelCapacity({
        model: { format: 'OpenAI', name, version: '1' },
        skuName,
        workloads: [{ requestPerMinute, requestParameters: { avgPromptTokens: 1_000, avgGeneratedTokens: 300 } }],
      })
    ).estimatedCapacity

  it.each([
    [18, 42, 45],
    [19, 44.333, 45],
    [20, 46.667, 50],
  ])('%i requests a minute: the published case', async (requests, value, deployableValue) => {
    const capacity = await needed(requests, 'GlobalProvisionedManaged')
    expect(capacity?.value).toBeCloseTo(value, 3)
    expect(capacity?.deployableValue).toBe(deployableValue)
  })

  it('by requests or tokens, whichever takes more, where tokens are paid', async () => {
    expect(await needed(10, 'GlobalStandard', 'gpt-5')).toEqual({ value: 13, deployableValue: 13 })
  })

  it('refuses what it does not know', async () => {
    expect(await refusalOf(needed(1, 'GlobalProvisionedManaged', 'gpt-5-nano'))).toMatchObject({ status: 400 })
    expect(await refusalOf(needed(1, 'GlobalServerless'))).toMatchObject({ status: 400 })
    expect(await refusalOf(needed(1, 'Premium'))).toMatchObject({ status: 400 })
  })
})
