import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildModel, echoModel } from '../onnx/build-model.ts'
import { type Host, startHost } from './host.ts'

const folder = mkdtempSync(join(tmpdir(), 'lectern-onnx-'))
const write = (name: string, bytes: Buffer): void => {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'model.onnx'), bytes)
}
let host: Host
beforeAll(async () => {
  write('floats', echoModel('float', ['N', 2]))
  write('halves', echoModel('float16', ['N']))
  write('texts', echoModel('string', ['N', 1]))
  write('longs', echoModel('int64', ['N']))
  write('flags', echoModel('bool', ['N']))
  write('scalar', echoModel('float', []))
  write('fixed', echoModel('float', [2, 2]))
  write(
    'two',
    buildModel({
      nodes: [
        { op: 'Add', inputs: ['a', 'b'], outputs: ['sum'] },
        { op: 'Mul', inputs: ['a', 'b'], outputs: ['product'] },
      ],
      inputs: ['a', 'b'].map((name) => ({ name, type: 'float', shape: ['N', 1] }) as const),
      outputs: ['sum', 'product'].map((name) => ({ name, type: 'float', shape: ['N', 1] }) as const),
    }),
  )
  write('broken', Buffer.from('no model at all'))
  mkdirSync(join(folder, 'empty'))
  host = startHost({ script: '', args: ['--onnx', '1', '--max-loaded', '20'], env: { MODEL_FILES_PATH: folder } })
  await host.ready()
})
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const predict = (model: string, body: unknown) => host.call('POST', `/v1/models/${model}:predict`, body)
const infer = (model: string, ...inputs: object[]) => host.call('POST', `/v2/models/${model}/infer`, { inputs })
const x = (datatype: string, shape: number[], data: unknown) => ({ name: 'x', datatype, shape, data })

describe('an ONNX model', () => {
  it('says what goes in and out', async () => {
    expect((await host.call('GET', '/v2/models/two')).body).toEqual({
      name: 'two',
      versions: ['1'],
      platform: 'onnx_onnxv1',
      inputs: [
        { name: 'a', datatype: 'FP32', shape: [-1, 1] },
        { name: 'b', datatype: 'FP32', shape: [-1, 1] },
      ],
      outputs: [
        { name: 'sum', datatype: 'FP32', shape: [-1, 1] },
        { name: 'product', datatype: 'FP32', shape: [-1, 1] },
      ],
      properties: {},
    })
  })

  it('describes its calls as OpenAPI: what it refuses does not fit, and what it takes does', async () => {
    const { body } = await host.call('GET', '/v2/models/two/docs/dataplane.json')
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/v1/models/two:predict', '/v2/models/two/infer']))
    const schemaOf = (path: string) =>
      new Ajv({ strict: false }).compile(body.paths[path].post.requestBody.content['application/json'].schema)
    const v1 = schemaOf('/v1/models/two:predict')
    expect(v1({ instances: [{ a: [1], b: [2] }] })).toBe(true)
    for (const instance of [{ a: [1] }, { a: [1, 2], b: [2] }, { a: ['x'], b: [2] }])
      expect(v1({ instances: [instance] })).toBe(false)
    const v2 = schemaOf('/v2/models/two/infer')
    const tensor = (name: string, datatype = 'FP32', shape = [1, 1]) => ({ name, datatype, shape, data: [1] })
    expect(v2({ inputs: [tensor('a'), tensor('b')] })).toBe(true)
    for (const wrong of [tensor('c'), tensor('a', 'FP64'), tensor('a', 'FP32', [1]), tensor('a', 'FP32', [1, 2])])
      expect(v2({ inputs: [wrong, tensor('b')] })).toBe(false)
  })

  it.each<[string, string, number[], unknown[]]>([
    ['floats', 'FP32', [2, 2], [1.5, 2, 3, 4]],
    ['texts', 'BYTES', [2, 1], ['a', 'é"\n']],
    ['longs', 'INT64', [2], [1, -7]],
    ['flags', 'BOOL', [3], [true, false, true]],
    ['floats', 'FP32', [0, 2], []],
  ])('%s: %s of shape %j come back as they went in', async (model, datatype, shape, data) =>
    expect(await infer(model, x(datatype, shape, data))).toMatchObject({
      status: 200,
      body: { outputs: [{ name: 'y', datatype, shape, data }] },
    }),
  )

  it('keeps 64-bit numbers exact, and 16-bit floats as bits', async () => {
    const text = '{"inputs":[{"name":"x","datatype":"INT64","shape":[1],"data":[9223372036854775807]}]}'
    expect((await host.call('POST', '/v2/models/longs/infer', text)).text).toMatch(/"data":\[9223372036854775807\]/)
    const header = JSON.stringify({
      inputs: [{ name: 'x', datatype: 'FP16', shape: [2], parameters: { binary_data_size: 4 } }],
      outputs: [{ name: 'y', parameters: { binary_data: true } }],
    })
    const bits = Buffer.from([0, 0x3c, 0xff, 0x7b])
    const answer = await host.call('POST', '/v2/models/halves/infer', Buffer.concat([Buffer.from(header), bits]), {
      'inference-header-content-length': String(header.length),
    })
    expect(answer.bytes.subarray(-4)).toEqual(bits)
  })

  it.each<[string, unknown, unknown]>([
    [
      'rows of the only input',
      {
        instances: [
          [1, 2],
          [3, 4],
        ],
      },
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['objects by its name', { instances: [{ x: [1, 2] }] }, [[1, 2]]],
    ['"inputs" as well', { inputs: [[1, 2]] }, [[1, 2]]],
  ])('takes V1 with %s', async (_, body, predictions) =>
    expect(await predict('floats', body)).toMatchObject({ status: 200, body: { predictions } }),
  )

  it('takes V1 of several inputs by row or by column', async () => {
    const predictions = [
      { sum: [4], product: [3] },
      { sum: [6], product: [8] },
    ]
    expect(
      (
        await predict('two', {
          instances: [
            { a: [1], b: [3] },
            { a: [2], b: [4] },
          ],
        })
      ).body,
    ).toEqual({ predictions })
    expect((await predict('two', { inputs: { a: [[1], [2]], b: [[3], [4]] } })).body).toEqual({ predictions })
    expect((await predict('texts', { instances: [['a'], ['b']] })).body).toEqual({ predictions: [['a'], ['b']] })
    expect((await predict('longs', { instances: [1, 2] })).body).toEqual({ predictions: [1, 2] })
  })

  it.each<[string, object, string]>([
    ['floats', x('FP64', [1, 2], [1, 2]), 'input "x" has datatype FP64; the model takes FP32'],
    ['floats', x('FP32', [1, 3], [1, 2, 3]), 'input "x" has shape [1,3]; the model takes [-1,2] (-1: any)'],
    ['floats', x('FP32', [2], [1, 2]), 'input "x" has shape [2]; the model takes [-1,2] (-1: any)'],
    ['floats', { ...x('FP32', [1, 2], [1, 2]), name: 'z' }, 'input "z" is not known; the model takes "x"'],
    ['two', { ...x('FP32', [1, 1], [1]), name: 'a' }, 'input "b" is missing'],
  ])('%s refuses %j', async (model, input, error) =>
    expect(await infer(model, input)).toMatchObject({ status: 400, body: { error } }),
  )

  it.each<[string, unknown, RegExp]>([
    ['floats', { instances: [[1, 2], [3]] }, /instances\[1\] has 1 values; the model takes 2/],
    ['floats', { instances: [['a', 2]] }, /instances\[0\]\[0\] must be a number/],
    ['two', { instances: [[1]] }, /instances\[0\] must be an object with a, b/],
    ['two', { inputs: { a: [[1]], b: [[1], [2]] } }, /inputs\.b has 2 rows, inputs\.a 1/],
    ['two', { inputs: { a: [[1]] } }, /inputs\.b is missing/],
    ['two', { inputs: { a: [[1]], b: [[2]], c: 1 } }, /inputs\.c is not known; the model takes a, b/],
    ['longs', { instances: [1.5] }, /must be a whole number/],
    ['fixed', { instances: [[1, 2]] }, /input "x" has shape \[1,2\]; the model takes \[2,2\]/],
  ])('%s refuses the V1 body %j', async (model, body, words) =>
    expect(await predict(model, body)).toMatchObject({ status: 400, body: { error: expect.stringMatching(words) } }),
  )

  it('tells what the caller did wrong from what went wrong in the model', async () => {
    expect(await infer('scalar', x('FP32', [], [1.5]))).toMatchObject({
      status: 200,
      body: { outputs: [{ shape: [], data: [1.5] }] },
    })
    const header = JSON.stringify({
      inputs: [{ name: 'x', datatype: 'BYTES', shape: [1, 1], parameters: { binary_data_size: 5 } }],
    })
    const noText = Buffer.concat([Buffer.from(header), Buffer.from([1, 0, 0, 0, 0xff])])
    const headers = { 'inference-header-content-length': String(header.length) }
    expect(await host.call('POST', '/v2/models/texts/infer', noText, headers)).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/input "x": value 0 is no UTF-8 text/) },
    })
    const column = (name: string, rows: number) => ({ name, datatype: 'FP32', shape: [rows, 1], data: Array(rows).fill(1) })
    expect(await infer('two', column('a', 2), column('b', 3))).toMatchObject({
      status: 500,
      body: { error: expect.stringMatching(/^OnnxRuntimeError : .*running (Add|Mul) node/) },
    })
    expect((await infer('two', column('a', 2), column('b', 2))).status).toBe(200)
  })

  it('that cannot be opened says why, again and again, and the others live on', async () => {
    for (const _ of [1, 2])
      expect(await predict('broken', { instances: [1] })).toMatchObject({
        status: 500,
        body: {
          error: expect.stringMatching(/broken cannot be loaded: ONNX Runtime cannot open the model: .*Protobuf parsing failed/),
        },
      })
    expect(await predict('empty', { instances: [1] })).toMatchObject({
      status: 500,
      body: { error: expect.stringMatching(/no file is a model \(no files\); expected: a file that ends in \.onnx/) },
    })
    expect((await predict('floats', { instances: [[1, 2]] })).status).toBe(200)
  })

  it('alone ends the host where it cannot be opened', async () => {
    await using other = startHost({ script: '', args: ['--onnx', '1'], env: { MODEL_FILES_PATH: join(folder, 'broken') } })
    await expect(other.ready()).rejects.toThrow(/^ONNX Runtime cannot open the model: .*Protobuf parsing failed/)
  })
})
