import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runLine } from '../cli-harness.ts'
import { type Scene, startScene, sums } from '../transformer/scene.ts'

/** Scripts that surely cannot be served are refused before anything is made of them; what may work is tried. */
let scene: Scene
beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene[Symbol.asyncDispose]())

const notebook = (...cells: string[]): string =>
  JSON.stringify({ cells: cells.map((source) => ({ cell_type: 'code', source: [source] })) })

const wrong = [
  ['a.py', 'class Predict:\n    def predict(self, inputs)\n        return inputs\n', /^a\.py line 2: SyntaxError: expected ':'/],
  ['b.py', 'class Model:\n    pass\n', /^b\.py has no class Predict or Predictor \(it has Model\); expected: class Predict/],
  [
    'c.py',
    '\nclass Predict:\n    pass\n',
    /^c\.py line 2: class Predict has no method predict; expected: def predict\(self, inputs\)/,
  ],
  ['d.py', 'class Predict:\n  def predict(self, inputs):\n\treturn 1\n        x\n', /^d\.py line \d: (Tab|Indentation)Error/],
  ['e.py', '', /^e\.py has no class .*it has no class/],
  ['f.py', 'x = "\0"', /^f\.py.*null bytes/],
  ['g.ipynb', 'print(1)', /^g\.ipynb is no notebook/],
  [
    'h.ipynb',
    notebook('%matplotlib inline', 'class Predict:\n  def predict(self inputs): pass'),
    /^h\.ipynb cell 2 line 2: SyntaxError/,
  ],
  [
    'i.js',
    'export default class Predict {\n  predict(inputs) { return inputs\n}\n',
    /^i\.js line 4: SyntaxError: Unexpected end of input/,
  ],
  ['j.js', 'export const model = 1\n', /^j\.js has no predict \(it exports model\)/],
  ['k.cjs', 'const x = 1\n', /^k\.cjs has no predict \(it exports nothing\)/],
  ['l.ts', 'export function predict(i: number[]: number { return i[0] }\n', /^l\.ts line 1: SyntaxError/],
  ['m.js', 'const predict = (\n', /^m\.js line 2: SyntaxError/],
] as const

const executableFor = (name: string): string => (/\.c?[jt]s$/.test(name) ? 'node' : 'python')

const configurationOf = (name: string, parameters: Readonly<Record<string, string>>, executableId = executableFor(name)) => ({
  name,
  scenarioId: 'model-serving',
  executableId,
  parameterBindings: Object.entries({ cores: '0', ...parameters }).map(([key, value]) => ({ key, value })),
})

const counts = async (): Promise<unknown> => {
  const paths = ['configurations/$count', 'deployments/$count']
  return Promise.all(paths.map(async (path) => (await scene.platform.call('GET', `/v2/lm/${path}`)).body))
}
const deploy = (body: object) => scene.platform.call('POST', '/v2/lm/deployments', body)

describe('a script that cannot be served', () => {
  it.each(wrong)('%s is refused with what is wrong where, and leaves nothing behind', async (name, text, says) => {
    const configuration = configurationOf(name, { script: await scene.script(name, text) })
    const before = await counts()
    expect(await deploy({ configuration })).toMatchObject({
      status: 400,
      // Names of files here are those of the folder that they were imported from.
      body: {
        error: {
          message: expect.stringMatching(new RegExp(says.source.replace('^', '^\\d+-'))),
          target: 'parameterBindings.script',
        },
      },
    })
    expect(await counts()).toEqual(before)
  })

  it('is refused as a transformer, as an artifact, and for a configuration that is there', async () => {
    const script = await scene.script('predict.py', sums)
    const transformerScript = await scene.script('transform.py', 'class Transformer:\n    pass\n')
    expect(await deploy({ configuration: configurationOf('t', { script, transformerScript }, 'python') })).toMatchObject({
      status: 400,
      body: {
        error: {
          message: expect.stringMatching(
            /transform\.py line 1: Transformer has no method; expected: class Transformer with def preprocess/,
          ),
          target: 'parameterBindings.transformerScript',
        },
      },
    })
    const url = await scene.script('broken.py', 'def')
    const artifact = await scene.platform.call('POST', '/v2/lm/artifacts', {
      name: 'a',
      kind: 'other',
      url,
      scenarioId: 'model-serving',
    })
    const bound = {
      ...configurationOf('bound', {}, 'python'),
      inputArtifactBindings: [{ key: 'script', artifactId: artifact.body.id }],
    }
    const { body } = await scene.platform.call('POST', '/v2/lm/configurations', bound)
    const answer = await deploy({ configurationId: body.id })
    expect(answer).toMatchObject({ status: 400, body: { error: { target: 'inputArtifactBindings.script' } } })
    const id = await scene.deploy('works', { script })
    await scene.platform.until(id, 'RUNNING')
    expect((await scene.platform.call('PATCH', `/v2/lm/deployments/${id}`, { configurationId: body.id })).status).toBe(400)
  })

  it('is kept as no artifact version', async () => {
    const files = [{ path: 'note.txt', text: 'hello' }]
    const { call } = scene.platform
    expect((await call('POST', '/v2/lm/registry/models', { name: 'kept', framework: 'PYTHON', files })).status).toBe(201)
    const path = '/v2/lm/registry/models/kept/versions/1/artifacts'
    const uploads = async () => (await call('GET', '/v2/lm/registry/uploads')).body
    const before = await uploads()
    for (const [name, text, says] of wrong.filter(([each]) => each !== 'e.py' && each !== 'f.py'))
      expect(await call('POST', path, { files: [{ path: name, role: 'predictor', text }] }), name).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringMatching(says) } },
      })
    expect((await call('GET', path)).body).toMatchObject({ count: 0 })
    expect(await uploads()).toEqual(before)
    // What has no role may be anything, and so may what nobody here reads.
    const others = [
      { path: 'broken.py', text: 'def' },
      { path: 'run.sh', role: 'predictor', text: 'exit' },
    ]
    expect((await call('POST', path, { files: others })).status).toBe(201)
  })

  it('leaves nothing of what the command line asked for', async () => {
    const before = await counts()
    const env = { LECTERN_URL: scene.platform.url, LECTERN_API_KEY: scene.platform.adminKey }
    const script = await scene.script('typo.py', 'class Predict\n')
    const line = [
      'deployments',
      'create',
      'typo',
      '--scenario',
      'model-serving',
      '--executable',
      'python',
      '--param',
      `script=${script}`,
    ]
    expect(await runLine(line, { env })).toMatchObject({ code: 1, stderr: expect.stringMatching(/typo\.py line 1: SyntaxError/) })
    const noSuchModel = [
      'deployments',
      'create',
      'none',
      '--scenario',
      'model-serving',
      '--executable',
      'python',
      '--param',
      'model=none',
    ]
    expect(await runLine(noSuchModel, { env })).toMatchObject({ code: 1 })
    expect(await counts()).toEqual(before)
  })
})

describe('what may work', () => {
  it.each([
    ['imported.py', 'from json import JSONDecoder as Predict\n'],
    ['starred.py', 'from os import *\n'],
    ['made.py', 'globals()["Predict"] = type("Predict", (), {"predict": lambda self, inputs: inputs})\n'],
    ['inherits.py', 'class Base:\n    def predict(self, inputs): return inputs\nclass Predict(Base):\n    pass\n'],
    ['given.py', 'class Predict: pass\nPredict.predict = lambda self, inputs: inputs\n'],
    [
      'nested.py',
      'try:\n    import nothing\nexcept ImportError:\n    class Predictor:\n        async def predict(self, inputs): return inputs\n',
    ],
    ['cells.ipynb', notebook('!pip list', 'class Predict:\n    def predict(self, inputs): return inputs')],
    ['again.mjs', 'import { readFileSync } from "node:fs"\nexport { readFileSync as predict }\n'],
    ['common.cjs', 'exports.predict = (inputs) => inputs\nprocess.exitCode = 3\n'],
    ['typed.ts', 'type Row = readonly number[]\nexport default (rows: readonly Row[]) => rows\n'],
  ])('%s is not refused', async (name, text) => {
    const executableId = /js$|ts$/.test(name) ? 'node' : 'python'
    const configuration = configurationOf(name, { script: await scene.script(name, text) }, executableId)
    expect(await deploy({ configuration, name: name.replace(/\W/g, '-') })).toMatchObject({ status: 202 })
  })

  it('is run by nobody who only reads it', async () => {
    const flag = `${scene.platform.dataDir}/ran`
    const text = `open(${JSON.stringify(flag)}, "w").close()\nclass Other: pass\n`
    const configuration = configurationOf('runs', { script: await scene.script('runs.py', text) }, 'python')
    expect((await deploy({ configuration })).status).toBe(400)
    expect(existsSync(flag)).toBe(false)
  })
})

describe('a deployment with a configuration of its own', () => {
  it('has it from then on, and names it once', async () => {
    const configuration = configurationOf('both.py', { script: await scene.script('both.py', sums) })
    const { body, status } = await deploy({ configuration, name: 'both' })
    expect(status).toBe(202)
    const { configurationId } = (await scene.platform.call('GET', `/v2/lm/deployments/${body.id}`)).body
    expect((await scene.platform.call('GET', `/v2/lm/configurations/${configurationId}`)).body).toMatchObject(configuration)
    const before = await counts()
    for (const [asked, target] of [
      [{ configuration, configurationId }, 'configuration'],
      [{ name: 'nothing' }, 'configurationId'],
      [{ configuration, targets: [{ configurationId }] }, 'targets'],
      [{ configuration: { ...configuration, executableId: 'nothing' } }, 'executableId'],
    ] as const) {
      expect(await deploy(asked)).toMatchObject({ status: 400, body: { error: { target } } })
    }
    expect((await deploy({ configuration, name: 'both' })).status).toBe(409)
    expect(await counts()).toEqual(before)
  })
})
