import { readFileSync } from 'node:fs'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonWith } from '../python-environment.ts'
import { type Host, type HostAnswer, startHost } from './host.ts'

const lectern = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }

const script = `
class Predict:
    schema = None

    def predict(self, inputs, parameters):
        word = parameters.get("word")
        if word == "shapes":
            named = inputs if isinstance(inputs, dict) else {"only": inputs}
            return {name: [str(type(each).__name__), str(getattr(each, "dtype", "")), *map(str, each.shape)] for name, each in named.items()}
        if word == "list": return [[1, 2], [3, 4]]
        if word == "floats": return [0.5, float("nan")]
        if word == "texts": return ["a", "é"]
        if word == "bytes": return [b"\\xff"]
        if word == "ragged": return [[1], [2, 3]]
        if word == "object": return [object()]
        if word == "half": return inputs.astype("float16")
        if word == "raise": raise ValueError("no")
        if word == "write":
            inputs[0] = 9
            return inputs
        if word == "generator": return (each for each in [1, 2])
        if word == "frame":
            import pandas
            return pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]})
        return inputs

    def generate(self, text_input, parameters):
        if parameters.get("fail"):
            raise RuntimeError("no words")
        if parameters.get("whole"):
            return text_input.upper()
        return iter(text_input.split())
`
let host: Host
beforeAll(async () => {
  host = startHost({ script, python: pythonWith(), env: { MODEL_VERSION: '2' } })
  await host.ready()
}, 300_000)
afterAll(() => host[Symbol.asyncDispose]())

type Input = { name: string; datatype: string; shape: number[]; data?: unknown; parameters?: object }
const infer = (request: object | Buffer, headers: Record<string, string> = {}): Promise<HostAnswer> =>
  host.call('POST', '/v2/models/model/infer', request, headers)
const x = (data: unknown, datatype = 'FP32', shape = [2]): Input => ({ name: 'x', datatype, shape, data })

/** JSON, then raw tensors, as clients with the binary extension send it. */
const binary = (json: object, ...raws: Buffer[]): [Buffer, Record<string, string>] => {
  const head = Buffer.from(JSON.stringify(json))
  return [Buffer.concat([head, ...raws]), { 'Inference-Header-Content-Length': String(head.length) }]
}
const split = (answer: HostAnswer): { json: { outputs: Record<string, unknown>[] }; raw: Buffer } => {
  const length = Number(answer.headers['inference-header-content-length'])
  return { json: JSON.parse(answer.bytes.toString('utf8', 0, length)), raw: answer.bytes.subarray(length) }
}

describe('Open Inference Protocol, around the model', () => {
  it.each([
    ['GET', '/v2/health/live', 200, { live: true }],
    ['GET', '/v2/health/ready', 200, { ready: true }],
    [
      'GET',
      '/v2',
      200,
      { name: 'lectern', version: lectern.version, extensions: expect.arrayContaining(['binary_tensor_data']) },
    ],
    ['GET', '/v2/', 200, { name: 'lectern' }],
    ['GET', '/v2/models', 200, { models: ['model'] }],
    ['GET', '/v2/models/model/ready', 200, { name: 'model', ready: true }],
    ['GET', '/v2/models/d0/versions/2/ready', 200, { name: 'd0', ready: true }],
    [
      'GET',
      '/v2/models/model/versions/3/ready',
      404,
      { error: expect.stringMatching(/version 3 does not exist; there is version 2/) },
    ],
    ['GET', '/v2/models/model', 200, { name: 'model', versions: ['2'], platform: 'python', inputs: [], outputs: [] }],
    ['GET', '/v2/models/other', 404, { error: 'Model with name other does not exist.' }],
    ['GET', '/v2/models/model/config', 200, { name: 'model', input: [] }],
    ['POST', '/v2/repository/index', 200, [{ name: 'model', version: '2', state: 'READY', reason: '' }]],
    ['POST', '/v2/repository/models/model/load', 200, { name: 'model', load: true }],
    ['POST', '/v2/repository/models/model/unload', 400, { error: expect.stringMatching(/modelControl/) }],
    ['GET', '/v2/models/model/infer', 405, { detail: 'Method Not Allowed' }],
    ['GET', '/v2/models/model/nothing', 404, { detail: 'Not Found' }],
    ['GET', '/v2/nothing', 404, { detail: 'Not Found' }],
  ])('%s %s', async (method, path, status, body) => {
    expect(await host.call(method, path)).toMatchObject({ status, body })
  })

  it('counts in the statistics of Triton', async () => {
    const before = (await host.call('GET', '/v2/models/model/stats')).body.model_stats[0]
    await infer({ inputs: [x([1, 2])] })
    await infer({ inputs: [x([1, 2])], parameters: { word: 'raise' } })
    const after = (await host.call('GET', '/v2/models/model/versions/2/stats')).body.model_stats[0]
    expect(after.inference_count - before.inference_count).toBe(2)
    expect(after.inference_stats.success.count - before.inference_stats.success.count).toBe(1)
    expect(after.inference_stats.fail.count - before.inference_stats.fail.count).toBe(1)
    expect(after.inference_stats.compute_infer.ns).toBeGreaterThan(0)
  })
})

describe('infer', () => {
  it('answers with model, version, id and outputs; data may be flat or nested', async () => {
    for (const data of [
      [1.5, 2, 3, 4],
      [
        [1.5, 2],
        [3, 4],
      ],
    ])
      expect(await infer({ id: 'my id', inputs: [x(data, 'FP32', [2, 2])] })).toMatchObject({
        status: 200,
        body: {
          model_name: 'model',
          model_version: '2',
          id: 'my id',
          outputs: [{ name: 'output-0', datatype: 'FP32', shape: [2, 2], data: [1.5, 2, 3, 4] }],
        },
      })
    expect((await infer({ inputs: [x([1, 2])] })).body).not.toHaveProperty('id')
  })

  it.each([
    ['BOOL', [true, false]],
    ['UINT8', [0, 255]],
    ['UINT16', [0, 65535]],
    ['UINT32', [0, 4294967295]],
    ['UINT64', [0, 2 ** 53 - 1]],
    ['INT8', [-128, 127]],
    ['INT16', [-32768, 32767]],
    ['INT32', [-2147483648, 2147483647]],
    ['INT64', [-(2 ** 53 - 1), 5]],
    ['FP32', [0.5, -1]],
    ['FP64', [0.1, 1e300]],
    ['BYTES', ['text', 'é']],
  ])('carries %s there and back as JSON', async (datatype, data) => {
    expect((await infer({ inputs: [x(data, datatype)] })).body.outputs).toEqual([
      { name: 'output-0', datatype, shape: [2], data },
    ])
  })

  it('keeps 64-bit numbers exact', async () => {
    const text = '{"inputs":[{"name":"x","datatype":"INT64","shape":[2],"data":[9223372036854775807,-9223372036854775808]}]}'
    expect((await infer(Buffer.from(text))).text).toContain('"data":[9223372036854775807,-9223372036854775808]')
  })

  it.each([
    ['BOOL', Buffer.from([1, 0])],
    ['INT64', Buffer.from(new BigInt64Array([1n, -(2n ** 63n)]).buffer)],
    ['FP16', Buffer.from([0x00, 0x3c, 0x00, 0xc0])],
    ['FP32', Buffer.from(new Float32Array([0.1, Number.NaN]).buffer)],
    ['FP64', Buffer.from(new Float64Array([0.1, Number.POSITIVE_INFINITY]).buffer)],
    ['BYTES', Buffer.from([1, 0, 0, 0, 0xff, 0, 0, 0, 0])],
  ])('carries %s as raw bytes, without any content type', async (datatype, raw) => {
    const request = {
      inputs: [{ name: 'x', datatype, shape: [2], parameters: { binary_data_size: raw.length } }],
      outputs: [{ name: 'y', parameters: { binary_data: true } }],
    }
    const answer = await infer(...binary(request, raw))
    expect(answer.headers['content-type']).toBe('application/octet-stream')
    const { json, raw: back } = split(answer)
    expect(json.outputs).toEqual([{ name: 'y', datatype, shape: [2], parameters: { binary_data_size: raw.length } }])
    expect(back).toEqual(raw)
  })

  it('mixes raw and JSON tensors, wherever a number begins; gzip and deflate', async () => {
    const flag = Buffer.from([1])
    const numbers = Buffer.from(new Float64Array([1.5, 2.5]).buffer)
    const json = {
      parameters: { binary_data_output: true },
      inputs: [
        { name: 'flag', datatype: 'BOOL', shape: [1], parameters: { binary_data_size: 1 } },
        { name: 'middle', datatype: 'INT32', shape: [1], data: [7] },
        { name: 'numbers', datatype: 'FP64', shape: [2], parameters: { binary_data_size: 16 } },
      ],
      outputs: [{ name: 'numbers' }, { name: 'middle', parameters: { binary_data: false } }, { name: 'flag' }],
    }
    const [body, headers] = binary(json, flag, numbers)
    for (const [encoding, packed] of [
      ['identity', body],
      ['gzip', gzipSync(body)],
      ['deflate', deflateSync(body)],
    ] as const) {
      const { json: said, raw } = split(await infer(packed, { ...headers, 'content-encoding': encoding }))
      expect(said.outputs.map((each) => [each['name'], each['data']])).toEqual([
        ['numbers', undefined],
        ['middle', [7]],
        ['flag', undefined],
      ])
      expect(raw).toEqual(Buffer.concat([numbers, flag]))
    }
  })

  it('hands a script numpy arrays that it may write to: the only one as it is, several by name', async () => {
    const two = { parameters: { word: 'shapes' }, inputs: [x([1, 2]), { ...x([true], 'BOOL', [1, 1]), name: 'z' }] }
    const { outputs } = (await infer(two)).body
    expect(outputs.map((each: { name: string; data: string[] }) => [each.name, each.data])).toEqual([
      ['x', ['ndarray', 'float32', '2']],
      ['z', ['ndarray', 'bool', '1', '1']],
    ])
    expect((await infer({ parameters: { word: 'write' }, inputs: [x([1, 2])] })).body.outputs[0].data).toEqual([9, 2])
  })

  it.each([
    ['list', [{ name: 'output-0', datatype: 'INT64', shape: [2, 2], data: [1, 2, 3, 4] }]],
    ['texts', [{ name: 'output-0', datatype: 'BYTES', shape: [2], data: ['a', 'é'] }]],
    ['generator', [{ name: 'output-0', datatype: 'INT64', shape: [2], data: [1, 2] }]],
  ])('makes tensors of what a script returns: %s', async (word, outputs) => {
    expect((await infer({ parameters: { word }, inputs: [x([1, 2])] })).body.outputs).toEqual(outputs)
  })

  it.each([
    ['raise', /^ValueError : no$/],
    ['floats', /^ValueError : output "output-0" holds NaN at 1, which JSON cannot hold; ask for binary data/],
    ['bytes', /holds bytes at 0 that are no UTF-8 text/],
    ['half', /is FP16, which cannot be written as JSON/],
    ['ragged', /output "output-0" is no tensor/],
    ['object', /output "output-0" is no tensor/],
  ])('answers 500 with a clear word: %s', async (word, error) => {
    expect(await infer({ parameters: { word }, inputs: [x([1, 2])] })).toMatchObject({
      status: 500,
      body: { error: expect.stringMatching(error) },
    })
  })

  it.each<[string, object | string, RegExp]>([
    ['no JSON', '{', /not valid JSON/],
    ['no object', '[]', /must be a JSON object/],
    ['no inputs', {}, /"inputs" must be a list of at least one tensor/],
    ['no input at all', { inputs: [] }, /at least one tensor/],
    ['an id that is no text', { id: 3, inputs: [x([1, 2])] }, /"id" must be a text/],
    ['an unknown datatype', { inputs: [x([1, 2], 'FP31')] }, /datatype "FP31" is not known; known are BOOL, UINT8/],
    ['a datatype of another world', { inputs: [x([1, 2], 'constructor')] }, /is not known/],
    ['no name', { inputs: [{ ...x([1, 2]), name: undefined }] }, /inputs\[0\]\.name/],
    ['a name twice', { inputs: [x([1, 2]), x([1, 2])] }, /input "x" is given twice/],
    ['a shape that is none', { inputs: [x([1, 2], 'FP32', [-1])] }, /"shape" must be/],
    ['too few values', { inputs: [x([1])] }, /input "x": data has 1 values, but shape \[2\] needs 2/],
    ['a text among numbers', { inputs: [x([1, 'a'])] }, /value 1 is "a"; FP32 takes numbers/],
    ['null', { inputs: [x([null, 1])] }, /value 0 is null/],
    ['a fraction', { inputs: [x([1, 1.5], 'INT8')] }, /value 1 is 1.5; INT8 takes whole numbers from -128 to 127/],
    ['too large a number', { inputs: [x([1, 256], 'UINT8')] }, /UINT8 takes whole numbers from 0 to 255/],
    ['FP16 as JSON', { inputs: [x([1, 2], 'FP16')] }, /FP16 cannot be written as JSON/],
    [
      'no data',
      { inputs: [{ name: 'x', datatype: 'FP32', shape: [1] }] },
      /"data" or the parameter "binary_data_size" is needed/,
    ],
    [
      'raw bytes that are not there',
      { inputs: [{ name: 'x', datatype: 'FP32', shape: [1], parameters: { binary_data_size: 4 } }] },
      /0 bytes are left/,
    ],
    [
      'an output that is not there',
      { inputs: [x([1, 2]), { ...x([1, 2]), name: 'y' }], outputs: [{ name: 'z' }] },
      /output "z" is not known; the model gives "x", "y"/,
    ],
  ])('refuses %s with 400', async (_, request, error) => {
    const body = typeof request === 'string' ? Buffer.from(request) : request
    expect(await infer(body)).toMatchObject({ status: 400, body: { error: expect.stringMatching(error) } })
  })

  it('refuses a giant tensor, a header length beyond the body, and raw bytes of another size', async () => {
    expect((await infer({ inputs: [x([1], 'FP32', [100_000, 100_000])] })).status).toBe(413)
    expect((await infer(Buffer.from('{}'), { 'Inference-Header-Content-Length': '99' })).status).toBe(400)
    expect((await infer(Buffer.from('{}'), { 'Inference-Header-Content-Length': 'x' })).status).toBe(400)
    const input = (size: number) => ({
      inputs: [{ name: 'x', datatype: 'FP32', shape: [2], parameters: { binary_data_size: size } }],
    })
    expect(await infer(...binary(input(4), Buffer.alloc(4)))).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/needs 8/) },
    })
    expect((await infer(...binary(input(8), Buffer.alloc(12)))).status).toBe(400)
    const texts = { inputs: [{ name: 'x', datatype: 'BYTES', shape: [1], parameters: { binary_data_size: 5 } }] }
    expect((await infer(...binary(texts, Buffer.from([200, 0, 0, 0, 1])))).status).toBe(400)
  })
})

describe('generate', () => {
  const generate = (body: object, verb = 'generate') => host.call('POST', `/v2/models/model/${verb}`, body)

  it('answers at once, or piece by piece as events', async () => {
    expect((await generate({ id: 'i', text_input: 'one two' })).body).toEqual({
      id: 'i',
      model_name: 'model',
      model_version: '2',
      text_output: 'onetwo',
    })
    expect((await generate({ text_input: 'one', parameters: { whole: true } })).body.text_output).toBe('ONE')
    const said = { model_name: 'model', model_version: '2' }
    const stream = await generate({ text_input: 'one two' }, 'generate_stream')
    expect(stream.headers['content-type']).toBe('text/event-stream')
    expect(stream.text).toBe(
      `data: ${JSON.stringify({ ...said, text_output: 'one' })}\n\ndata: ${JSON.stringify({ ...said, text_output: 'two' })}\n\n`,
    )
    const whole = await generate({ text_input: 'one', parameters: { whole: true } }, 'generate_stream')
    expect(whole.text).toBe(`data: ${JSON.stringify({ ...said, text_output: 'ONE' })}\n\n`)
  })

  it('refuses what has no text, and tells of a failure', async () => {
    expect((await generate({})).status).toBe(400)
    expect(await generate({ text_input: 'x', parameters: { fail: true } }, 'generate_stream')).toMatchObject({
      status: 500,
      body: { error: 'RuntimeError : no words' },
    })
  })
})
