import { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AzureScene, azureGroup, deployGpt5, gpt5, must, openAzureScene, refusalOf, subscription } from './scene.ts'

let scene: AzureScene
let client: CognitiveServicesManagementClient
beforeAll(async () => {
  scene = await openAzureScene()
  client = new CognitiveServicesManagementClient(scene.credential, subscription, { endpoint: scene.url })
  must(
    200,
    await scene.platform.call('PUT', '/v2/admin/pools', {
      deploymentType: 'standard',
      residency: 'data-zone',
      model: 'gpt-5',
      limit: 240,
    }),
  )
  await deployGpt5(client, 'taken', { name: 'DataZoneStandard', capacity: 200 })
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

type Wanted = Parameters<CognitiveServicesManagementClient['deployments']['beginCreateOrUpdateAndWait']>[3]
const wanted = (more: { sku?: object; properties?: object } = {}): Wanted => ({
  sku: { name: 'GlobalStandard', capacity: 1, ...more.sku },
  properties: { model: gpt5, ...more.properties },
})

it.each([
  {
    what: 'more than the pool has',
    body: wanted({ sku: { name: 'DataZoneStandard', capacity: 60 } }),
    code: 'InsufficientQuota',
    says: /require 60 new capacity.*available capacity 40\. The current quota usage is 200 and the quota limit is 240/,
  },
  {
    what: 'a model that nobody knows',
    body: wanted({ properties: { model: { format: 'OpenAI', name: 'gpt-99' } } }),
    code: 'DeploymentModelNotSupported',
    says: /gpt-99/,
  },
  {
    what: 'a model of another maker',
    body: wanted({ properties: { model: { format: 'Meta', name: 'gpt-5' } } }),
    code: 'DeploymentModelNotSupported',
    says: /it is OpenAI/,
  },
  {
    what: 'a version that there is not',
    body: wanted({ properties: { model: { ...gpt5, version: '1999-01-01' } } }),
    code: 'DeploymentModelNotSupported',
    says: /properties\.model\.version "1999-01-01".*2025-08-07/,
  },
  {
    what: 'a version that was retired',
    body: wanted({ properties: { model: { format: 'OpenAI', name: 'gpt-4', version: 'turbo-2024-04-09' } } }),
    code: 'ServiceModelDeprecated',
    says: /retired on 2025-09-01/,
  },
  {
    what: 'units of a size that is not had',
    body: wanted({ sku: { name: 'GlobalProvisionedManaged', capacity: 17 } }),
    code: 'InvalidResourceProperties',
    says: /sku\.capacity: 17 .*in steps of 5; 20 would do/,
  },
  {
    what: 'a SKU that there is not',
    body: wanted({ sku: { name: 'Premium' } }),
    code: 'InvalidRequestContent',
    says: /sku\.name must be one of Standard, GlobalStandard/,
  },
  {
    what: 'instances of a model that runs elsewhere',
    body: wanted({ sku: { name: 'GlobalManagedCompute' } }),
    code: 'DeploymentModelNotSupported',
    says: /gpt-5 can be had from/,
  },
  {
    what: 'somebody to take over who is not there',
    body: wanted({ properties: { spilloverDeploymentName: 'nobody' } }),
    code: 'InvalidResourceProperties',
    says: /there is no deployment 'nobody'/,
  },
  {
    what: 'a content filter that there is not',
    body: wanted({ properties: { raiPolicyName: 'mine' } }),
    code: 'InvalidRequestContent',
    says: /raiPolicyName must be one of Microsoft\.Default/,
  },
  {
    what: 'a source that there is not',
    body: wanted({ properties: { model: { ...gpt5, source: 'elsewhere' } } }),
    code: 'DeploymentModelNotSupported',
    says: /elsewhere/,
  },
])('refuses $what', async ({ body, code, says }) => {
  expect(await refusalOf(client.deployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'refused', body))).toEqual({
    status: 400,
    code,
    message: expect.stringMatching(says),
  })
  expect(await refusalOf(client.deployments.get(azureGroup, 'default', 'refused'))).toMatchObject({ status: 404 })
})

it('credits a deployment with what it has', async () => {
  const grown = await deployGpt5(client, 'taken', { name: 'DataZoneStandard', capacity: 240 })
  expect(grown.sku?.capacity).toBe(240)
  expect(await refusalOf(deployGpt5(client, 'taken', { name: 'DataZoneStandard', capacity: 241 }))).toMatchObject({
    code: 'InsufficientQuota',
  })
  expect((await client.deployments.get(azureGroup, 'default', 'taken')).sku?.capacity).toBe(240)
})

it('knows a name that is none, a field that is none and an account that is none', async () => {
  expect(await refusalOf(client.deployments.beginCreateOrUpdateAndWait(azureGroup, 'default', '-no-', wanted()))).toMatchObject({
    status: 400,
    code: 'InvalidResourceName',
  })
  const at = '/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/default/deployments/x'
  const unknown = await scene.platform.call('PUT', at, { properties: { model: gpt5, colour: 'red' } })
  expect([unknown.status, unknown.body.error.message]).toEqual([400, expect.stringContaining('"colour"')])
  expect(await refusalOf(client.accounts.get(azureGroup, 'nowhere'))).toMatchObject({ status: 404, code: 'ResourceNotFound' })
  const nothing = await scene.platform.call('GET', '/subscriptions/s/providers/Microsoft.CognitiveServices/nothing')
  expect([nothing.status, nothing.body.error.code]).toEqual([404, 'InvalidResourceType'])
})

it('keeps those out who may not', async () => {
  const { platform } = scene
  must(
    201,
    await platform
      .call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-b' })
      .then((answer) => ({ ...answer, status: 201 })),
  )
  const keyFor = async (role: string, resourceGroups: string[]) =>
    must(201, await platform.call('POST', '/v2/admin/apiKeys', { name: role, role, resourceGroups })).key as string
  const viewer = new CognitiveServicesManagementClient(scene.as(await keyFor('viewer', ['default'])), subscription, {
    endpoint: scene.url,
  })
  expect((await viewer.deployments.get(azureGroup, 'default', 'taken')).name).toBe('taken')
  expect(await refusalOf(viewer.deployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'x', wanted()))).toMatchObject({
    status: 403,
    code: 'AuthorizationFailed',
  })
  const stranger = new CognitiveServicesManagementClient(scene.as(await keyFor('operator', ['team-b'])), subscription, {
    endpoint: scene.url,
  })
  expect(await refusalOf(stranger.deployments.get(azureGroup, 'default', 'taken'))).toMatchObject({ status: 404 })
  const nobody = new CognitiveServicesManagementClient(scene.as('lk_nobody'), subscription, { endpoint: scene.url })
  expect(await refusalOf(nobody.deployments.get(azureGroup, 'default', 'taken'))).toMatchObject({ status: 401 })
})
