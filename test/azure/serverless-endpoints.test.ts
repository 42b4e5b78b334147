import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AzureScene, eventually, must, openAzureScene } from './scene.ts'

let scene: AzureScene
beforeAll(async () => {
  scene = await openAzureScene()
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

const at = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/default/serverlessEndpoints'
const body = (modelId: string) => ({
  location: 'local',
  tags: { team: 'a' },
  properties: { authMode: 'Key', modelSettings: { modelId } },
})

it('deploys a model by its id in the catalog, is called with its key, and goes', async () => {
  const { platform } = scene
  const made = must(201, await platform.call('PUT', `${at}/chat`, body('azureml://registries/azure-openai/models/gpt-5')))
  expect(made).toMatchObject({ name: 'chat', tags: { team: 'a' }, sku: { name: 'Consumption' }, properties: { authMode: 'Key' } })
  await eventually(async () => (await platform.call('GET', `${at}/chat`)).body.properties.endpointState === 'Online', platform)
  const shown = must(200, await platform.call('GET', `${at}/chat`))
  expect(shown.properties).toMatchObject({
    modelSettings: { modelId: 'azureml://registries/lectern/models/gpt-5' },
    provisioningState: 'Succeeded',
  })
  const { primaryKey } = must(200, await platform.call('POST', `${at}/chat/listKeys`))
  const answer = await fetch(`${shown.properties.inferenceEndpoint.uri}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${primaryKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }),
  })
  expect(answer.status).toBe(200)
  expect((must(200, await platform.call('GET', at)).value as { name: string }[]).map(({ name }) => name)).toEqual(['chat'])
  expect((await platform.call('PUT', `${at}/chat`, body('azureml:gpt-5:2'))).status).toBe(409)
  expect((await platform.call('PUT', `${at}/chat`, body('azureml:gpt-5:2025-08-07'))).status).toBe(200)
  expect((await platform.call('PUT', `${at}/other`, body('nothing-known'))).body.error.code).toBe('DeploymentModelNotSupported')
  expect((await platform.call('DELETE', `${at}/chat`)).status).toBe(202)
  await eventually(async () => (await platform.call('GET', `${at}/chat`)).status === 404, platform)
  expect((await platform.call('DELETE', `${at}/chat`)).status).toBe(204)
})
