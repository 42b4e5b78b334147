import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemPython } from '../python-environment.ts'
import { openScene, root, type Scene } from './scene.ts'

let scene: Scene
beforeEach(async () => {
  scene = await openScene({ python: systemPython })
})
afterEach(() => scene[Symbol.asyncDispose]())

const check = (body: object, headers: Record<string, string> = {}) => scene.call('POST', `${root}/scripts/check`, body, headers)

it.each([
  { path: 'predict.js', text: 'export default class Predict { predict(x) { return x } }', fault: null },
  {
    path: 'predict.js',
    text: 'export default class Predict {\n  predict(x) { return',
    fault: { line: 2, message: 'predict.js line 2' },
  },
  { path: 'code/predict.ts', text: 'export const other = 1', fault: { line: null, message: 'predict.ts' } },
  {
    path: 'pre.js',
    role: 'transformer',
    text: 'export class Predict { predict() {} }',
    fault: { line: null, message: 'Transformer' },
  },
])('says of $path, $role, what is surely wrong, and keeps nothing', async ({ fault, ...script }) => {
  const { status, body } = await check(script)
  const said = fault && { ...fault, message: expect.stringContaining(fault.message) }
  expect({ status, body }).toEqual({ status: 200, body: { fault: said } })
  expect(scene.namesIn('models/checking')).toEqual([])
})

it('refuses what is no script, and who may not write', async () => {
  expect(await check({ path: 'model.pkl', text: '' })).toMatchObject({
    status: 400,
    body: { error: { target: 'path', message: expect.stringContaining('must end with .py') } },
  })
  expect((await check({ path: 'predict.py' })).status).toBe(400)
  const key = await scene.call('POST', '/v2/admin/apiKeys', { name: 'reads', role: 'viewer', resourceGroups: ['default'] })
  const answer = await check({ path: 'predict.py', text: '' }, { authorization: `Bearer ${key.body.key}` })
  expect(answer.status).toBe(403)
})

it('reads the scripts of an artifact version again, and names who uses a version', async () => {
  await scene.register('iris', { 'model.onnx': 'x' }, { framework: 'ONNX' })
  const at = `${root}/models/iris/versions/1`
  const text = 'export default class Predict { predict(x) { return x } }'
  const files = [{ path: 'lib/predict.js', role: 'predictor', text }]
  expect((await scene.call('POST', `${at}/artifacts`, { files })).status).toBe(201)
  const list = await scene.call('GET', `${at}/artifacts/1/files`)
  expect(list.body).toMatchObject({ count: 1, resources: [{ path: 'lib/predict.js', bytes: text.length }] })
  const file = await scene.app.inject({
    url: `${at}/artifacts/1/files/lib/predict.js`,
    headers: { authorization: `Bearer ${scene.admin}` },
  })
  expect(file.body).toBe(text)
  for (const path of ['1/files/none.js', '2/files', '0/files'])
    expect([400, 404]).toContain((await scene.call('GET', `${at}/artifacts/${path}`)).status)
  expect((await scene.call('GET', `${at}/deployments`)).body).toEqual({ count: 0, resources: [] })
  const parameterBindings = [
    { key: 'model', value: 'iris' },
    { key: 'modelVersion', value: '1' },
  ]
  const configuration = { name: 'iris', scenarioId: 'model-serving', executableId: 'onnx', parameterBindings }
  const made = await scene.call('POST', '/v2/lm/deployments', { name: 'flowers', configuration })
  expect(made.status, JSON.stringify(made.body)).toBe(202)
  expect((await scene.call('GET', `${at}/deployments`)).body.resources).toEqual([{ id: made.body.id, name: 'flowers' }])
})

it('lists the tags of all versions of the group at once', async () => {
  for (const name of ['iris', 'rose']) await scene.register(name, { a: name })
  await scene.call('PUT', `${root}/models/rose/versions/1/tags/stage`, { value: 'test' })
  await scene.call('PUT', `${root}/models/iris/versions/1/tags/owner`, { value: { team: 'a' } })
  expect((await scene.call('GET', `${root}/tags`)).body).toEqual({
    count: 2,
    resources: [
      { model: 'iris', version: 1, name: 'owner', value: { team: 'a' } },
      { model: 'rose', version: 1, name: 'stage', value: 'test' },
    ],
  })
})
