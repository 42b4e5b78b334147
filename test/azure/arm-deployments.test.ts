import { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AzureScene, azureGroup, deployGpt5, drain, gpt5, must, openAzureScene, refusalOf, subscription } from './scene.ts'

/** `@azure/arm-cognitiveservices`, unmodified, over self-signed TLS. */
let scene: AzureScene
let client: CognitiveServicesManagementClient
beforeAll(async () => {
  scene = await openAzureScene()
  client = new CognitiveServicesManagementClient(scene.credential, subscription, { endpoint: scene.url })
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

const at = '/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/default/deployments'

it('deploys a model by one call, with a SKU, and shows what it became', async () => {
  const made = await client.deployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'chat', {
    sku: { name: 'GlobalStandard', capacity: 20 },
    tags: { team: 'search' },
    properties: { model: gpt5, versionUpgradeOption: 'NoAutoUpgrade', raiPolicyName: 'Microsoft.DefaultV2' },
  })
  expect(made).toMatchObject({
    id: `/subscriptions/${subscription}/resourceGroups/${azureGroup}/providers/Microsoft.CognitiveServices/accounts/default/deployments/chat`,
    name: 'chat',
    type: 'Microsoft.CognitiveServices/accounts/deployments',
    sku: { name: 'GlobalStandard', capacity: 20 },
    tags: { team: 'search' },
    properties: {
      provisioningState: 'Succeeded',
      model: gpt5,
      versionUpgradeOption: 'NoAutoUpgrade',
      currentCapacity: 20,
      rateLimits: [
        { key: 'request', renewalPeriod: 60, count: 20 },
        { key: 'token', renewalPeriod: 60, count: 20_000 },
      ],
      capabilities: { chatCompletion: 'true' },
    },
  })
  expect(made.etag).toMatch(/^"\d+"$/)
  expect(await client.deployments.get(azureGroup, 'default', 'chat')).toMatchObject({ name: 'chat', etag: made.etag })
  const listed = await drain(client.deployments.list(azureGroup, 'default'))
  expect(listed.map(({ name }) => name)).toContain('chat')
  const answer = await scene.platform.call('POST', '/openai/deployments/chat/chat/completions?api-version=2024-10-21', {
    messages: [{ role: 'user', content: 'Hello' }],
  })
  expect(must(200, answer).choices[0].message.content).toBe('Hello there!')
  expect(answer.headers.get('x-ratelimit-limit-tokens')).toBe('20000')
})

it('says the same again at no cost, and changes what is different in place', async () => {
  const before = await deployGpt5(client, 'again', { name: 'GlobalStandard', capacity: 10 })
  const same = await deployGpt5(client, 'again', { name: 'GlobalStandard', capacity: 10 })
  expect(same.etag).toBe(before.etag)
  // What a client read is what it may send.
  const back = await client.deployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'again', same)
  expect(back.etag).toBe(before.etag)
  const larger = await deployGpt5(client, 'again', { name: 'GlobalStandard', capacity: 30 })
  expect(larger).toMatchObject({ sku: { capacity: 30 }, properties: { currentCapacity: 30, provisioningState: 'Succeeded' } })
  const other = await client.deployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'again', {
    sku: { name: 'DataZoneStandard', capacity: 5 },
    properties: { model: { format: 'OpenAI', name: 'gpt-5-mini' }, versionUpgradeOption: 'OnceCurrentVersionExpired' },
  })
  expect(other).toMatchObject({
    sku: { name: 'DataZoneStandard', capacity: 5 },
    properties: {
      model: { format: 'OpenAI', name: 'gpt-5-mini', version: '2025-08-07' },
      versionUpgradeOption: 'OnceCurrentVersionExpired',
    },
  })
})

it('takes what is left out as Azure does: Standard of one unit, the version of today, kept up to date', async () => {
  const made = await client.deployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'plain', {
    properties: { model: { format: 'OpenAI', name: 'gpt-5' } },
  })
  expect(made).toMatchObject({
    sku: { name: 'Standard', capacity: 1 },
    properties: { model: gpt5, versionUpgradeOption: 'OnceNewDefaultVersionAvailable' },
  })
})

it('changes tags and capacity by themselves', async () => {
  await deployGpt5(client, 'patched', { name: 'GlobalStandard', capacity: 10 })
  const tagged = await client.deployments.beginUpdateAndWait(azureGroup, 'default', 'patched', { tags: { owner: 'me' } })
  expect(tagged).toMatchObject({ tags: { owner: 'me' }, sku: { capacity: 10 } })
  const scaled = must(200, await scene.platform.call('PATCH', `${at}/patched`, { sku: { capacity: 12 } }))
  expect(scaled).toMatchObject({ tags: { owner: 'me' }, sku: { name: 'GlobalStandard', capacity: 12 } })
})

it('hands calls on to the deployment that takes over, by its name', async () => {
  await deployGpt5(client, 'takes-over', { name: 'GlobalStandard', capacity: 1 })
  const made = await client.deployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'units', {
    sku: { name: 'GlobalProvisionedManaged', capacity: 15 },
    properties: { model: gpt5, spilloverDeploymentName: 'takes-over' },
  })
  expect(made).toMatchObject({
    sku: { name: 'GlobalProvisionedManaged', capacity: 15 },
    properties: { spilloverDeploymentName: 'takes-over' },
  })
  const without = await deployGpt5(client, 'units', { name: 'GlobalProvisionedManaged', capacity: 15 })
  expect(without.properties?.spilloverDeploymentName).toBeUndefined()
})

it('lists the SKUs a deployment may have, with sizes', async () => {
  await deployGpt5(client, 'sized', { name: 'GlobalStandard', capacity: 1 })
  const skus = await drain(client.deployments.listSkus(azureGroup, 'default', 'sized'))
  const named = new Map(skus.map((each) => [each.sku?.name, each.capacity]))
  expect(named.get('GlobalProvisionedManaged')).toMatchObject({ minimum: 15, step: 5 })
  expect(named.get('ProvisionedManaged')).toMatchObject({ minimum: 50, step: 50 })
  expect(named.get('Standard')).toMatchObject({ minimum: 1, step: 1 })
  expect([...named.keys()]).not.toContain('GlobalManagedCompute')
})

it('pauses: calls are answered 423 until it is resumed', async () => {
  await deployGpt5(client, 'paused', { name: 'GlobalStandard', capacity: 1 })
  const { platform } = scene
  const call = () =>
    platform.call('POST', '/openai/deployments/paused/chat/completions?api-version=1', {
      messages: [{ role: 'user', content: 'Hello' }],
    })
  expect(must(200, await platform.call('POST', `${at}/paused/pause`)).properties.deploymentState).toBe('Paused')
  expect(must(200, await platform.call('POST', `${at}/paused/pause`, {})).properties.deploymentState).toBe('Paused')
  expect((await call()).status).toBe(423)
  expect(must(200, await platform.call('POST', `${at}/paused/resume`)).properties.deploymentState).toBe('Running')
  expect((await call()).status).toBe(200)
})

it('deletes, and what is gone already is gone', async () => {
  await deployGpt5(client, 'gone', { name: 'GlobalStandard', capacity: 1 })
  await client.deployments.beginDeleteAndWait(azureGroup, 'default', 'gone')
  expect(await refusalOf(client.deployments.get(azureGroup, 'default', 'gone'))).toMatchObject({
    status: 404,
    code: 'DeploymentNotFound',
  })
  await client.deployments.beginDeleteAndWait(azureGroup, 'default', 'gone')
})

it('changes only the state that is named by If-Match', async () => {
  const { platform } = scene
  const { etag } = await deployGpt5(client, 'matched', { name: 'GlobalStandard', capacity: 1 })
  const body = { sku: { name: 'GlobalStandard', capacity: 2 }, properties: { model: gpt5 } }
  const stale = await platform.call('PUT', `${at}/matched`, body, { 'if-match': '"0"' })
  expect([stale.status, stale.body.error.code]).toEqual([412, 'PreconditionFailed'])
  expect((await platform.call('PUT', `${at}/matched`, body, { 'if-none-match': '*' })).status).toBe(412)
  const fresh = await platform.call('PUT', `${at}/matched`, body, { 'if-match': etag ?? '' })
  expect([fresh.status, fresh.body.sku.capacity]).toEqual([200, 2])
})

it('writes to many deployments of an account at one time', async () => {
  const names = Array.from({ length: 12 }, (_, at) => `many-${at}`)
  const made = await Promise.all(names.map((name) => deployGpt5(client, name, { name: 'GlobalStandard', capacity: 1 })))
  expect(made.map(({ properties }) => properties?.provisioningState)).toEqual(names.map(() => 'Succeeded'))
  await Promise.all(names.map((name) => client.deployments.beginDeleteAndWait(azureGroup, 'default', name)))
}, 30_000)

it('makes one of what is written twice at one time', async () => {
  const twice = Array.from({ length: 4 }, () => deployGpt5(client, 'twice', { name: 'GlobalStandard', capacity: 3 }))
  const made = await Promise.all(twice)
  expect(made.map(({ sku, etag }) => [sku?.capacity, etag])).toEqual(made.map(() => [3, made[0]?.etag]))
})

it('knows an OAuth client by its token', async () => {
  const { clientid, clientsecret } = JSON.parse(scene.platform.serviceKey) as Record<string, string>
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientid ?? '',
    client_secret: clientsecret ?? '',
  })
  const answer = await fetch(`${scene.url}/oauth/token`, { method: 'POST', body: form })
  const { access_token } = (await answer.json()) as { access_token: string }
  const other = new CognitiveServicesManagementClient(scene.as(access_token), subscription, { endpoint: scene.url })
  expect((await other.deployments.get(azureGroup, 'default', 'chat')).name).toBe('chat')
})

it('takes addresses in any case of letters', async () => {
  const path = '/Subscriptions/s/resourcegroups/g/providers/microsoft.cognitiveservices/Accounts/default/DEPLOYMENTS/chat'
  expect(must(200, await scene.platform.call('GET', path)).name).toBe('chat')
})
