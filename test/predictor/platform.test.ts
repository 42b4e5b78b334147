import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../platform.ts'
import { pythonWith } from '../python-environment.ts'

let platform: Platform
const folder = mkdtempSync(join(tmpdir(), 'lectern-scripts-'))

beforeAll(async () => {
  // scikit-learn and XGBoost are there, so that "system" is enough; an environment of its own is made in one test.
  platform = await startPlatform({ settings: { python: pythonWith() } })
}, 300_000)
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** Imports a script, as an administrator does, and answers its source. */
async function importScript(name: string, text: string): Promise<string> {
  writeFileSync(join(folder, name), text)
  return importFile(name)
}

async function importFile(name: string): Promise<string> {
  const path = join(folder, name)
  const source = pathToFileURL(path).href
  const { body } = await platform.call('POST', '/v2/admin/models/imports', { source })
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    const { state, error } = (await platform.call('GET', `/v2/admin/models/imports/${body.id}`)).body
    if (state === 'done') return source
    if (state === 'failed') throw new Error(error)
    await platform.clock.sleep(25)
  }
  throw new Error(`${source} was not imported: ${JSON.stringify(body)}`)
}

async function bind(kind: string, name: string, url: string): Promise<string> {
  return (await platform.call('POST', '/v2/lm/artifacts', { name, kind, url, scenarioId: 'model-serving' })).body.id
}

async function deploy(
  name: string,
  parameters: Record<string, string>,
  artifacts: Record<string, string> = {},
  executableId = 'python',
): Promise<string> {
  const configuration = await platform.call('POST', '/v2/lm/configurations', {
    name,
    scenarioId: 'model-serving',
    executableId,
    parameterBindings: Object.entries(parameters).map(([key, value]) => ({ key, value })),
    inputArtifactBindings: Object.entries(artifacts).map(([key, artifactId]) => ({ key, artifactId })),
  })
  expect(configuration.status, JSON.stringify(configuration.body)).toBe(201)
  const made = await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
  expect(made.status, JSON.stringify(made.body)).toBe(202)
  return made.body.id
}

const at = (id: string, path: string): string => `/v2/inference/deployments/${id}${path}`

const predict = (id: string, name: string, instances: unknown, more: object = {}) =>
  platform.call('POST', at(id, `/v1/models/${name}:predict`), { instances, ...more })

const sums = `
import os
class Predict:
    def __init__(self, deployment):
        self.name = deployment.name
    def predict(self, inputs):
        print("called")
        if inputs == ["environment"]:
            return [os.environ.get(name) for name in ["THRESHOLD", "DEPLOYMENT_NAME", "OMP_NUM_THREADS", "PROJECT_NAME", "IS_PREDICTOR", "SCRIPT_NAME"]]
        if inputs == ["exit"]:
            os._exit(3)
        return [[self.name, sum(row)] for row in inputs]
`

describe('a Python script', () => {
  it('bound as an artifact answers V1 and the Open Inference Protocol through the gateway, by name and id', async () => {
    const source = await importScript('predict.py', sums)
    const variables = { THRESHOLD: '0.5', DEPLOYMENT_NAME: 'not mine to say', DEPLOYMENT_ID: 'x' }
    const id = await deploy(
      'sums',
      { environmentVariables: JSON.stringify(variables), threads: '2' },
      { script: await bind('other', 'sums', source) },
    )
    await platform.until(id, 'RUNNING')
    for (const name of ['sums', id])
      expect(await predict(id, name, [[1, 2], [3.5]])).toMatchObject({
        status: 200,
        body: {
          predictions: [
            ['sums', 3],
            ['sums', 3.5],
          ],
        },
      })
    expect((await predict(id, 'sums', ['environment'])).body.predictions).toEqual([
      '0.5',
      'sums',
      '2',
      'default',
      'true',
      'predict.py',
    ])
    expect((await platform.call('GET', at(id, '/v2/models/sums'))).body).toMatchObject({ name: 'sums', platform: 'python' })
    expect(await predict(id, 'other', [[1]])).toMatchObject({
      status: 404,
      body: { error: 'Model with name other does not exist.' },
    })
    expect(await predict(id, 'sums', [1])).toMatchObject({
      status: 500,
      body: { error: "TypeError : 'int' object is not iterable" },
    })
  })

  it('is called with raw tensors that come without a content type', async () => {
    const echo = 'class Predictor:\n    def predict(self, inputs):\n        return inputs * 2\n'
    const id = await deploy('raw', { script: await importScript('double.py', echo) })
    await platform.until(id, 'RUNNING')
    const raw = Buffer.from(new Float32Array([1.5, -2]).buffer)
    const head = Buffer.from(
      JSON.stringify({
        inputs: [{ name: 'x', datatype: 'FP32', shape: [2], parameters: { binary_data_size: 8 } }],
        parameters: { binary_data_output: true },
      }),
    )
    const answer = await fetch(`${platform.url}${at(id, '/v2/models/raw/infer?test_1=1')}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${platform.adminKey}`, 'inference-header-content-length': String(head.length) },
      body: new Blob([head, raw]),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const length = Number(answer.headers.get('inference-header-content-length'))
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    expect(JSON.parse(bytes.toString('utf8', 0, length)).outputs[0]).toMatchObject({ datatype: 'FP32', shape: [2] })
    expect(bytes.subarray(length)).toEqual(Buffer.from(new Float32Array([3, -4]).buffer))
  })

  it('that dies is started again', async () => {
    const id = await deploy('dying', { script: await importScript('predict.py', sums) })
    await platform.until(id, 'RUNNING')
    expect((await predict(id, 'dying', ['exit'])).status).toBe(500)
    let status = 0
    for (let attempt = 0; status !== 200 && attempt < 1_200; attempt += 1) {
      status = (await predict(id, 'dying', [[1]])).status
      await platform.clock.sleep(25)
    }
    expect(status).toBe(200)
  })

  it('that cannot be served makes the deployment DEAD, and says why', async () => {
    const id = await deploy('broken', {
      script: await importScript('broken.py', 'class Model:\n    pass\nclass Predict(Model):\n    pass\n'),
    })
    const { statusMessage } = await platform.until(id, 'DEAD')
    expect(statusMessage).toMatch(/broken\.py: class Predict has no method predict; expected: def predict\(self, inputs\)/)
  })

  it('is no chat model, and says so', async () => {
    const id = await deploy('talker', { script: await importScript('predict.py', sums) })
    await platform.until(id, 'RUNNING')
    const messages = [{ role: 'user', content: 'Hello' }]
    expect(await platform.call('POST', '/v1/chat/completions', { model: 'talker', messages })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/"talker" is no chat model: it answers predictions/) } },
    })
  })

  it('of an artifact version runs beside the files of its registered model, checked against its schema', async () => {
    const model = {
      name: 'scale',
      framework: 'PYTHON',
      files: [{ path: 'factor.txt', text: '3' }],
      modelSchema: { input_schema: { columnar_schema: [{ name: 'x', type: 'double' }] } },
    }
    expect(await platform.call('POST', '/v2/lm/registry/models', model)).toMatchObject({ status: 201 })
    const text = `
import os
class Predict:
    def __init__(self, model):
        self.factor = int(open(os.path.join(model.model_files_path, "factor.txt")).read())
        self.version = model.version
    def predict(self, inputs):
        import helper
        return [[row["x"] * self.factor, self.version, helper.word] for row in inputs]
`
    const files = [
      { path: 'predict.py', role: 'predictor', text },
      { path: 'helper.py', text: 'word = "helped"' },
    ]
    const made = await platform.call('POST', '/v2/lm/registry/models/scale/versions/1/artifacts', { files })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    const id = await deploy('scaled', { model: 'scale', artifactVersion: '1' })
    await platform.until(id, 'RUNNING')
    expect(await predict(id, 'scale', [{ x: 2 }])).toMatchObject({ status: 200, body: { predictions: [[6, 1, 'helped']] } })
    expect(await predict(id, 'scale', [{ y: 2 }])).toMatchObject({
      status: 400,
      body: { error: 'instances[0].y is not known; the model takes x' },
    })
    expect((await platform.call('GET', at(id, '/v2/models/scale/versions/1'))).body).toMatchObject({
      versions: ['1'],
      inputs: [{ name: 'x', datatype: 'FP64', shape: [-1] }],
    })
  })

  it.each([
    ['no script', {}, /a script is needed/],
    ['variables that are no object', { environmentVariables: '[1]' }, /environmentVariables.*JSON object/],
    ['a variable that is no text', { environmentVariables: '{"A":1}' }, /A must be a text/],
    ['a variable without a name', { environmentVariables: '{"A=B":"1"}' }, /no name of an environment variable/],
    ['no concurrency', { concurrency: '0' }, /concurrency.*whole number from 1/],
    ['a model that is not there', { model: 'nothing_like_it', script: 'x' }, /nothing_like_it/],
    ['requirements that read files', { requirements: '-r /etc/passwd', script: 'x' }, /-r is not allowed here/],
  ])('refuses %s', async (_, parameters, message) => {
    const bindings = Object.entries(parameters).map(([key, value]) => ({ key, value }))
    const script = (parameters as { script?: string }).script
    if (script) for (const each of bindings) if (each.key === 'script') each.value = await importScript('predict.py', sums)
    const configuration = await platform.call('POST', '/v2/lm/configurations', {
      name: 'bad',
      scenarioId: 'model-serving',
      executableId: 'python',
      parameterBindings: bindings,
    })
    const refused =
      configuration.status === 400
        ? configuration
        : await platform.call('POST', '/v2/lm/deployments', { configurationId: configuration.body.id })
    expect(refused).toMatchObject({ status: 400, body: { error: { message: expect.stringMatching(message) } } })
  })
})

const iris = [
  [5.1, 3.5, 1.4, 0.2],
  [6.7, 3.0, 5.2, 2.3],
]

/** Trains a small model as its users do. */
function train(name: string, program: string): void {
  const data = 'from sklearn.datasets import load_iris\nx, y = load_iris(return_X_y=True)\n'
  execFileSync(pythonWith(), ['-c', `${data}${program}`, join(folder, name)])
}

describe('model servers without a script', () => {
  it.each([
    ['joblib', 'import joblib; joblib.dump(model, sys.argv[1])'],
    ['pkl', 'import pickle; pickle.dump(model, open(sys.argv[1], "wb"))'],
  ])('serve scikit-learn from .%s', async (ending, dump) => {
    train(
      `iris.${ending}`,
      `import sys\nfrom sklearn.linear_model import LogisticRegression\nmodel = LogisticRegression(max_iter=500).fit(x, y)\n${dump}`,
    )
    const artifact = await bind('model', `iris-${ending}`, await importFile(`iris.${ending}`))
    const id = await deploy(`iris-${ending}`, { requirements: 'system', modelName: 'iris' }, { model: artifact }, 'sklearn')
    await platform.until(id, 'RUNNING')
    expect(await predict(id, 'iris', iris)).toMatchObject({ status: 200, body: { predictions: [0, 2] } })
    const { predictions } = (await predict(id, 'iris', iris, { parameters: { predict_proba: true } })).body
    expect(predictions.map((row: number[]) => row.length)).toEqual([3, 3])
    expect(await predict(id, 'iris', iris, { parameters: { method: 'transform' } })).toMatchObject({ status: 400 })
    for (const [rows, trouble] of [
      [[[1, 2]], /takes rows of 4 numbers; these have the shape \[1, 2\]/],
      [[[1, 2, 3, 'x']], /none: could not convert string to float/],
      [[[1, 2, 3, 4], [1]], /inhomogeneous shape/],
      [[1, 2, 3, 4], /shape \[4\]/],
      [[[1, 2, 3, null]], /these hold null, NaN or infinity/],
    ] as const)
      expect(await predict(id, 'iris', rows)).toMatchObject({ status: 400, body: { error: expect.stringMatching(trouble) } })
    const infer = await platform.call('POST', at(id, '/v2/models/iris/infer'), {
      inputs: [{ name: 'x', datatype: 'FP64', shape: [2, 4], data: iris }],
      parameters: { predict_proba: true },
    })
    expect(infer.body.outputs[0]).toMatchObject({ datatype: 'FP64', shape: [2, 3] })
  })

  it.each(['json', 'ubj', 'bst'])('serve XGBoost from .%s', async (ending) => {
    train(
      'trained.ubj',
      'import sys, xgboost\nmodel = xgboost.XGBClassifier(n_estimators=5).fit(x, y)\nmodel.save_model(sys.argv[1])',
    )
    if (ending === 'json')
      train(
        'flowers.json',
        'import sys, xgboost\nmodel = xgboost.XGBClassifier(n_estimators=5).fit(x, y)\nmodel.save_model(sys.argv[1])',
      )
    else writeFileSync(join(folder, `flowers.${ending}`), readFileSync(join(folder, 'trained.ubj')))
    const artifact = await bind('model', `flowers-${ending}`, await importFile(`flowers.${ending}`))
    const id = await deploy(`flowers-${ending}`, { requirements: 'system', modelName: 'flowers' }, { model: artifact }, 'xgboost')
    await platform.until(id, 'RUNNING')
    const { predictions } = (await predict(id, 'flowers', iris)).body
    expect(predictions.map((row: number[]) => row.indexOf(Math.max(...row)))).toEqual([0, 2])
    for (const rows of [[[1, 2]], [[1, 2, 3, 'x']], [[1, 2, 3, 4], [1]], [1, 2, 3, 4]])
      expect(await predict(id, 'flowers', rows)).toMatchObject({
        status: 400,
        body: { error: expect.stringMatching(/rows of 4 numbers/) },
      })
  })

  it('say what they miss', async () => {
    const id = await deploy(
      'nothing',
      { requirements: 'system' },
      { model: await bind('model', 'script', await importScript('predict.py', sums)) },
      'sklearn',
    )
    expect((await platform.until(id, 'DEAD')).statusMessage).toMatch(
      /no file is a model \(predict\.py\); expected: one file \.joblib/,
    )
  })
})

describe('a Python environment', () => {
  it('is made once for its packages, with progress in the status, and its end in the log', async () => {
    const text = 'import colorama\nclass Predict:\n    def predict(self, inputs):\n        return colorama.__version__\n'
    const script = await importScript('versions.py', text)
    const first = await deploy('first', { script, requirements: 'colorama==0.4.6  # colours' })
    expect((await platform.call('GET', `/v2/lm/deployments/${first}`)).body).toMatchObject({
      status: 'PENDING',
      statusMessage: expect.stringMatching(/^the Python packages are being installed: /),
    })
    const second = await deploy('second', { script, requirements: 'colorama==0.4.6' })
    await until(first, 'RUNNING')
    await until(second, 'RUNNING')
    expect((await predict(first, 'first', [])).body).toEqual({ predictions: '0.4.6' })
    expect((await predict(second, 'second', [])).body).toEqual({ predictions: '0.4.6' })
    const logs = (await platform.call('GET', `/v2/lm/deployments/${first}/logs?start=2020-01-01T00:00:00Z`)).body.data.result
    expect(logs.map(({ msg }: { msg: string }) => msg).join('\n')).toMatch(/Successfully installed colorama-0\.4\.6/)
  }, 120_000)

  it('that cannot be made tells pip’s last line', async () => {
    const script = await importScript('predict.py', sums)
    const id = await deploy('impossible', { script, requirements: 'no-such-package-anywhere-123==9' })
    expect((await until(id, 'DEAD')).statusMessage).toMatch(
      /could not be installed: ERROR: No matching distribution found for no-such-package/,
    )
  }, 120_000)

  const until = async (id: string, status: string) => {
    let last: { status?: string; statusMessage?: string } = {}
    for (let attempt = 0; attempt < 1500; attempt += 1) {
      last = (await platform.call('GET', `/v2/lm/deployments/${id}`)).body
      if (last.status === status) return last
      await platform.clock.sleep(50)
    }
    throw new Error(`deployment ${id} did not become ${status}: ${JSON.stringify(last)}`)
  }
})
