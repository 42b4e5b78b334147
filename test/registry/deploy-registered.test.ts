import { afterAll, beforeAll, expect, it } from 'vitest'
import { openScene, root, type Scene } from './scene.ts'

/** `POST /v2/lm/models/deploy` with a model of one's own: what serves it follows from its kind and its script. */

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
  await scene.register('plain', { 'weights.json': '{}' }, { framework: 'PYTHON' })
  await scene.register('trees', { 'model.joblib': 'x' }, { framework: 'SKLEARN' })
  await scripts('plain', { path: 'predict.py', role: 'predictor', text: 'class Predict: pass' })
  await scripts('plain', { path: 'predict.mjs', role: 'predictor', text: 'export const predict = (x) => x' })
  await scripts('plain', { path: 'transform.py', role: 'transformer', text: 'class Transformer: pass' })
})
afterAll(() => scene[Symbol.asyncDispose]())

const scripts = (model: string, file: object) =>
  scene.call('POST', `${root}/models/${model}/versions/1/artifacts`, { files: [file] })
const tried = async (model: string, artifactVersion: string | null, more: object = {}) => {
  const parameters = artifactVersion === null ? [] : [{ key: 'artifactVersion', value: artifactVersion }]
  const body = { model, version: '1', parameters, dryRun: true, ...more }
  const answer = await scene.call('POST', '/v2/lm/models/deploy', body)
  return answer.status === 200 ? answer.body.executableId : [answer.status, answer.body.error.message]
}

it.each([
  { name: 'a model that a server of ours loads', model: 'trees', artifact: null, expected: 'sklearn' },
  { name: 'a script in Python', model: 'plain', artifact: '1', expected: 'python' },
  { name: 'a script in JavaScript', model: 'plain', artifact: '2', expected: 'node' },
])('$name', async ({ model, artifact, expected }) => {
  expect(await tried(model, artifact)).toBe(expected)
})

it('a script serves a model that would do without one, and the latest version where none is named', async () => {
  await scripts('trees', { path: 'predict.py', role: 'predictor', text: 'class Predict: pass' })
  expect(await tried('trees', '1')).toBe('python')
  expect(await tried('trees', '1', { version: undefined })).toBe('python')
})

it('is told what is missing', async () => {
  const needed = expect.stringMatching(/^model: version 1 of plain \(PYTHON\) needs a predictor script: .*artifactVersion/)
  expect(await tried('plain', null)).toEqual([400, needed])
  expect(await tried('plain', '3')).toEqual([400, needed])
  expect(await tried('nothing', '1')).toEqual([400, expect.stringMatching(/there is no model "nothing"/)])
})

it('an executable that is named gets the registered model, and not a name of its own', async () => {
  const answer = await scene.call('POST', '/v2/lm/models/deploy', {
    model: 'plain',
    version: '1',
    executableId: 'xgboost',
  })
  expect(answer).toMatchObject({ status: 202 })
  const { body } = await scene.call('GET', `/v2/lm/configurations/${answer.body.configurationId}`)
  expect(body.parameterBindings).toEqual([
    { key: 'model', value: 'plain' },
    { key: 'modelVersion', value: '1' },
  ])
})
