import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerFiles } from '../control/register-files.ts'
import { echoModel, layeredModel } from '../onnx/build-model.ts'
import { type Platform, startPlatform } from '../platform.ts'

let platform: Platform
const folder = mkdtempSync(join(tmpdir(), 'lectern-models-'))

beforeAll(async () => {
  platform = await startPlatform()
})
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

async function importFile(name: string, bytes: Buffer | string): Promise<string> {
  writeFileSync(join(folder, name), bytes)
  const source = pathToFileURL(join(folder, name)).href
  const { body } = await platform.call('POST', '/v2/admin/models/imports', { source })
  for (;;) {
    const { state, error } = (await platform.call('GET', `/v2/admin/models/imports/${body.id}`)).body
    if (state === 'done') return source
    if (state === 'failed') throw new Error(error)
    await platform.clock.sleep(25)
  }
}

const register = (name: string, files: Readonly<Record<string, Buffer>>): Promise<void> => registerFiles(platform, name, files)

async function deploy(executableId: string, name: string, parameters: Record<string, string>): Promise<string> {
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name,
    scenarioId: 'model-serving',
    executableId,
    parameterBindings: Object.entries(parameters).map(([key, value]) => ({ key, value })),
  })
  expect(configuration.status, JSON.stringify(configuration.body)).toBe(201)
  const made = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
  expect(made.status, JSON.stringify(made.body)).toBe(202)
  return made.body.id
}

const at = (id: string, path: string): string => `/v2/inference/deployments/${id}${path}`
const predict = (id: string, model: string, instances: unknown) =>
  platform.call('POST', at(id, `/v1/models/${model}:predict`), { instances })

describe('models and scripts without Python', () => {
  it('an ONNX file answers V1 and the Open Inference Protocol through the gateway', async () => {
    const modelFile = await importFile('echo.onnx', echoModel('float', ['N', 2]))
    const id = await deploy('onnx', 'echo', { modelFile })
    await platform.until(id, 'RUNNING')
    expect(await predict(id, 'echo', [[1, 2.5]])).toMatchObject({ status: 200, body: { predictions: [[1, 2.5]] } })
    expect(await predict(id, 'echo', [[1]])).toMatchObject({ status: 400 })
    expect((await platform.call('GET', at(id, '/v2/models/echo'))).body).toMatchObject({
      platform: 'onnx_onnxv1',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
    })
  })

  it('an ONNX model of the registry', async () => {
    await register('layers', { 'network.onnx': layeredModel([2, 3]) })
    const id = await deploy('onnx', 'registered', { model: 'layers' })
    await platform.until(id, 'RUNNING')
    const { body } = await predict(id, 'layers', [[0, 0]])
    expect(body.predictions[0].map((each: number) => each.toFixed(3))).toEqual(['0.000', '0.333', '0.667'])
  })

  it('a TypeScript file', async () => {
    const script = await importFile(
      'predict.ts',
      'export default class Predict { predict(inputs: number[][]): number[] { return inputs.map((row) => row.reduce((a, b) => a + b)) } }',
    )
    const id = await deploy('node', 'sums', { script })
    await platform.until(id, 'RUNNING')
    expect(await predict(id, 'sums', [[1, 2], [3]])).toMatchObject({ status: 200, body: { predictions: [3, 3] } })
  })

  it('a file that is no model leaves the deployment with the reason', async () => {
    const id = await deploy('onnx', 'broken', { modelFile: await importFile('broken.onnx', 'no model') })
    const { statusMessage } = await platform.until(id, 'DEAD')
    expect(statusMessage).toMatch(/ONNX Runtime cannot open the model: .*Protobuf parsing failed/)
  })

  it('several registered models in one instance', async () => {
    await register('one', { 'model.onnx': layeredModel([1, 1]) })
    await register('two', { 'model.onnx': layeredModel([2, 2]) })
    const id = await deploy('onnx', 'both', { models: 'one:1, two', maxLoaded: '1' })
    await platform.until(id, 'RUNNING')
    expect((await platform.call('GET', at(id, '/v1/models'))).body).toEqual({ models: ['one', 'two'] })
    for (const [model, row] of [
      ['one', [1]],
      ['two', [1, 1]],
      ['one', [2]],
    ] as const)
      expect((await predict(id, model, [row])).body.predictions[0]).toHaveLength(row.length)
    const index = await platform.call('POST', at(id, '/v2/repository/index'), {})
    expect(index.body).toEqual([
      { name: 'one', version: '1', state: 'READY', reason: '' },
      { name: 'two', version: '1', state: 'UNAVAILABLE', reason: 'loaded when it is called' },
    ])
    const { body } = await platform.call('GET', at(id, '/v2/models/stats'))
    expect(body.model_stats).toMatchObject([
      { name: 'one', inference_count: 2 },
      { name: 'two', inference_count: 1 },
    ])
  })

  it('a folder of models', async () => {
    await register('many', {
      'a/model.onnx': layeredModel([1, 1]),
      'b/1/x.onnx': layeredModel([1, 2]),
      'b/2/x.onnx': layeredModel([1, 3]),
    })
    const id = await deploy('onnx', 'many', { model: 'many', modelFolders: 'true' })
    await platform.until(id, 'RUNNING')
    expect((await predict(id, 'a', [[1]])).body.predictions[0]).toHaveLength(1)
    expect((await predict(id, 'b', [[1]])).body.predictions[0]).toHaveLength(3)
    expect((await platform.call('GET', at(id, '/v2/models/b/versions/2'))).body).toMatchObject({ versions: ['2'] })
    expect((await predict(id, 'many', [[1]])).body).toEqual({ error: 'Model with name many does not exist.' })
  })

  it.each([
    ['one:1,', /"" is no registered model/],
    ['one:0', /"one:0" is no registered model/],
    ['one,one:2', /"one" is named twice/],
  ])('refuses models = %s', async (models, words) => {
    const { status, body } = await platform.call('POST', '/v2/lm/configurations', {
      name: 'wrong',
      scenarioId: 'model-serving',
      executableId: 'onnx',
      parameterBindings: [{ key: 'models', value: models }],
    })
    expect([status, JSON.stringify(body)]).toEqual([
      400,
      expect.stringMatching(new RegExp(words.source.replaceAll('"', '\\\\"'))),
    ])
  })
})
