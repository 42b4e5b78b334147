import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { TensorError } from './contents.ts'
import { fromRest } from './infer-response.ts'
import { InferTensorContents } from './messages.ts'

const answer = (...outputs: object[]): Buffer => Buffer.from(JSON.stringify({ model_name: 'm', outputs }))
const output = (datatype: string, data: unknown, shape: number[] = [1]) => ({ name: 'y', datatype, shape, data })

describe('the answer of a server that knows no binary tensors', () => {
  it.each([
    ['BOOL', [true, false], [1, 0]],
    ['UINT8', [255], [255]],
    ['UINT16', [258], [2, 1]],
    ['UINT32', [4294967295], [255, 255, 255, 255]],
    ['INT8', [-1], [255]],
    ['INT16', [-2], [254, 255]],
    ['INT32', [-2], [254, 255, 255, 255]],
    ['INT64', [-2], [254, 255, 255, 255, 255, 255, 255, 255]],
    ['UINT64', [1], [1, 0, 0, 0, 0, 0, 0, 0]],
    ['FP32', [1], [0, 0, 128, 63]],
    [
      'FP64',
      [
        [1, 2],
        [3, 4],
      ],
      [...Buffer.from(new Float64Array([1, 2, 3, 4]).buffer)],
    ],
    ['BYTES', ['é'], [2, 0, 0, 0, 195, 169]],
  ])('has its %s values made raw', (datatype, data, raw) => {
    const response = fromRest(answer(output(datatype, data)), null, false)
    expect([...(response.rawOutputContents?.[0] ?? [])]).toEqual(raw)
    expect(response.outputs).toMatchObject([{ name: 'y', datatype, contents: null }])
  })

  it('keeps whole numbers of 64 bits exact', () => {
    const text = '{"outputs":[{"name":"y","datatype":"INT64","shape":[2],"data":[9223372036854775807,-9223372036854775808]}]}'
    const raw = fromRest(Buffer.from(text), null, false).rawOutputContents?.[0]
    expect([raw?.readBigInt64LE(0), raw?.readBigInt64LE(8)]).toEqual([2n ** 63n - 1n, -(2n ** 63n)])
  })

  it('is typed where the request was', () => {
    const response = fromRest(answer(output('INT8', [-5, 7], [2]), output('BYTES', ['a'])), null, true)
    expect(response.rawOutputContents).toBeUndefined()
    const none = InferTensorContents.decode(Buffer.alloc(0))
    const negative = [251, 255, 255, 255, 255, 255, 255, 255, 255, 1]
    expect(response.outputs?.[0]?.contents).toEqual({ ...none, int: [Buffer.from([...negative, 7])] })
    expect(response.outputs?.[1]?.contents).toEqual({ ...none, bytes: [Buffer.from('a')] })
  })
})

describe('an answer', () => {
  it('says what else it said', () => {
    const body = Buffer.from('{"model_name":"m","model_version":"3","id":"i","parameters":{"a":1,"b":[2]},"outputs":[]}')
    expect(fromRest(body, null, false)).toMatchObject({
      modelName: 'm',
      modelVersion: '3',
      id: 'i',
      parameters: new Map<string, unknown>([
        ['a', 1],
        ['b', '[2]'],
      ]),
    })
  })

  it.each([
    ['no JSON', Buffer.from('<html>'), null, /something that is no JSON/],
    ['a value of another kind', answer(output('INT8', [200])), null, /value 0 is no INT8/],
    ['a text for a number', answer(output('INT64', ['x'])), null, /value 0 is no INT64/],
    ['a datatype that is none', answer(output('FLOAT', [1])), null, /datatype "FLOAT" cannot be read/],
    ['half floats as values', answer(output('FP16', [1])), null, /datatype "FP16" cannot be read/],
    [
      'fewer bytes than said',
      answer({ name: 'y', datatype: 'FP32', shape: [1], parameters: { binary_data_size: 9 } }),
      'all',
      /said binary_data_size 9, but 0 bytes are left/,
    ],
    [
      'a size that is none',
      answer({ name: 'y', datatype: 'FP32', shape: [1], parameters: { binary_data_size: -4 } }),
      'all',
      /said binary_data_size -4/,
    ],
  ])('that cannot be read is the server’s fault: %s', (_, body, json, message) => {
    const read = () => fromRest(body, json === 'all' ? body.length : null, false)
    expect(read).toThrow(TensorError)
    expect(read).toThrow(message)
  })
})
