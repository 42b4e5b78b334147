import { describe, expect, it } from 'vitest'
import { faultInInstances, faultInTensors, readTensorSchema, type TensorSchema } from './tensor-schema.ts'

const columnar = readTensorSchema({
  input_schema: {
    columnar_schema: [
      { name: 'age', type: 'int' },
      { name: 'city', type: 'string' },
      { name: 'seen', type: 'timestamp' },
    ],
  },
  output_schema: { tensor_schema: { shape: [null, 1], type: 'float64' } },
}) as TensorSchema
const tensor = readTensorSchema({
  input_schema: { tensor_schema: { name: 'x', type: 'float32', shape: '(None, 2)' } },
}) as TensorSchema
const nameless = readTensorSchema({ input_schema: { tensor_schema: { type: 'float64', shape: '(1, 4)' } } }) as TensorSchema
const named = readTensorSchema({
  inputs: [
    { name: 'a', datatype: 'FP32', shape: [-1, 2] },
    { name: 'b', datatype: 'BOOL', shape: [-1] },
  ],
  outputs: [{ name: 'y', datatype: 'INT64', shape: [-1] }],
}) as TensorSchema

describe('a schema', () => {
  it('is read from the registry’s words and from a model’s own', () => {
    expect(columnar).toEqual({
      columnar: true,
      inputs: [
        { name: 'age', datatype: 'INT32', shape: [-1] },
        { name: 'city', datatype: 'BYTES', shape: [-1] },
        { name: 'seen', datatype: 'ANY', shape: [-1] },
      ],
      outputs: [{ name: 'output-0', datatype: 'FP64', shape: [-1, 1] }],
    })
    expect(tensor.inputs).toEqual([{ name: 'x', datatype: 'FP32', shape: [-1, 2] }])
    expect(
      readTensorSchema({ input_schema: { tensor_schema: [{ type: 'float', shape: [5, 3] }, { type: 'bool' }] } })?.inputs,
    ).toEqual([
      { name: 'input-0', datatype: 'FP32', shape: [-1, 3] },
      { name: 'input-1', datatype: 'BOOL', shape: [-1] },
    ])
    expect(readTensorSchema({})).toBeNull()
    expect(() => readTensorSchema({ inputs: [{ name: 'x' }] })).toThrow(/inputs\[0\] must have/)
  })

  it.each<[TensorSchema, unknown, string | null]>([
    [columnar, { age: 3, city: 'Rome', seen: '2026' }, null],
    [columnar, [3, 'Rome', null], null],
    [columnar, [3, 'Rome'], 'instances[0] has 2 values; the model takes 3: age, city, seen'],
    [columnar, { age: 3.5, city: 'Rome', seen: 1 }, 'instances[0].age must be a whole number'],
    [columnar, { age: 3, city: 4, seen: 1 }, 'instances[0].city must be a text'],
    [columnar, { age: 3, seen: 1 }, 'instances[0].city is missing'],
    [columnar, { age: 3, city: 'x', seen: 1, more: 1 }, 'instances[0].more is not known; the model takes age, city, seen'],
    [columnar, 3, 'instances[0] must be an object or a list with age, city, seen'],
    [tensor, [1, 2.5], null],
    [tensor, { x: [1, 2] }, null],
    [tensor, [1], 'instances[0] has 1 values; the model takes 2'],
    [tensor, 1, 'instances[0] must be a list of 2'],
    [tensor, [1, 'a'], 'instances[0][1] must be a number'],
    [named, { a: [1, 2], b: true }, null],
    [named, { a: [1, 2] }, 'instances[0].b is missing'],
    [named, { a: [1, 2], b: 1 }, 'instances[0].b must be true or false'],
    [named, [1, 2], 'instances[0] must be an object with a, b'],
  ])('%#: instances', (schema, instance, fault) => expect(faultInInstances(schema, [instance], 'instances')).toBe(fault))

  it.each<[TensorSchema, [string, string, number[]][], string | null]>([
    [
      named,
      [
        ['a', 'FP32', [7, 2]],
        ['b', 'BOOL', [7]],
      ],
      null,
    ],
    [named, [['a', 'FP32', [7, 2]]], 'input "b" is missing'],
    [named, [['a', 'FP64', [7, 2]]], 'input "a" has datatype FP64; the model takes FP32'],
    [named, [['a', 'FP32', [7, 3]]], 'input "a" has shape [7,3]; the model takes [-1,2] (-1: any)'],
    [named, [['c', 'FP32', [7, 2]]], 'input "c" is not known; the model takes "a", "b"'],
    [nameless, [['x', 'FP64', [7, 4]]], null],
    [nameless, [['input-0', 'FP64', [7, 4]]], null],
    [nameless, [['x', 'FP64', [7, 3]]], 'input "x" has shape [7,3]; the model takes [-1,4] (-1: any)'],
    [columnar, [['rows', 'FP32', [7, 3]]], null],
    [columnar, [['rows', 'FP32', [7, 2]]], 'input "rows" has 2 columns; the model takes 3'],
  ])('%#: tensors', (schema, tensors, fault) =>
    expect(
      faultInTensors(
        schema,
        tensors.map(([name, datatype, shape]) => ({ name, datatype, shape })),
      ),
    ).toBe(fault),
  )
})
