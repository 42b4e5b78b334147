import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Host, startHost } from './host.ts'

const script = `
import { setTimeout as sleep } from 'node:timers/promises'

export const helper = 1

export default class Predict {
  static schema: object | undefined = undefined
  private readonly facts: unknown[]
  private calledOff = 0

  constructor({ project, deployment, model, asyncLogger }) {
    this.facts = [project.name, deployment.name, model.name, model.version]
    asyncLogger.log('made', { of: model.name })
  }

  async load() {
    await sleep(1)
    this.facts.push('loaded')
  }

  async predict(inputs, { parameters, signal, tensors }) {
    const word = inputs[0]
    if (word === 'facts') return this.facts
    if (word === 'inputs') return inputs
    if (word === 'parameters') return [parameters]
    if (word === 'own') return { predictions: [1], more: true }
    if (word === 'bytes') return new Uint8Array([0, 255])
    if (word === 'typed') return [new Float32Array([1, 2]), new Map([['a', 1n]]), new Set([2]), 2n ** 70n]
    if (word === 'nothing') return undefined
    if (word === 'nan') return [1, { x: [Number.NaN] }]
    if (word === 'infinity') return { a: new Float64Array([0, Infinity]), b: null }
    if (word === 'function') return [() => 1, null]
    if (word === 'circle') { const circle: unknown[] = []; circle.push(circle); return circle }
    if (word === 'raise') throw new RangeError('that is wrong')
    if (word === 'raise text') throw 'a text'
    if (word === 'status') throw Object.assign(new Error('gone'), { statusCode: 404 })
    if (word === 'print') { console.log('from javascript'); process.stdout.write('\\x05\\x00\\x00\\x00 raw\\n'); console.error('an error line'); return ['printed'] }
    if (word === 'called off') return this.calledOff
    if (word === 'wait') {
      await new Promise((_, reject) => signal.addEventListener('abort', () => { this.calledOff += 1; reject(signal.reason) }))
    }
    if (word === 'stream') return this.stream()
    if (word === 'stream broken') return this.broken()
    if (parameters.kind === 'tensors') return Object.fromEntries(Object.entries(tensors).map(([name, { datatype, data }]) => [name, [datatype, data.constructor.name]]))
    if (parameters.kind === 'half') return inputs.map((row) => row.map((each) => each / 2))
    if (parameters.kind === 'float32') return { y: Float32Array.from(inputs.flat()), z: { data: [1n], shape: [1, 1] } }
    if (parameters.kind === 'ragged') return [[1], [2, 3]]
    return inputs
  }

  *stream() { yield 'a'; yield 'b'; yield { c: 1 } }
  async *broken() { yield 'one'; throw new Error('in the middle') }

  async *generate(text: string, { parameters }) {
    for (const each of text.split(' ')) yield each + (parameters.end ?? '')
  }
}
`
let host: Host
beforeAll(async () => {
  host = startHost({
    script,
    name: 'predict.ts',
    args: ['--node'],
    env: { MODEL_NAME: 'iris', MODEL_VERSION: '3', PROJECT_NAME: 'default' },
  })
  await host.ready()
})
afterAll(() => host[Symbol.asyncDispose]())

const predict = (instances: unknown, more: object = {}, headers: Record<string, string> = {}) =>
  host.call('POST', '/v1/models/model:predict', typeof instances === 'string' ? instances : { instances, ...more }, headers)

describe('a TypeScript predictor over V1', () => {
  it.each<[string, unknown]>([
    ['facts', ['default', 'model', 'iris', 3, 'loaded']],
    ['inputs', ['inputs']],
    ['parameters', [{}]],
  ])('%s', async (word, predictions) => expect(await predict([word])).toMatchObject({ status: 200, body: { predictions } }))

  it('hands on every other key, and writes what JSON has a word for', async () => {
    expect((await predict(['parameters'], { a: 1, parameters: { b: 2 } })).body).toEqual({ predictions: [{ a: 1, b: 2 }] })
    expect((await predict(['own'])).body).toEqual({ predictions: [1], more: true })
    expect((await predict(['typed'])).text).toBe(`{"predictions":[[1,2],{"a":1},[2],${2n ** 70n}]}`)
    expect((await predict(['bytes'])).bytes).toEqual(Buffer.from([0, 255]))
  })

  it.each<[string, number, unknown]>([
    ['raise', 500, 'RangeError : that is wrong'],
    ['raise text', 500, 'Error : a text'],
    ['status', 404, 'Error : gone'],
    ['nan', 500, 'ValueError : predictions[1].x[0] is NaN, which JSON cannot hold'],
    ['infinity', 500, 'ValueError : predictions.a[1] is Infinity, which JSON cannot hold'],
    ['function', 500, 'ValueError : predictions[0] is a function, which JSON cannot hold'],
    ['circle', 500, expect.stringMatching(/cannot be written as JSON.*circular/i)],
  ])('%s is a %i, and the instance lives on', async (word, status, error) => {
    expect(await predict([word])).toMatchObject({ status, body: { error } })
    expect((await predict(['inputs'])).status).toBe(200)
  })

  it.each<[string, RegExp]>([
    ['{"instances": [1', /not valid JSON/],
    ['[1]', /must be a JSON object/],
    ['{"instances": 3}', /to be a list/],
  ])('%s is refused', async (body, words) =>
    expect(await predict(body)).toMatchObject({ status: 400, body: { error: expect.stringMatching(words) } }),
  )

  it('prints into the log, with tracebacks of its own lines only', async () => {
    expect((await predict(['print'])).body).toEqual({ predictions: ['printed'] })
    await predict(['raise'])
    expect(host.said.stdout).toMatch(/from javascript\n/)
    expect(host.said.stderr).toMatch(/an error line/)
    expect(host.said.stderr).toMatch(/RangeError: that is wrong\n\s+at Predict\.predict \(.*predict\.ts:\d+:\d+\)/)
    expect(host.said.stderr).not.toMatch(/runtimes\/node/)
  })

  it('streams what a generator gives', async () => {
    expect((await predict(['stream'])).text).toBe('ab{"c":1}\n')
    expect((await predict(['stream'], {}, { accept: 'text/event-stream' })).text).toBe('data: a\n\ndata: b\n\ndata: {"c":1}\n\n')
    expect((await predict(['stream broken'], {}, { accept: 'text/event-stream' })).text).toBe(
      'data: one\n\ndata: {"error":"Error : in the middle"}\n\n',
    )
  })

  it('hears of a caller who hangs up', async () => {
    const { request } = process.getBuiltinModule('node:http')
    const socketPath = host.process.spawnargs[host.process.spawnargs.indexOf('--socket') + 1] ?? ''
    await new Promise<void>((resolve) => {
      const asked = request({ socketPath, method: 'POST', path: '/v1/models/model:predict' })
      asked.on('error', () => resolve())
      asked.end('{"instances":["wait"]}', () => setTimeout(() => asked.destroy(), 100))
    })
    for (;;) if ((await predict(['called off'])).body.predictions === 1) break
  })
})

describe('a TypeScript predictor over the Open Inference Protocol', () => {
  const infer = (inputs: object[], kind?: string) =>
    host.call('POST', '/v2/models/model/infer', { inputs, ...(kind === undefined ? {} : { parameters: { kind } }) })
  const x = (data: unknown, datatype = 'FP32', shape = [2, 2]) => ({ name: 'x', datatype, shape, data })

  it.each<[string, object, object]>([
    ['numbers come back as FP64', x([1, 2, 3, 4]), { datatype: 'FP64', shape: [2, 2], data: [1, 2, 3, 4] }],
    ['booleans', x([true, false], 'BOOL', [2]), { datatype: 'BOOL', shape: [2], data: [true, false] }],
    ['texts', x(['a', 'é'], 'BYTES', [2, 1]), { datatype: 'BYTES', shape: [2, 1], data: ['a', 'é'] }],
  ])('%s', async (_, input, output) =>
    expect(await infer([input])).toMatchObject({ status: 200, body: { outputs: [{ name: 'output-0', ...output }] } }),
  )

  it('keeps whole numbers that only 64 bits can hold', async () =>
    expect((await infer([x([0], 'INT64', [1])].map((each) => JSON.parse(JSON.stringify(each))))).body.outputs[0].data).toEqual([
      0,
    ]))

  it('gives several by name, and typed arrays beside', async () => {
    const { body } = await infer([x([1, 2, 3, 4]), { ...x([1, 2], 'INT64', [2]), name: 'n' }], 'tensors')
    expect(body.outputs).toMatchObject([
      { name: 'x', data: ['FP32', 'Float32Array'] },
      { name: 'n', data: ['INT64', 'BigInt64Array'] },
    ])
  })

  it('takes typed arrays and shapes as answers', async () => {
    expect((await infer([x([1, 2, 3, 4])], 'float32')).body.outputs).toEqual([
      { name: 'y', datatype: 'FP32', shape: [4], data: [1, 2, 3, 4] },
      { name: 'z', datatype: 'INT64', shape: [1, 1], data: [1] },
    ])
    expect(await infer([x([1, 2, 3, 4])], 'ragged')).toMatchObject({
      status: 500,
      body: { error: expect.stringMatching(/rows have different lengths/) },
    })
  })

  it('generates, whole and piece by piece', async () => {
    const body = { text_input: 'some words', parameters: { end: '.' } }
    expect((await host.call('POST', '/v2/models/model/generate', body)).body).toMatchObject({ text_output: 'some.words.' })
    const stream = await host.call('POST', '/v2/models/model/generate_stream', body)
    expect(stream.text.match(/"text_output":"[^"]*"/g)).toEqual(['"text_output":"some."', '"text_output":"words."'])
  })
})

describe('other shapes of a script', () => {
  it.each<[string, string, string]>([
    ['functions of a module', 'predict.mjs', 'export const predict = (inputs) => inputs.length'],
    ['one function', 'predict.js', 'export default (inputs) => inputs.length'],
    ['a class by name', 'predict.js', 'export class Predictor { predict(inputs) { return inputs.length } }'],
    ['an object', 'predict.js', 'export default { count: 2, predict(inputs) { return this.count } }'],
    ['CommonJS functions', 'predict.cjs', 'exports.predict = (inputs) => inputs.length'],
    ['a CommonJS class', 'predict.js', 'module.exports = class { predict(inputs) { return inputs.length } }'],
  ])('%s', async (_, name, text) => {
    await using other = startHost({ script: text, name, args: ['--node'] })
    await other.ready()
    expect((await other.call('POST', '/v1/models/model:predict', { instances: [1, 2] })).body).toEqual({ predictions: 2 })
  })

  it('is not what a package.json further up says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-nested-'))
    mkdirSync(join(folder, 'inner'))
    for (const [type, name, text] of [
      ['module', 'predict.js', 'exports.predict = (inputs) => inputs.length'],
      ['commonjs', 'predict.js', 'export const predict = (inputs) => inputs.length'],
      ['commonjs', 'predict.ts', 'export const predict = (inputs: number[]) => inputs.length'],
    ] as const) {
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }))
      writeFileSync(join(folder, 'inner', name), text)
      await using other = startHost({
        script: '',
        args: ['--node', `--script=${join(folder, 'inner', name)}`, `--script-name=${name}`],
      })
      await other.ready()
      expect((await other.call('POST', '/v1/models/model:predict', { instances: [1, 2] })).body).toEqual({ predictions: 2 })
    }
    rmSync(folder, { recursive: true })
  })

  it('a transformer', async () => {
    const text =
      'export class Transformer { preprocess(inputs) { return inputs.map((each) => each + 1) } postprocess(outputs) { return outputs.reverse() } }'
    await using other = startHost({ script: text, name: 'transform.js', args: ['--node', '--component', 'transformer'] })
    await other.ready()
    expect((await other.call('POST', '/v1/preprocess', { instances: [1, 2], a: 1 })).body).toEqual({ instances: [2, 3], a: 1 })
    expect((await other.call('POST', '/v1/postprocess', { predictions: [1, 2] })).body).toEqual({ predictions: [2, 1] })
    const inputs = [{ name: 'x', datatype: 'FP32', shape: [2], data: [1, 2] }]
    // What comes back under a name is of the datatype that came under it.
    expect((await other.call('POST', '/v2/preprocess', { inputs })).body.inputs).toEqual([
      { name: 'x', datatype: 'FP32', shape: [2], data: [2, 3] },
    ])
  })

  it('is found under its own name where it lies under its hash', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-hash-'))
    writeFileSync(join(folder, 'c0ffee'), 'export const predict = (inputs: number[]): number => inputs.length\n')
    await using other = startHost({ script: '', args: ['--node', `--artifact-file=mine.ts=${join(folder, 'c0ffee')}`] })
    await other.ready()
    expect((await other.call('POST', '/v1/models/model:predict', { instances: [1] })).body).toEqual({ predictions: 1 })
    rmSync(folder, { recursive: true })
  })

  it.each([
    ['import', 'import { two } from "twice"; export const predict = () => two'],
    ['require', 'const { two } = require("twice"); exports.predict = () => two'],
  ])('finds packages that were installed for it by %s', async (_, text) => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-packages-'))
    const at = join(folder, 'node_modules', 'twice')
    mkdirSync(at, { recursive: true })
    writeFileSync(join(at, 'package.json'), '{"name":"twice","main":"index.js"}')
    writeFileSync(join(at, 'index.js'), 'exports.two = 2')
    await using other = startHost({ script: text, name: 'predict.js', args: ['--node', '--packages', folder] })
    await other.ready()
    expect((await other.call('POST', '/v1/models/model:predict', { instances: [] })).body).toEqual({ predictions: 2 })
    rmSync(folder, { recursive: true })
  })

  it.each<[string, string, RegExp]>([
    ['does not parse', 'export const x =\n', /^predict\.js.*SyntaxError/],
    ['throws', '\nthrow new TypeError("no\\nway")', /^predict\.js line 2: TypeError: no way$/],
    ['imports what is not there', 'import "left-pad"', /^predict\.js: Error: Cannot find package 'left-pad'/],
    [
      'has nothing',
      'export const other = 1',
      /^predict\.js has no predict \(it exports other\); expected: export default class Predict/,
    ],
    [
      'throws while it is made',
      'export default class {\n constructor() { this.a.b } predict() {} }',
      /^predict\.js line 2: TypeError/,
    ],
  ])('refuses one that %s', async (_, text, words) => {
    await using other = startHost({ script: text, name: 'predict.js', args: ['--node'] })
    await expect(other.ready()).rejects.toThrow(words)
    expect(await other.ended).toBe(1)
  })

  it('a script that never returns does not outlive the host', async () => {
    const text = 'export const predict = () => { console.log(process.pid); for (;;); }'
    const other = startHost({ script: text, name: 'predict.js', args: ['--node'] })
    await other.ready()
    other.call('POST', '/v1/models/model:predict', { instances: [1] }).catch(() => {})
    while (!/^\d+$/m.test(other.said.stdout)) await new Promise(setImmediate)
    const pid = Number(/^\d+$/m.exec(other.said.stdout)?.[0])
    other.process.kill('SIGKILL')
    const lives = (): boolean => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    }
    while (lives()) await new Promise((later) => setTimeout(later, 10))
  })
})
