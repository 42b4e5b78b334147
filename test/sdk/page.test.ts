import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Model, type Project } from '../../src/sdk/node.ts'
import { type Platform, startPlatform } from '../platform.ts'
import { pythonWith } from '../python-environment.ts'

/** Models start in seconds, and on a loaded machine in many. */
const patience = 120_000

/** The code of the page "How to create a deployment", step by step in TypeScript, with a scikit-learn model and a script of one's own. */

const folder = mkdtempSync(join(tmpdir(), 'lectern-sdk-'))
const at = (name: string): string => join(folder, name)
let platform: Platform
let project: Project
let iris: Model
let multiplier: Model

beforeAll(async () => {
  const python = pythonWith()
  platform = await startPlatform({ settings: { python } })
  project = (await connect({ url: platform.url, apiKey: platform.adminKey })).project('default')
  mkdirSync(at('iris'))
  execFileSync(python, ['-c', train, at('iris/iris.joblib')])
  mkdirSync(at('multiplier/vocabulary'), { recursive: true })
  writeFileSync(at('multiplier/weights.json'), '{"factor": 3}')
  writeFileSync(at('multiplier/vocabulary/words.txt'), 'word\n'.repeat(2_000_000)) // more than one chunk
  writeFileSync(at('predict.py'), script('values'))
}, 400_000)
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const train = `
import sys, joblib
from sklearn.tree import DecisionTreeClassifier
joblib.dump(DecisionTreeClassifier(random_state=0).fit([[1.4], [1.5], [4.7], [5.0]], ["setosa", "setosa", "other", "other"]), sys.argv[1])
`
const script = (word: string): string => `
import json, os

class Predict(object):
    def __init__(self):
        with open(os.path.join(os.environ["MODEL_FILES_PATH"], "weights.json")) as file:
            self.factor = json.load(file)["factor"] * int(os.environ.get("TIMES", "1"))
        print("loaded factor", self.factor, "${word}", flush=True)

    def predict(self, inputs):
        return [[value * self.factor for value in row] for row in inputs]
`

describe('models', () => {
  it('are saved with their files, and found again', async () => {
    const registry = project.getModelRegistry()
    const passed: number[] = []
    iris = await registry.sklearn.createModel('iris', { metrics: { accuracy: 0.97 }, inputExample: [[1.4]] }).save(at('iris'))
    multiplier = await registry
      .createModel('my_model', { framework: 'PYTHON', metrics: { accuracy: 0.92 }, description: 'Multiplies' })
      .save(at('multiplier'), { onProgress: ({ bytesDone }) => passed.push(bytesDone) })
    expect([iris.version, multiplier.version, multiplier.framework]).toEqual([1, 1, 'PYTHON'])
    expect(passed.at(-1)).toBe(10_000_000 + readFileSync(at('multiplier/weights.json')).length)

    await registry.python
      .createModel('my_model', { metrics: { accuracy: 0.95 } })
      .save([{ path: 'weights.json', content: '{"factor": 4}' }])
    expect((await registry.getBestModel('my_model', 'accuracy', 'max')).version).toBe(2)
    expect((await registry.getModels('my_model')).map(({ version }) => version)).toEqual([2, 1])
    expect((await registry.getModel('my_model')).version).toBe(2)
    const found = await registry.getModel('my_model', { version: 1 })
    expect([found.description, found.trainingMetrics, iris.inputExample]).toEqual(['Multiplies', { accuracy: 0.92 }, [[1.4]]])
    await expect(registry.getModel('my_model', { version: 9 })).rejects.toThrow(/there is no version 9 of model my_model/)
    await expect(found.save(at('multiplier'))).rejects.toThrow(/version 1 of my_model is saved/)
  })

  it('bring their files back, and carry tags', async () => {
    await multiplier.download(at('downloaded'))
    expect(readdirSync(at('downloaded'), { recursive: true }).sort()).toEqual([
      'vocabulary',
      'vocabulary/words.txt',
      'weights.json',
    ])
    await multiplier.setTag('owner', { team: 'a' })
    expect(await multiplier.getTags()).toEqual({ owner: { team: 'a' } })
    await multiplier.deleteTag('owner')
    expect(await multiplier.getTags()).toEqual({})
  })
})

it(
  'option A: the model object, of a model that needs no script',
  async () => {
    const deployment = await iris.deploy({ requirements: 'system' })
    expect(deployment.name).toBe('iris')
    await deployment.start()
    expect(await deployment.predict({ inputs: [[1.3], [4.9]] })).toEqual({ predictions: ['setosa', 'other'] })
    await deployment.delete({ force: true })
  },
  patience,
)

it(
  'option B: the serving handle, and the life of a deployment',
  async () => {
    const serving = project.getModelServing()
    await expect(multiplier.deploy()).rejects.toThrow(/version 1 of my_model \(PYTHON\) needs a predictor script/)

    const predictor = serving.createPredictor(multiplier, {
      scriptFile: at('predict.py'),
      resources: { requests: { cores: 0.5, memory: 64 }, limits: { memory: 512 }, numInstances: 1 },
      inferenceBatcher: { maxBatchSize: 8 },
      inferenceLogger: { mode: 'ALL', sink: { kind: 'store' } },
    })
    const deployment = serving.createDeployment(predictor)
    expect(deployment.name).toBe('mymodel')
    await deployment.save()
    await deployment.start()
    expect(await deployment.getState()).toMatchObject({ status: 'RUNNING', targetStatus: 'RUNNING' })
    expect(
      await deployment.predict({
        instances: [
          [1, 2],
          [3, 4],
        ],
      }),
    ).toEqual({
      predictions: [
        [3, 6],
        [9, 12],
      ],
    })
    expect(await deployment.predict({ inputs: [1, 2] })).toEqual({ predictions: [[3, 6]] })
    expect(await deployment.predict<number[]>({ inputs: 5 })).toEqual({ predictions: [[15]] })
    await expect(deployment.predict({ inputs: [['a', null]] })).rejects.toMatchObject({
      status: 500,
      message: expect.stringMatching(/TypeError/),
    })
    await expect.poll(async () => (await deployment.getLogs()).map(({ msg }) => msg)).toContain('loaded factor 3 values')

    // Found again by its name, changed, and served by the change.
    const found = await serving.getDeployment('mymodel')
    expect(found.id).toBe(deployment.id)
    expect(found.predictor).toMatchObject({
      model: { name: 'my_model', version: 1 },
      parameters: { artifactVersion: '1', cores: '0.5' },
    })
    found.predictor.environmentVariables = { TIMES: '10' }
    await found.save()
    expect(await found.predict({ inputs: [1] })).toEqual({ predictions: [[30]] })
    deployment.predictor.scriptFile = { name: 'predict.py', text: script('another') }
    await deployment.save()
    await expect.poll(async () => (await deployment.getLogs()).map(({ msg }) => msg)).toContain('loaded factor 3 another')
    expect((await serving.getDeployments({ model: multiplier })).map(({ name }) => name)).toEqual(['mymodel'])
    await expect(multiplier.delete()).rejects.toThrow(/mymodel/)

    await expect(deployment.delete()).rejects.toMatchObject({ status: expect.any(Number) })
    await deployment.stop()
    expect([await deployment.isStopped(), await deployment.isRunning()]).toEqual([true, false])
    await expect(deployment.predict({ inputs: [1] })).rejects.toMatchObject({ status: 423 })
    await deployment.start()
    expect(await deployment.predict({ inputs: [1] })).toEqual({ predictions: [[3]] })
    await deployment.delete({ force: true })
    expect(await serving.getDeployments()).toEqual([])
    await multiplier.delete()
  },
  patience,
)

it(
  'a transformer stands before the model',
  async () => {
    const serving = project.getModelServing()
    const transformer = serving.createTransformer({
      scriptFile: {
        name: 'transform.py',
        text: 'class Transformer:\n    def preprocess(self, inputs):\n        return [[float(each)] for each in inputs]\n',
      },
    })
    const deployment = await serving.createPredictor(iris, { name: 'texts', transformer, requirements: 'system' }).deploy()
    await deployment.start()
    expect(await deployment.predict({ instances: ['1.3', '4.9'] })).toEqual({ predictions: ['setosa', 'other'] })
    await deployment.delete({ force: true })
  },
  patience,
)

it(
  'says what is wrong',
  async () => {
    const serving = project.getModelServing()
    await expect(serving.getDeployment('nobody')).rejects.toThrow('there is no deployment nobody in default')
    await expect(iris.deploy({ scriptFile: at('lost.py') })).rejects.toThrow(/there is no file .*lost\.py/)
    await expect(iris.deploy({ name: 'not a name' })).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/name/),
    })
    const broken = await iris.deploy({
      name: 'broken',
      scriptFile: {
        name: 'predict.py',
        text: 'class Predict:\n    def __init__(self):\n        raise ValueError("no luck")\n    def predict(self, inputs):\n        return inputs\n',
      },
    })
    await expect(broken.start()).rejects.toThrow(/broken is DEAD: .*no luck/s)
    await broken.delete({ force: true })
  },
  patience,
)
