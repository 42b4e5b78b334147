import { AIProjectClient } from '@azure/ai-projects'
import { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices'
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import { AzureKeyCredential } from '@azure/core-auth'
import ModelClient from '@azure-rest/ai-inference'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { registerFiles } from '../control/register-files.ts'
import { echoModel } from '../onnx/build-model.ts'
import { type AzureScene, azureGroup, deployGpt5, drain, must, openAzureScene, subscription } from './scene.ts'

/** The page "Deploy a model to an endpoint": its three columns as three ways to deploy, each with its hosting and its billing. */
let scene: AzureScene
beforeAll(async () => {
  scene = await openAzureScene()
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

const estimateOf = async (type: string, model: string, more: object = {}) =>
  must(200, await scene.platform.call('POST', '/v2/analytics/estimate', { type, model, ...more })).lines as { kind: string }[]
const workload = { requestsPerMinute: 1, inputTokens: 10, outputTokens: 10 }

it('standard deployment: in the project’s resource, billed by tokens', async () => {
  const client = new CognitiveServicesManagementClient(scene.credential, subscription, { endpoint: scene.url })
  await deployGpt5(client, 'standard', { name: 'GlobalStandard', capacity: 10 })
  const project = new AIProjectClient(`${scene.url}/api/projects/default`, scene.credential)
  const [shown] = await drain(project.deployments.list())
  expect(shown).toMatchObject({ name: 'standard', modelName: 'gpt-5', sku: { name: 'GlobalStandard', capacity: 10 } })
  const answer = await project.getOpenAIClient().responses.create({ model: 'standard', input: 'Hello' })
  expect(answer.output_text).toBe('Hello there!')
  const lines = await estimateOf('standard', 'gpt-5', { executableId: 'azure-openai', workload })
  expect(lines.map(({ kind }) => kind)).toEqual(['tokens'])
})

it('serverless compute: at an endpoint of its own, billed by tokens', async () => {
  const at =
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/default/serverlessEndpoints'
  const modelId = 'azureml://registries/azure-openai/models/gpt-5'
  const made = must(201, await scene.platform.call('PUT', `${at}/serverless`, { properties: { modelSettings: { modelId } } }))
  const { secondaryKey } = must(200, await scene.platform.call('POST', `${at}/serverless/listKeys`))
  const client = ModelClient(made.properties.inferenceEndpoint.uri, new AzureKeyCredential(secondaryKey))
  const answer = await client.path('/chat/completions').post({ body: { messages: [{ role: 'user', content: 'Hello' }] } })
  expect(answer.status).toBe('200')
  const lines = await estimateOf('serverless', 'gpt-5', { executableId: 'azure-openai', workload })
  expect(lines.map(({ kind }) => kind)).toEqual(['tokens'])
})

it('managed compute: an own model on machines, billed by the time they run', async () => {
  await registerFiles(scene.platform, 'echo', { 'model.onnx': echoModel('float', ['n', 2]) })
  const client = new AzureMachineLearningWorkspaces(scene.credential, subscription, { endpoint: scene.url })
  const put = (traffic: Record<string, number>) =>
    client.onlineEndpoints.beginCreateOrUpdateAndWait(azureGroup, 'default', 'managed', {
      location: 'local',
      properties: { authMode: 'Key', traffic },
    })
  await put({})
  await client.onlineDeployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'managed', 'blue', {
    location: 'local',
    sku: { name: 'Default', capacity: 1 },
    properties: { endpointComputeType: 'Managed', model: 'azureml:echo:1', instanceType: 'starter' },
  })
  const { properties } = await put({ blue: 100 })
  const { primaryKey } = await client.onlineEndpoints.listKeys(azureGroup, 'default', 'managed')
  const answer = await fetch(properties.scoringUri ?? '', {
    method: 'POST',
    headers: { authorization: `Bearer ${primaryKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ instances: [[3, 4]] }),
  })
  expect(await answer.json()).toMatchObject({ predictions: [[3, 4]] })
  const lines = await estimateOf('managed-compute', 'echo', { executableId: 'onnx', instanceType: 'starter', capacity: 1 })
  expect(lines.map(({ kind }) => kind)).toEqual(['instance'])
}, 60_000)
