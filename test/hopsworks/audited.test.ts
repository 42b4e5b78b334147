import { afterAll, beforeAll, expect, it } from 'vitest'
import { openScene, type Scene } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
  await scene.model('own', 1, { 'model.pkl': 'x' }, { framework: 'PYTHON' })
  await scene.upload('Resources', 'good.py', 'class Predict:\n    def predict(self, inputs):\n        return inputs\n')
})
afterAll(() => scene[Symbol.asyncDispose]())

it('calls a deployment by its id and a group by its name in the audit trail, where Hopsworks has numbers', async () => {
  const last = async () => (await scene.control.call('GET', '/v2/admin/audit?$top=1')).body.resources[0]
  const { status, body: made } = await scene.call('PUT', 'serving', {
    ...{ name: 'dep', modelName: 'own', modelVersion: 1, modelFramework: 'PYTHON', modelServer: 'PYTHON' },
    ...{ artifactVersion: 'CREATE', predictor: '/Projects/default/Resources/good.py' },
  })
  expect(status).toBe(201)
  const { id } = (await scene.control.call('GET', '/v2/lm/deployments')).body.resources[0]
  expect(await last()).toMatchObject({ action: 'deployments.set', target: id })
  await scene.call('POST', `serving/${made.id}?action=STOP`)
  expect(await last()).toMatchObject({ action: 'deployments.change', target: id })
  await scene.call('DELETE', `serving/${made.id}`)
  expect(await last()).toMatchObject({ action: 'deployments.delete', target: id })
  expect((await scene.call('POST', '/project', { projectName: 'theirs' })).status).toBe(201)
  expect(await last()).toMatchObject({ action: 'groups.create', target: 'theirs' })
})
