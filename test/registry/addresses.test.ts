import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startPlatform } from '../platform.ts'
import { openScene, root, type Scene } from './scene.ts'

/** Artifacts as SAP AI Core writes them, `ai://default/<path>`, are files and folders of the resource group's own tree. */

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const textsIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map(({ parentPath, name }) => [
        join(parentPath, name).slice(folder.length + 1),
        readFileSync(join(parentPath, name), 'utf8'),
      ]),
  )
const at = async (address: string, group = 'default') => {
  const { path, isFolder } = await scene.registry.bindAddress(group, address)
  return isFolder ? textsIn(path) : readFileSync(path, 'utf8')
}

it('a registered version, the newest one, a folder, and a file of it', async () => {
  await scene.register('iris', { 'model.onnx': '1' })
  await scene.register('iris', { 'model.onnx': '2', 'more/labels.txt': 'setosa' })
  expect(await at('ai://default/Models/iris/1')).toEqual({ 'model.onnx': '1' })
  const whole = { 'model.onnx': '2', 'more/labels.txt': 'setosa' }
  for (const address of ['Models/iris/2', 'Models/iris/2/Files', 'Models/iris'])
    expect(await at(`ai://default/${address}`), address).toEqual(whole)
  expect(await at('ai://default/Models/iris/2/Files/more')).toEqual({ 'labels.txt': 'setosa' })
  expect(await at('ai://default/Models/iris/2/Files/more/labels.txt')).toBe('setosa')
})

it('a folder that changes is another one from then on, and the old one goes when nobody asks for it', async () => {
  await scene.register('iris', { a: 'one', b: 'two' })
  await scene.registry.tree.copy('default', 'me', 'Models/iris/1/Files', 'Resources/shared')
  const { path } = await scene.registry.bindAddress('default', 'ai://default/Resources/shared')
  expect((await scene.registry.bindAddress('default', 'ai://default/Resources/shared')).path).toBe(path)
  await scene.registry.tree.remove('default', 'Resources/shared/b')
  const { path: after } = await scene.registry.bindAddress('default', 'ai://default/Resources/shared')
  expect([textsIn(path), textsIn(after)]).toEqual([{ a: 'one', b: 'two' }, { a: 'one' }])
  await scene.clock.advance(23 * 3_600_000)
  await scene.registry.bindAddress('default', 'ai://default/Resources/shared')
  await scene.clock.advance(3_600_000)
  await scene.registry.tidy()
  expect(textsIn(after)).toEqual({ a: 'one' })
  expect(() => readdirSync(path)).toThrow('ENOENT')
  await scene.registry.removeGroup('default')
  expect(scene.namesIn('models/folders/default')).toEqual([])
})

const deploy = async (executableId: string, key: string, kind: string, url: string, bindings: Record<string, string> = {}) => {
  const artifact = { name: 'a', kind, url, scenarioId: 'model-serving' }
  const { id: artifactId } = (await scene.call('POST', '/v2/lm/artifacts', artifact)).body
  const configuration = await scene.call('POST', '/v2/lm/configurations', {
    name: 'c',
    scenarioId: 'model-serving',
    executableId,
    parameterBindings: Object.entries(bindings).map(([name, value]) => ({ key: name, value })),
    inputArtifactBindings: [{ key, artifactId }],
  })
  expect(configuration).toMatchObject({ status: 201 })
  return scene.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
}

it('a version that a deployment is bound to by its address is not deleted', async () => {
  await scene.register('iris', { 'model.onnx': '1' })
  expect(await deploy('onnx', 'model', 'model', 'ai://default/Models/iris')).toMatchObject({ status: 202 })
  expect(await scene.call('DELETE', `${root}/models/iris/versions/1`)).toMatchObject({ status: 409 })
})

it.each([
  ['another store', 'onnx', 'model', 'model', 'ai://bucket/models/iris', 'names another store'],
  ['what is not there', 'onnx', 'model', 'model', 'ai://default/Resources/none', 'there is no file, nor a folder with files'],
  ['a model that is not there', 'onnx', 'model', 'model', 'ai://default/Models/none/1', 'none'],
  ['what leads elsewhere', 'onnx', 'model', 'model', 'ai://default/../../etc', 'must not hold'],
  [
    'a folder where a file is asked for',
    'node',
    'script',
    'other',
    'ai://default/Models/iris/1',
    'is a folder; script of executable',
  ],
])('a deployment is refused for %s', async (_, executableId, key, kind, url, words) => {
  await scene.register('iris', { 'model.onnx': '1' })
  const answer = await deploy(executableId, key, kind, url)
  expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining(words)])
})

it('a model is named once', async () => {
  await scene.register('iris', { 'model.onnx': '1' })
  const answer = await deploy('onnx', 'model', 'model', 'ai://default/Models/iris/1', { model: 'iris' })
  expect([answer.status, answer.body.error.message]).toEqual([400, expect.stringContaining('name the model once')])
})

it('another group has files of its own', async () => {
  await scene.register('iris', { 'model.onnx': '1' })
  await scene.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'blue' })
  await expect(at('ai://default/Models/iris/1/Files/model.onnx', 'blue')).rejects.toThrow('there is no file')
})

it('a script reads them where it reads a registered model', async () => {
  await using platform = await startPlatform()
  const script = `import { readdirSync } from 'node:fs'
export class Predict { predict() { return readdirSync(process.env.MODEL_FILES_PATH).sort() } }`
  const files = [
    { path: 'a.txt', text: 'a' },
    { path: 'b.txt', text: 'b' },
    { path: 'serve.mjs', text: script },
  ]
  expect((await platform.call('POST', `${root}/models`, { name: 'm', files })).status).toBe(201)
  const register = async (kind: string, path: string): Promise<string> => {
    const artifact = { name: 'a', kind, url: `ai://default/Models/m/1${path}`, scenarioId: 'model-serving' }
    return (await platform.call('POST', '/v2/lm/artifacts', artifact)).body.id
  }
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name: 'c',
    scenarioId: 'model-serving',
    executableId: 'node',
    inputArtifactBindings: [
      { key: 'model', artifactId: await register('model', '') },
      { key: 'script', artifactId: await register('other', '/Files/serve.mjs') },
    ],
  })
  const { body } = await platform.call('POST', '/v2/lm/deployments', {
    configurationId: configuration.body.id,
    name: 'reads',
  })
  await platform.until(body.id, 'RUNNING')
  const path = `/v2/inference/deployments/${body.id}/v1/models/reads:predict`
  expect((await platform.call('POST', path, { instances: [1] })).body).toEqual({ predictions: ['a.txt', 'b.txt', 'serve.mjs'] })
})
