import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idOf } from '../gateway-harness.ts'
import { connectGrpc, type GrpcClient } from './client.ts'
import { type Scene, startScene } from './scene.ts'

let scene: Scene
let grpc: GrpcClient
let publicGrpc: GrpcClient
beforeAll(async () => {
  scene = await startScene()
  grpc = connectGrpc(scene.address)
  publicGrpc = connectGrpc(scene.publicAddress)
}, 300_000)
afterAll(async () => {
  grpc[Symbol.dispose]()
  publicGrpc[Symbol.dispose]()
  await scene[Symbol.asyncDispose]()
})

const floats = (...values: number[]): Buffer => Buffer.from(new Float32Array(values).buffer)
const raw = (datatype: string, shape: number[], ...contents: Buffer[]) => ({
  model_name: 'model',
  inputs: contents.map((_, index) => ({ name: `x${index}`, datatype, shape })),
  raw_input_contents: contents,
})
const typed = (datatype: string, shape: number[], contents: object) => ({
  model_name: 'model',
  inputs: [{ name: 'x', datatype, shape, contents }],
})

const numbers = [
  { datatype: 'BOOL', field: 'bool_contents', values: [true, false, true] },
  { datatype: 'INT8', field: 'int_contents', values: [-128, -1, 127] },
  { datatype: 'INT16', field: 'int_contents', values: [-32768, 0, 32767] },
  { datatype: 'INT32', field: 'int_contents', values: [-2147483648, -7, 2147483647] },
  { datatype: 'INT64', field: 'int64_contents', values: [-9007199254740991, -1, 9007199254740991] },
  { datatype: 'UINT8', field: 'uint_contents', values: [0, 128, 255] },
  { datatype: 'UINT16', field: 'uint_contents', values: [0, 300, 65535] },
  { datatype: 'UINT32', field: 'uint_contents', values: [0, 2147483648, 4294967295] },
  { datatype: 'UINT64', field: 'uint64_contents', values: [0, 1, 9007199254740991] },
  { datatype: 'FP32', field: 'fp32_contents', values: [0.5, -1.25, Number.POSITIVE_INFINITY] },
  { datatype: 'FP64', field: 'fp64_contents', values: [0.1, Number.NaN, -1e300] },
  { datatype: 'BYTES', field: 'bytes_contents', values: [Buffer.from('é'), Buffer.from(''), Buffer.from('abc')] },
]

describe('a tensor', () => {
  it.each(numbers)('of $datatype in typed contents comes back in them', async ({ datatype, field, values }) => {
    const { answer } = await grpc.call('ModelInfer', typed(datatype, [3, 1], { [field]: values }))
    expect(answer.outputs[0]).toMatchObject({ datatype, shape: [3, 1] })
    expect(answer.outputs[0].contents[field]).toEqual(values)
    expect(answer.raw_output_contents).toEqual([])
  })

  it.each([
    ...[1, 2, 4, 8].flatMap((size) => [`INT${size * 8}`, `UINT${size * 8}`].map((datatype) => [datatype, size] as const)),
    ['BOOL', 1],
    ['FP16', 2],
    ['FP32', 4],
    ['FP64', 8],
  ] as const)('of %s that came raw goes back raw', async (datatype, size) => {
    const bytes = Buffer.alloc(4 * size, datatype === 'BOOL' ? 1 : 0x3c)
    const { answer } = await grpc.call('ModelInfer', raw(datatype, [2, 2], bytes))
    expect(answer.outputs[0]).toMatchObject({ datatype, shape: [2, 2], contents: null })
    expect(answer.raw_output_contents).toEqual([bytes])
  })

  it('of texts that came raw has their lengths before them', async () => {
    const bytes = Buffer.from('\x02\0\0\0hi\0\0\0\0')
    const { answer } = await grpc.call('ModelInfer', raw('BYTES', [2], bytes))
    expect(answer.raw_output_contents).toEqual([bytes])
  })

  it('of half floats goes back raw, and all others with it', async () => {
    const asked = { ...typed('FP32', [1], { fp32_contents: [1] }), parameters: { word: { string_param: 'half' } } }
    const { answer } = await grpc.call('ModelInfer', asked)
    expect(answer).toMatchObject({ outputs: [{ datatype: 'FP16' }], raw_output_contents: [Buffer.from([0, 0x3c])] })
  })

  it('without elements is one', async () => {
    const { answer } = await grpc.call('ModelInfer', typed('FP32', [0, 4], {}))
    expect(answer.outputs[0]).toMatchObject({ shape: [0, 4] })
  })

  it('has company: several in, several out', async () => {
    const { answer } = await grpc.call('ModelInfer', raw('FP32', [1], floats(1), floats(2)))
    expect(answer.outputs.map(({ name }: { name: string }) => name)).toEqual(['x0', 'x1'])
    expect(answer.raw_output_contents).toEqual([floats(1), floats(2)])
    const chosen = await grpc.call('ModelInfer', { ...raw('FP32', [1], floats(1), floats(2)), outputs: [{ name: 'x1' }] })
    expect(chosen.answer).toMatchObject({ outputs: [{ name: 'x1' }], raw_output_contents: [floats(2)] })
  })

  it.each(['own port', 'public port'])('of ten megabytes goes through the %s and back', async (port) => {
    const bytes = Buffer.alloc(10 * 1024 * 1024)
    for (let at = 0; at < bytes.length; at += 4096) bytes.writeUInt32LE(at, at)
    const client = port === 'own port' ? grpc : publicGrpc
    const { answer } = await client.call('ModelInfer', raw('INT32', [bytes.length / 4], bytes))
    expect(answer.raw_output_contents[0].equals(bytes)).toBe(true)
  })

  it.each([
    ['gzip', 2],
    ['deflate', 1],
  ])('goes in compressed with %s', async (_, algorithm) => {
    using packed = connectGrpc(scene.address, 'admin', { 'grpc.default_compression_algorithm': algorithm })
    const bytes = Buffer.alloc(100_000, 7)
    const { answer } = await packed.call('ModelInfer', raw('UINT8', [100_000], bytes))
    expect(answer.raw_output_contents[0].equals(bytes)).toBe(true)
  })
})

describe('a request', () => {
  it('has its id and its parameters', async () => {
    const parameters = {
      word: { string_param: 'parameters' },
      yes: { bool_param: true },
      no: { bool_param: false },
      many: { int64_param: -5 },
      half: { double_param: 0.5 },
      'binary_data_size"': { uint64_param: 7 },
    }
    const { answer } = await grpc.call('ModelInfer', { ...raw('FP32', [1], floats(1)), id: 'my "id"', parameters })
    expect(answer.id).toBe('my "id"')
    expect(answer.raw_output_contents[0].toString('utf8', 4)).toBe(
      `[('binary_data_size"', 7), ('half', 0.5), ('many', -5), ('no', False), ('word', 'parameters'), ('yes', True)]`,
    )
  })

  it.each(['model', idOf('model'), 'iris'])('names the model by name, id or model name: %s', async (name) => {
    const { answer, metadata } = await grpc.call('ModelInfer', { ...raw('FP32', [1], floats(1)), model_name: name })
    expect(answer).toMatchObject({ model_name: name, model_version: '1' })
    expect(metadata).toMatchObject({ 'x-request-id': expect.stringMatching(/^request-/) })
  })

  it('leaves a log line, and a record in the ledger, as any call', async () => {
    const { metadata } = await grpc.call('ModelInfer', raw('FP32', [1], floats(1)))
    const line = scene.harness.logged.find(({ requestId }) => requestId === metadata['x-request-id'])
    expect(line).toMatchObject({ event: 'call', dialect: 'oip', status: 200, resourceGroup: 'default', credentialId: 'admin' })
  })

  it.each([
    ['an unknown model', { ...raw('FP32', [1], floats(1)), model_name: 'nobody' }, 'NOT_FOUND', /'nobody' does not exist/],
    ['no model', { ...raw('FP32', [1], floats(1)), model_name: '' }, 'INVALID_ARGUMENT', /name of the model is missing/],
    ['an unknown version', { ...raw('FP32', [1], floats(1)), model_version: '7' }, 'NOT_FOUND', /version 7 does not exist/],
    ['no inputs', { model_name: 'model' }, 'INVALID_ARGUMENT', /"inputs" must be a list of at least one/],
    [
      'too few values',
      typed('FP32', [3], { fp32_contents: [1, 2] }),
      'INVALID_ARGUMENT',
      /fp32_contents has 2 values, but shape \[3\] needs 3/,
    ],
    [
      'too few bytes',
      raw('FP32', [3], floats(1, 2)),
      'INVALID_ARGUMENT',
      /binary_data_size is 8, but FP32 of shape \[3\] needs 12/,
    ],
    ['a negative shape', raw('FP32', [-1], floats(1)), 'INVALID_ARGUMENT', /"shape" must be a list of whole numbers/],
    ['a giant shape', raw('FP32', [65536, 65536], floats(1)), 'RESOURCE_EXHAUSTED', /more than 2147483648 values/],
    ['an unknown datatype', raw('FP8', [1], floats(1)), 'INVALID_ARGUMENT', /datatype "FP8" is not known/],
    ['an unknown datatype, typed', typed('x', [1], { fp32_contents: [1] }), 'INVALID_ARGUMENT', /datatype "x" is not known/],
    [
      'values in another field',
      typed('INT32', [1], { fp32_contents: [1] }),
      'INVALID_ARGUMENT',
      /INT32: its values go in int_contents; fp32_/,
    ],
    [
      'half floats that are typed',
      typed('FP16', [1], { fp32_contents: [1] }),
      'INVALID_ARGUMENT',
      /FP16, which goes in raw_input_contents/,
    ],
    [
      'a value out of range',
      typed('INT8', [2], { int_contents: [1, 200] }),
      'INVALID_ARGUMENT',
      /value 1 is 200; INT8 takes -128 to 127/,
    ],
    [
      'an input without values',
      { model_name: 'model', inputs: [{ name: 'x', datatype: 'FP32', shape: [1] }] },
      'INVALID_ARGUMENT',
      /"x" has no values/,
    ],
    [
      'more inputs than raw tensors',
      { ...raw('FP32', [1], floats(1), floats(2)), raw_input_contents: [floats(1)] },
      'INVALID_ARGUMENT',
      /1 tensors for 2 inputs/,
    ],
    [
      'both ways at once',
      { ...typed('FP32', [1], { fp32_contents: [1] }), raw_input_contents: [floats(1)] },
      'INVALID_ARGUMENT',
      /"x" has contents although/,
    ],
    [
      'an unknown output',
      { ...raw('FP32', [1], floats(1), floats(2)), outputs: [{ name: 'y' }] },
      'INVALID_ARGUMENT',
      /output "y" is not known/,
    ],
    [
      'shared memory',
      {
        ...raw('FP32', [1], floats(1)),
        inputs: [{ name: 'x', datatype: 'FP32', shape: [1], parameters: { shared_memory_region: { string_param: 'r' } } }],
      },
      'INVALID_ARGUMENT',
      /shared memory region/,
    ],
    [
      'an exception of the script',
      { ...raw('FP32', [1], floats(1)), parameters: { word: { string_param: 'raise' } } },
      'INTERNAL',
      /^ValueError : no such luck$/,
    ],
  ])('is refused: %s', async (_, request, code, message) => {
    expect(await grpc.refused('ModelInfer', request)).toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it.each([
    [400, 'INVALID_ARGUMENT'],
    [404, 'NOT_FOUND'],
    [422, 'INVALID_ARGUMENT'],
    [500, 'INTERNAL'],
    [501, 'UNIMPLEMENTED'],
  ])('that a script answers with %i is %s', async (status, code) => {
    const parameters = { word: { string_param: 'status' }, status: { int64_param: status } }
    const refused = await grpc.refused('ModelInfer', { ...raw('FP32', [1], floats(1)), parameters })
    expect(refused).toMatchObject({ code, message: expect.stringMatching(/as asked/) })
  })
})
