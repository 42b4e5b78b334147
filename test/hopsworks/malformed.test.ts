import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemPython } from '../python-environment.ts'
import { openScene, type Scene } from './scene.ts'

/** Scripts of deployments are read before anything is made of them. */
let scene: Scene
beforeAll(async () => {
  scene = await openScene({ python: systemPython })
  await scene.model('own', 1, { 'anything.txt': 'x' })
  await scene.upload('Resources', 'good.py', 'class Predict:\n    def predict(self, inputs):\n        return inputs\n')
  await scene.upload('Resources', 'typo.py', 'class Predict:\n    def predict(self, inputs:\n        return inputs\n')
  await scene.upload('Resources', 'other.py', 'class Model:\n    pass\n')
  await scene.upload('Resources', 'trans.py', 'class Transformer:\n    pass\n')
  await scene.upload('Resources', 'cells.ipynb', '{"cells": []')
})
afterAll(() => scene[Symbol.asyncDispose]())

const at = (name: string): string => `/Projects/default/Resources/${name}`
const put = (more: object) =>
  scene.call('PUT', 'serving', {
    ...{ name: 'dep', modelName: 'own', modelVersion: 1, modelFramework: 'PYTHON', modelServer: 'PYTHON' },
    ...{ artifactVersion: 'CREATE', predictor: at('good.py'), ...more },
  })
const left = async () => {
  const paths = ['deployments/$count', 'configurations/$count', 'registry/models/own/versions/1/artifacts']
  return Promise.all(paths.map(async (path) => (await scene.control.call('GET', `/v2/lm/${path}`)).body))
}

it.each([
  [{ predictor: at('typo.py') }, /^typo\.py line 2: SyntaxError/],
  [{ predictor: at('other.py') }, /^other\.py has no class Predict or Predictor \(it has Model\)/],
  [{ predictor: at('cells.ipynb') }, /^cells\.ipynb is no notebook/],
  [{ transformer: at('trans.py') }, /^trans\.py line 1: Transformer has no method; expected: class Transformer/],
])('%j is refused with what is wrong where, and leaves nothing behind', async (more, says) => {
  const before = await left()
  expect(await put(more)).toMatchObject({
    status: 400,
    body: { errorCode: 240009, usrMsg: expect.stringMatching(says) },
  })
  expect(await left()).toEqual(before)
})

it('leaves no configuration behind where the deployment is refused', async () => {
  expect((await put({ name: 'taken' })).status).toBe(201)
  const [deployments, configurations] = await left()
  expect((await put({ name: 'taken', artifactVersion: 1 })).status).toBe(400)
  expect((await left()).slice(0, 2)).toEqual([deployments, configurations])
})

it('is refused for a deployment that is there, which stays as it was', async () => {
  const { body: made } = await put({ name: 'changed' })
  const before = await left()
  expect(await put({ id: made.id, name: 'changed', predictor: at('typo.py') })).toMatchObject({ status: 400 })
  expect(await left()).toEqual(before)
  expect((await scene.call('GET', `serving/${made.id}`)).body).toMatchObject({ predictor: at('good.py') })
})
