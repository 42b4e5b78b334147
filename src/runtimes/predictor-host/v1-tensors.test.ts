import { describe, expect, it } from 'vitest'
import type { TensorSchema } from '../../domain/tensor-schema.ts'
import { predictionsText, tensorsOf } from './v1-tensors.ts'

const spec = (name: string, datatype: string, ...shape: number[]) => ({ name, datatype, shape })
const schema = (...inputs: TensorSchema['inputs']): TensorSchema => ({ inputs, outputs: [], columnar: false })
/** There and back: what goes in as instances comes out as predictions. */
const echo = (model: TensorSchema, instances: unknown[]): string => {
  const { inputs, payload } = tensorsOf(model, instances, 'instances')
  return predictionsText(inputs, payload)
}

describe('V1 over tensors', () => {
  it.each<[TensorSchema, unknown[]]>([
    [schema(spec('x', 'FP32', -1)), [1, 2.5]],
    [
      schema(spec('x', 'INT64', -1, 2, 1)),
      [
        [[1], [2]],
        [[3], [4]],
      ],
    ],
    [
      schema(spec('x', 'BYTES', -1, 2)),
      [
        ['a,b', 'é"'],
        ['', 'd'],
      ],
    ],
    [
      schema(spec('a', 'BOOL', -1), spec('b', 'FP64', -1, 2)),
      [
        { a: true, b: [1, 2] },
        { a: false, b: [3, 4] },
      ],
    ],
    [schema(spec('x', 'FP32', -1)), []],
  ])('%#: comes back as it went in', (model, instances) => expect(JSON.parse(echo(model, instances))).toEqual(instances))

  it('says outputs without common rows by name', () => {
    const payload = Buffer.from(new Float32Array([1, 2, 3]).buffer)
    const outputs = [
      { ...spec('a', 'FP32', 1), offset: 0, bytes: 4 },
      { ...spec('b', 'FP32', 2), offset: 4, bytes: 8 },
    ]
    expect(JSON.parse(predictionsText(outputs, payload))).toEqual({ a: [1], b: [2, 3] })
    expect(() => predictionsText(outputs, Buffer.from(new Float32Array([1, 2, Number.NaN]).buffer))).toThrow(/"b" holds NaN at 1/)
  })

  it.each<[TensorSchema, unknown[], RegExp]>([
    [schema(spec('x', 'FP32', -1, -1)), [[1, 2], [3], [4, 5, 6]], /instances\[1\] has the shape \[1\], unlike instances\[0\]/],
    [schema(spec('x', 'FP32', -1)), [1, 'a'], /input "x": value 1 is "a"/],
    [schema(spec('a', 'FP32', -1), spec('b', 'FP32', -1)), [[1, 2]], /instances\[0\] must be an object with a, b/],
    [schema(spec('a', 'FP32', -1), spec('b', 'FP32', -1)), [{ a: 1 }], /instances\[0\]\.b is missing/],
  ])('%#: refuses what fits no tensor', (model, instances, message) => expect(() => echo(model, instances)).toThrow(message))
})
