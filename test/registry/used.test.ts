import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openScene, root, type Scene } from './scene.ts'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const iris = `${root}/models/iris/versions`

const deploy = async (name: string, parameters: Record<string, string>, headers: Record<string, string> = {}) => {
  const bindings = Object.entries({ model: 'iris', ...parameters }).map(([key, value]) => ({ key, value }))
  const configuration = await scene.call(
    'POST',
    '/v2/lm/configurations',
    { name, scenarioId: 'model-serving', executableId: 'onnx', parameterBindings: bindings },
    headers,
  )
  expect(configuration).toMatchObject({ status: 201 })
  return scene.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id, name }, headers)
}

it('a version that a deployment uses is not deleted, also where it is used as the latest', async () => {
  for (const content of ['1', '2', '3']) await scene.register('iris', { 'model.onnx': content }, { framework: 'ONNX' })
  const first = await deploy('pinned', { modelVersion: '1' })
  const last = await deploy('follows', { modelVersion: 'latest' })
  expect([first.status, last.status]).toEqual([202, 202])
  const refused = (name: string, id: string) => ({
    status: 409,
    body: { error: { message: expect.stringContaining(`is used by ${name} (${id})`), details: { deployments: [{ id, name }] } } },
  })
  expect(await scene.call('DELETE', `${iris}/1`)).toMatchObject(refused('pinned', first.body.id))
  expect(await scene.call('DELETE', `${iris}/3`)).toMatchObject(refused('follows', last.body.id))
  expect((await scene.call('DELETE', `${iris}/2`)).status).toBe(200)
  await scene.saw(first.body.id, 'RUNNING')
  await scene.call('PATCH', `/v2/lm/deployments/${first.body.id}`, { targetStatus: 'STOPPED' })
  await scene.saw(first.body.id, 'STOPPED')
  expect((await scene.call('DELETE', `${iris}/1`)).status, 'a stopped one may start again').toBe(409)
  expect((await scene.call('DELETE', `/v2/lm/deployments/${first.body.id}`)).status).toBe(202)
  expect((await scene.call('DELETE', `${iris}/1`)).status).toBe(200)
})

it('a number that is given again stands for the new files', async () => {
  const ref = { name: 'iris', version: 1, artifactVersion: null } as const
  await scene.register('iris', { a: 'old' })
  await scene.registry.bind('default', ref)
  // Asked for while it goes: it is there whole, or refused; what is left never stands for the next.
  const asked = Promise.allSettled(Array.from({ length: 5 }, () => scene.registry.bind('default', ref)))
  expect((await scene.call('DELETE', `${iris}/1`)).status).toBe(200)
  await asked
  expect(scene.namesIn('models/registry/default/iris')).toEqual([])
  await scene.register('iris', { b: 'new' })
  const { folder } = await scene.registry.bind('default', ref)
  expect(readdirSync(folder)).toEqual(['b'])
})

it('a deployment of what is not there is refused, with what there is', async () => {
  await scene.register('iris', { 'model.onnx': '1' })
  const team = { 'ai-resource-group': 'team-a' }
  expect(await deploy('d', { modelVersion: '2' })).toMatchObject({
    status: 400,
    body: {
      error: { message: expect.stringContaining('there is no version 2 of model iris in this resource group; versions are 1') },
    },
  })
  expect(await deploy('d', {}, team), 'another group has nothing of it').toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('there is no model iris in this resource group') } },
  })
})
