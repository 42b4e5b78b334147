import { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices'
import { AzureOpenAI } from 'openai'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { registerFiles } from '../control/register-files.ts'
import { echoModel } from '../onnx/build-model.ts'
import {
  type AzureScene,
  azureGroup,
  drain,
  eventually,
  gpt4o,
  must,
  openAzureScene,
  reviveGpt4o,
  subscription,
} from './scene.ts'

/**
 * The page "Azure OpenAI: Models Deployment Overview" step by step, with the clients that its readers have: a resource, a model from
 * the catalog, each way of deploying it, endpoint and key, a configured call, structured outputs, usage, cost, quotas and alerts.
 */
let scene: AzureScene
let client: CognitiveServicesManagementClient
beforeAll(async () => {
  scene = await openAzureScene()
  client = new CognitiveServicesManagementClient(scene.credential, subscription, { endpoint: scene.url })
  // The page's model.
  await reviveGpt4o(scene)
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

const account = 'my-openai'
const model = gpt4o
const deploy = (name: string, sku: { name: string; capacity?: number }, more: object = {}) =>
  client.deployments.beginCreateOrUpdateAndWait(azureGroup, account, name, { sku, properties: { model, ...more } })
const calling = async (): Promise<AzureOpenAI> => {
  const { properties } = await client.accounts.get(azureGroup, account)
  const { key1 } = await client.accounts.listKeys(azureGroup, account)
  return new AzureOpenAI({ endpoint: properties?.endpoint ?? '', apiKey: key1 ?? '', apiVersion: '2024-10-21', maxRetries: 0 })
}
const messages = [{ role: 'user' as const, content: 'Your prompt here' }]

it('creates the resource, and chooses a model that its catalog has', async () => {
  const made = await client.accounts.beginCreateAndWait(azureGroup, account, {
    location: 'local',
    kind: 'OpenAI',
    sku: { name: 'S0' },
    properties: {},
  })
  expect(made.properties?.provisioningState).toBe('Succeeded')
  expect([made.kind, (await client.accounts.get(azureGroup, account)).kind]).toEqual(['OpenAI', 'OpenAI'])
  const models = await drain(client.accounts.listModels(azureGroup, account))
  const found = models.find(({ name, version }) => name === 'gpt-4o' && version === '2024-08-06')
  expect(found?.lifecycleStatus).toBe('GenerallyAvailable')
  expect(found?.skus?.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Standard', 'GlobalStandard', 'GlobalServerless', 'ProvisionedManaged', 'GlobalBatch']),
  )
})

it.each([
  { method: 'Standard, by tokens', name: 'standard', sku: { name: 'Standard', capacity: 20 } },
  {
    method: 'Serverless API and Models as a Service: by tokens, without a quota',
    name: 'serverless',
    sku: { name: 'GlobalServerless' },
  },
  { method: 'Provisioned-Managed: by units', name: 'units', sku: { name: 'GlobalProvisionedManaged', capacity: 15 } },
])('deploys it: $method', async ({ name, sku }) => {
  const made = await deploy(name, sku)
  expect(made).toMatchObject({ sku, properties: { provisioningState: 'Succeeded', model } })
  const openai = await calling()
  const answer = await openai.chat.completions.create({ model: name, messages })
  expect(answer.choices[0]?.message.content).toBe('Hello there!')
})

it('deploys it: Models as a Platform and managed compute, a model of one’s own by instances', async () => {
  await registerFiles(scene.platform, 'twins', { 'model.onnx': echoModel('float', ['n', 2]) })
  const made = await client.deployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'twins', {
    sku: { name: 'VmManagedCompute', capacity: 1 },
    properties: { model: { format: 'Custom', name: 'twins' } },
  })
  expect(made).toMatchObject({
    sku: { name: 'VmManagedCompute', capacity: 1 },
    properties: { provisioningState: 'Succeeded', model: { format: 'Custom', name: 'twins', version: '1' } },
  })
  const { key1 } = await client.accounts.listKeys(azureGroup, 'default')
  const answer = await fetch(`${scene.url}/v1/default/twins/v1/models/twins:predict`, {
    method: 'POST',
    headers: { 'api-key': key1 ?? '', 'content-type': 'application/json' },
    body: JSON.stringify({ instances: [[1, 2]] }),
  })
  expect(await answer.json()).toMatchObject({ predictions: [[1, 2]] })
}, 60_000)

it('is called as it is configured: temperature, length, top_p, penalty, and a JSON schema', async () => {
  const openai = await calling()
  const asked = { temperature: 0.2, max_tokens: 100, top_p: 0.9, frequency_penalty: 0.5 }
  await openai.chat.completions.create({ model: 'standard', messages, ...asked })
  expect(scene.upstream.received.at(-1)?.json).toMatchObject(asked)

  const schema = {
    type: 'object',
    properties: { greeting: { type: 'string' } },
    required: ['greeting'],
    additionalProperties: false,
  }
  const format = { type: 'json_schema' as const, json_schema: { name: 'greeting', strict: true, schema } }
  scene.upstream.behaviour.words = ['{"greeting":', '"Hello"}']
  const answer = await openai.chat.completions.create({ model: 'standard', messages, response_format: format })
  scene.upstream.behaviour.words = ['Hello', ' there', '!']
  expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({ greeting: 'Hello' })
  expect(scene.upstream.received.at(-1)?.json).toMatchObject({ response_format: format })

  // The page's example, in the API that it was written for.
  const old = await openai.completions.create({ model: 'standard', prompt: 'Your prompt here', max_tokens: 100 })
  expect(old.choices[0]?.text).toBe('Hello there!')
})

it('refuses what goes over its rate, and says when to come again', async () => {
  await deploy('small', { name: 'GlobalStandard', capacity: 1 })
  const openai = await calling()
  // A unit is six requests and a thousand tokens a minute.
  const calls = Array.from({ length: 8 }, () => openai.chat.completions.create({ model: 'small', messages }))
  const refused = (await Promise.allSettled(calls)).flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]).toMatchObject({ status: 429 })
  expect(refused[0].headers.get('retry-after-ms')).toMatch(/^\d+$/)
})

it('shows usage, cost and quotas, and tells of what is spent', async () => {
  const { platform } = scene
  const scope = { resourceGroup: account }
  const budget = { scope, amount: '0.00001', period: 'month', thresholds: [50], block: false }
  must(201, await platform.call('POST', '/v2/admin/budgets', budget))
  const openai = await calling()
  for (let calls = 0; calls < 5; calls += 1) await openai.chat.completions.create({ model: 'standard', messages })
  const inGroup = { 'ai-resource-group': account }
  await eventually(async () => {
    const { body } = await platform.call('GET', '/v2/analytics/usage?groupBy=deployment', undefined, inGroup)
    const row = (body.resources as { deploymentName: string; requests: number; costs: { nano: number }[] }[]).find(
      (each) => each.deploymentName === 'standard',
    )
    return (row?.requests ?? 0) >= 5 && row?.costs.length === 1
  }, platform)
  await eventually(async () => {
    const { body } = await platform.call('GET', '/v2/admin/events?kind=budget.threshold')
    return body.count > 0
  }, platform)
  const usages = await client.accounts.listUsages(azureGroup, account)
  expect(usages.value?.find(({ name }) => name?.value === 'OpenAI.Standard.gpt-4o')).toMatchObject({ currentValue: 20 })
  const metrics = await platform.call(
    'GET',
    `/subscriptions/${subscription}/resourceGroups/${azureGroup}/providers/Microsoft.CognitiveServices/accounts/${account}/providers/microsoft.insights/metrics?metricnames=ModelRequests`,
  )
  expect(must(200, metrics).value[0].name.value).toBe('ModelRequests')
})

it('exchanges a key while callers use the other', async () => {
  const openai = await calling()
  const { key2 } = await client.accounts.listKeys(azureGroup, account)
  await client.accounts.regenerateKey(azureGroup, account, 'Key1')
  await eventually(async () => {
    const refused = await openai.chat.completions.create({ model: 'standard', messages }).catch((error) => error)
    return refused.status === 401
  }, scene.platform)
  const other = new AzureOpenAI({ endpoint: scene.url, apiKey: key2 ?? '', apiVersion: '2024-10-21' })
  await other.chat.completions.create({ model: 'standard', messages })
  await client.accounts.beginUpdateAndWait(azureGroup, account, { properties: { disableLocalAuth: true } })
  await eventually(async () => {
    const refused = await other.chat.completions.create({ model: 'standard', messages }).catch((error) => error)
    return refused.status === 403
  }, scene.platform)
  const on = await client.accounts.beginUpdateAndWait(azureGroup, account, { properties: { disableLocalAuth: false } })
  expect(on.properties?.disableLocalAuth).toBe(false)
})
