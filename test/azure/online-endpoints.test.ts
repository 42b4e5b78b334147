import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AzureMachineLearningWorkspaces, type OnlineDeployment } from '@azure/arm-machinelearning'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Json } from '../platform.ts'
import { type AzureScene, azureGroup, drain, eventually, must, openAzureScene, refusalOf, subscription } from './scene.ts'

/** `@azure/arm-machinelearning`, unmodified, over self-signed TLS: an endpoint with two deployments, blue and green. */
let scene: AzureScene
let client: AzureMachineLearningWorkspaces
const scripts = { blue: '', green: '', broken: '' }
beforeAll(async () => {
  scene = await openAzureScene()
  client = new AzureMachineLearningWorkspaces(scene.credential, subscription, { endpoint: scene.url })
  const folder = mkdtempSync(join(tmpdir(), 'lectern-azure-'))
  for (const word of ['blue', 'green', 'broken'] as const) {
    const path = join(folder, `${word}.mjs`)
    writeFileSync(
      path,
      word === 'broken'
        ? `throw new Error('broken')\nexport const predict = () => 1`
        : `console.log('here is ${word}')\nexport const predict = () => ['${word}']\n`,
    )
    scripts[word] = pathToFileURL(path).href
    const { id } = (await scene.platform.call('POST', '/v2/admin/models/imports', { source: scripts[word] })).body
    await eventually(
      async () => (await scene.platform.call('GET', `/v2/admin/models/imports/${id}`)).body.state === 'done',
      scene.platform,
    )
  }
}, 60_000)
afterAll(() => scene[Symbol.asyncDispose]())

const at = '/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/default/onlineEndpoints'
const wanted = (word: 'blue' | 'green', capacity = 1): OnlineDeployment => ({
  location: 'local',
  sku: { name: 'Default', capacity },
  tags: { colour: word },
  properties: {
    endpointComputeType: 'Managed',
    environmentId: 'azureml:node',
    properties: { script: scripts[word] },
  },
})
const deploy = (endpoint: string, word: 'blue' | 'green', capacity = 1) =>
  client.onlineDeployments.beginCreateOrUpdateAndWait(azureGroup, 'default', endpoint, word, wanted(word, capacity))
const endpoint = (name: string, traffic: Record<string, number> = {}) =>
  client.onlineEndpoints.beginCreateOrUpdateAndWait(azureGroup, 'default', name, {
    location: 'local',
    tags: { of: 'test' },
    properties: { authMode: 'Key', traffic },
  })

/** What the endpoint says, and with which status. */
const score = async (name: string, headers: Record<string, string> = {}): Promise<{ status: number; word: string }> => {
  const { properties } = await client.onlineEndpoints.get(azureGroup, 'default', name)
  const { primaryKey } = await client.onlineEndpoints.listKeys(azureGroup, 'default', name)
  const answer = await fetch(properties.scoringUri ?? '', {
    method: 'POST',
    headers: { authorization: `Bearer ${primaryKey}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ instances: [1] }),
  })
  const body = (await answer.json()) as Json
  return { status: answer.status, word: body.predictions?.[0] }
}

it('is there before its deployments, and takes calls when it is told who answers them', async () => {
  expect(await endpoint('colours')).toMatchObject({
    name: 'colours',
    tags: { of: 'test' },
    properties: { authMode: 'Key', provisioningState: 'Succeeded', traffic: {} },
  })
  expect((await client.onlineEndpoints.get(azureGroup, 'default', 'colours')).properties.scoringUri).toBeUndefined()
  expect(await deploy('colours', 'blue')).toMatchObject({
    name: 'blue',
    sku: { capacity: 1 },
    tags: { colour: 'blue' },
    properties: { provisioningState: 'Succeeded', environmentId: 'azureml:node' },
  })
  expect((await score('colours')).status).toBe(423)
  expect((await endpoint('colours', { blue: 100 })).properties.traffic).toEqual({ blue: 100 })
  expect(await score('colours')).toEqual({ status: 200, word: 'blue' })
}, 60_000)

it('divides calls among its deployments, and says who failed to add up', async () => {
  await endpoint('split')
  await deploy('split', 'blue')
  await endpoint('split', { blue: 100 })
  await deploy('split', 'green')
  const listed = await drain(client.onlineDeployments.list(azureGroup, 'default', 'split'))
  expect(listed.map(({ name }) => name).toSorted()).toEqual(['blue', 'green'])
  expect((await client.onlineEndpoints.get(azureGroup, 'default', 'split')).properties.traffic).toEqual({ blue: 100, green: 0 })
  for (let round = 0; round < 5; round += 1) expect((await score('split')).word).toBe('blue')
  // A call may ask for one, whatever the shares are.
  expect((await score('split', { 'azureml-model-deployment': 'green' })).word).toBe('green')
  expect((await score('split', { 'azureml-model-deployment': 'blue' })).word).toBe('blue')
  expect((await score('split', { 'azureml-model-deployment': 'red' })).status).toBe(404)
  expect((await endpoint('split', { blue: 50, green: 50 })).properties.traffic).toEqual({ blue: 50, green: 50 })
  const words = new Set<string>()
  await eventually(async () => words.add((await score('split')).word).size === 2, scene.platform)
  expect((await endpoint('split', { green: 100 })).properties.traffic).toEqual({ blue: 0, green: 100 })
  await eventually(async () => (await score('split')).word === 'green', scene.platform)

  expect(await refusalOf(endpoint('split', { blue: 50, green: 20 }))).toMatchObject({
    status: 400,
    message: expect.stringContaining('is 70 together'),
  })
  expect(await refusalOf(endpoint('split', { red: 100 }))).toMatchObject({
    status: 400,
    message: expect.stringContaining('there are blue, green'),
  })
  expect(await refusalOf(client.onlineDeployments.beginDeleteAndWait(azureGroup, 'default', 'split', 'green'))).toMatchObject({
    status: 409,
    message: expect.stringContaining('100 %'),
  })
  await client.onlineDeployments.beginDeleteAndWait(azureGroup, 'default', 'split', 'blue')
  expect(await score('split')).toEqual({ status: 200, word: 'green' })
  await client.onlineEndpoints.beginDeleteAndWait(azureGroup, 'default', 'split')
  expect(await refusalOf(client.onlineEndpoints.get(azureGroup, 'default', 'split'))).toMatchObject({ status: 404 })
}, 90_000)

it('has three deployments, changes one in its place, and lets the one that had all calls go', async () => {
  await endpoint('three')
  await deploy('three', 'blue')
  await endpoint('three', { blue: 100 })
  await deploy('three', 'green')
  const red = { ...wanted('blue'), properties: { ...wanted('blue').properties, description: 'a third' } }
  await client.onlineDeployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'three', 'red', red)
  expect((await endpoint('three', { green: 50, red: 50 })).properties.traffic).toEqual({ blue: 0, green: 50, red: 50 })
  const words = new Set<string>()
  await eventually(async () => words.add((await score('three')).word).size === 2, scene.platform)
  await client.onlineDeployments.beginDeleteAndWait(azureGroup, 'default', 'three', 'blue')
  expect((await client.onlineEndpoints.get(azureGroup, 'default', 'three')).properties.traffic).toEqual({ green: 50, red: 50 })
  // What was blue says green from now on.
  const changed = { ...wanted('green'), properties: { ...wanted('green').properties, description: 'a third' } }
  await client.onlineDeployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'three', 'red', changed)
  expect((await client.onlineEndpoints.get(azureGroup, 'default', 'three')).properties.traffic).toEqual({ green: 50, red: 50 })
  await eventually(async () => {
    const said = await Promise.all(Array.from({ length: 8 }, () => score('three')))
    return said.every(({ word }) => word === 'green')
  }, scene.platform)
}, 120_000)

it('copies calls to a deployment that answers nobody', async () => {
  await endpoint('copied')
  await deploy('copied', 'blue')
  await endpoint('copied', { blue: 100 })
  await deploy('copied', 'green')
  const put = (properties: object) =>
    scene.platform.call('PUT', `${at}/copied`, { properties: { authMode: 'Key', ...properties } })
  expect((await put({ traffic: { blue: 100 }, mirrorTraffic: { green: 60 } })).status).toBe(400)
  expect((await put({ traffic: { blue: 60, green: 40 }, mirrorTraffic: { green: 10 } })).status).toBe(400)
  const mirrored = must(200, await put({ traffic: { blue: 100 }, mirrorTraffic: { green: 50 } }))
  expect(mirrored.properties).toMatchObject({ traffic: { blue: 100 }, mirrorTraffic: { green: 50 } })
  for (let round = 0; round < 5; round += 1) expect((await score('copied')).word).toBe('blue')
  const without = must(200, await put({ traffic: { blue: 50, green: 50 } }))
  expect(without.properties).toMatchObject({ traffic: { blue: 50, green: 50 }, mirrorTraffic: {} })
}, 60_000)

it('scales, tells its log, and lets one key be exchanged while the other is in use', async () => {
  await endpoint('scaled')
  await deploy('scaled', 'blue')
  await endpoint('scaled', { blue: 100 })
  const scaled = await client.onlineDeployments.beginUpdateAndWait(azureGroup, 'default', 'scaled', 'blue', {
    sku: { name: 'Default', capacity: 2 },
  })
  expect(scaled.sku?.capacity).toBe(2)
  expect(
    await refusalOf(
      client.onlineDeployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'scaled', 'green', wanted('green', 1)),
    ),
  ).toMatchObject({ status: 400, message: expect.stringContaining('must be 2') })
  await eventually(
    async () =>
      ((await client.onlineDeployments.getLogs(azureGroup, 'default', 'scaled', 'blue', { tail: 100 })).content ?? '').includes(
        'here is blue',
      ),
    scene.platform,
  )
  const before = await client.onlineEndpoints.listKeys(azureGroup, 'default', 'scaled')
  await client.onlineEndpoints.beginRegenerateKeysAndWait(azureGroup, 'default', 'scaled', { keyType: 'Primary' })
  const after = await client.onlineEndpoints.listKeys(azureGroup, 'default', 'scaled')
  expect(after.primaryKey).not.toBe(before.primaryKey)
  expect(after.secondaryKey).toBe(before.secondaryKey)
  const token = await client.onlineEndpoints.getToken(azureGroup, 'default', 'scaled')
  expect(token).toMatchObject({ tokenType: 'Bearer' })
  const { properties } = await client.onlineEndpoints.get(azureGroup, 'default', 'scaled')
  const answer = await fetch(properties.scoringUri ?? '', {
    method: 'POST',
    headers: { authorization: `Bearer ${token.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ instances: [1] }),
  })
  expect(answer.status).toBe(200)
}, 60_000)

it('tells why a deployment does not start, and goes on with what serves', async () => {
  await endpoint('mortal')
  await deploy('mortal', 'blue')
  await endpoint('mortal', { blue: 100 })
  const properties = {
    endpointComputeType: 'Managed' as const,
    environmentId: 'azureml:node',
    properties: { script: scripts.broken },
  }
  const { message } = await refusalOf(
    client.onlineDeployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'mortal', 'green', {
      ...wanted('green'),
      properties,
    }),
  )
  expect(message).toContain('DeploymentFailed')
  expect(message).toContain('broken.mjs line 1')
  expect(await score('mortal')).toEqual({ status: 200, word: 'blue' })
}, 90_000)

it.each([
  { what: 'an executable that there is not', more: { environmentId: 'azureml:nothing' }, says: /is no executable; there are/ },
  {
    what: 'a model that there is not',
    more: { environmentId: undefined, model: 'azureml:nothing:1' },
    says: /no registered model/,
  },
  { what: 'a model that is answered elsewhere', more: { environmentId: undefined, model: 'gpt-5' }, says: /answered elsewhere/ },
  { what: 'a size that there is not', more: { instanceType: 'Standard_DS3_v2' }, says: /Standard_DS3_v2/ },
  { what: 'a scoring script', more: { codeConfiguration: { scoringScript: 'score.py' } }, says: /codeConfiguration/ },
  { what: 'a parameter that there is not', more: { properties: { colour: 'red' } }, says: /colour/ },
])('refuses $what', async ({ more, says }) => {
  await endpoint('refused')
  const body = wanted('blue')
  const properties = { ...body.properties, ...more } as OnlineDeployment['properties']
  expect(
    await refusalOf(
      client.onlineDeployments.beginCreateOrUpdateAndWait(azureGroup, 'default', 'refused', 'blue', { ...body, properties }),
    ),
  ).toMatchObject({ status: 400, message: expect.stringMatching(says) })
  expect(await drain(client.onlineDeployments.list(azureGroup, 'default', 'refused'))).toEqual([])
})
