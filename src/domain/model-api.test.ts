import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { describeModels } from './model-api.ts'
import { readTensorSchema } from './tensor-schema.ts'

const Content = z.object({ 'application/json': z.object({ schema: z.looseObject({}), example: z.unknown().optional() }) })
const Call = z.object({
  requestBody: z.object({ content: Content }),
  responses: z.object({ 200: z.object({ content: Content }) }),
})
const Paths = z.object({ paths: z.record(z.string(), z.object({ post: Call.optional(), get: z.unknown().optional() })) })

const fits = (schema: object, value: unknown): boolean => new Ajv2020({ strict: false }).compile(schema)(value) as boolean

/** The calls of a model of this schema, by what follows its name. */
function callsOf(schema: unknown, example: unknown = null) {
  const facts = { name: 'm', version: '3', methods: ['predict', 'explain', 'generate'], example }
  const document = describeModels([{ ...facts, schema: schema === null ? null : readTensorSchema(schema) }], {
    title: 'm',
    version: '3',
  })
  const { paths } = Paths.parse(document)
  return (path: string) => {
    const post = paths[path]?.post
    if (!post) throw new Error(`no POST ${path} in ${Object.keys(paths).join(', ')}`)
    const { schema: request, example: sample } = post.requestBody.content['application/json']
    return { request, sample, answer: post.responses[200].content['application/json'].schema }
  }
}

const columns = {
  input_schema: {
    columnar_schema: [
      { name: 'age', type: 'int' },
      { name: 'city', type: 'string' },
    ],
  },
  output_schema: { columnar_schema: [{ name: 'price', type: 'double' }] },
}
const image = {
  input_schema: { tensor_schema: { name: 'x', type: 'float32', shape: [null, 2, 2] } },
  output_schema: { tensor_schema: { name: 'y', type: 'int64', shape: [null] } },
}
const two = {
  inputs: [
    { name: 'a', datatype: 'FP32', shape: [-1, 1] },
    { name: 'b', datatype: 'BOOL', shape: [-1] },
  ],
  outputs: [
    { name: 'y', datatype: 'INT64', shape: [-1] },
    { name: 'z', datatype: 'FP32', shape: [-1, 2] },
  ],
}

describe('a model’s OpenAPI', () => {
  it.each<[string, unknown, unknown[], unknown[]]>([
    [
      'columns',
      columns,
      [{ age: 3, city: 'Rome' }, [3, 'Rome']],
      [{ age: 3 }, { age: 3.5, city: '' }, [3], { age: 1, city: '', x: 1 }],
    ],
    [
      'a tensor',
      image,
      [
        [
          [1, 2],
          [3, 4],
        ],
        {
          x: [
            [1, 2],
            [3, 4],
          ],
        },
      ],
      [
        [[1, 2]],
        [1, 2, 3, 4],
        [
          ['1', 2],
          [3, 4],
        ],
        { y: [] },
      ],
    ],
    ['several tensors', two, [{ a: [1], b: true }], [{ a: [1] }, { a: [1, 2], b: true }, { a: [1], b: 1 }, [1]]],
    ['nothing known', null, [1, 'x', { a: [1] }], []],
  ])('says which instances fit: %s', (_, schema, good, bad) => {
    const { request } = callsOf(schema)('/v1/models/m:predict')
    for (const instance of good) expect(fits(request, { instances: [instance] }), JSON.stringify(instance)).toBe(true)
    for (const instance of bad) expect(fits(request, { instances: [instance] }), JSON.stringify(instance)).toBe(false)
    expect(fits(request, {})).toBe(false)
  })

  it.each<[string, unknown, unknown[], unknown[]]>([
    ['columns', columns, [[1.5], [[1.5]], [{ price: 1.5 }]], [['x'], [{ cost: 1 }], 1]],
    ['a tensor', image, [[1, 2]], [[1.5], [[1]]]],
    ['several tensors', two, [[{ y: 1, z: [1, 2] }], { y: [1], z: [[1, 2]] }], [[{ y: 1 }], { y: 1 }]],
    ['nothing known', null, [[1], 'x'], []],
  ])('says which predictions come: %s', (_, schema, good, bad) => {
    const { answer } = callsOf(schema)('/v1/models/m:predict')
    for (const predictions of good) expect(fits(answer, { predictions }), JSON.stringify(predictions)).toBe(true)
    for (const predictions of bad) expect(fits(answer, { predictions }), JSON.stringify(predictions)).toBe(false)
  })

  it('takes the columns of a table as tensors of any shape, or as one matrix', () => {
    const { request } = callsOf(columns)('/v2/models/m/infer')
    const age = { name: 'age', datatype: 'INT32', shape: [1], data: [3] }
    const city = { name: 'city', datatype: 'BYTES', shape: [1, 1], data: ['Rome'] }
    expect(fits(request, { inputs: [age, city] })).toBe(true)
    expect(fits(request, { inputs: [{ name: 'input-0', datatype: 'FP64', shape: [1, 2], data: [1, 2] }] })).toBe(true)
    expect(fits(request, { inputs: [{ ...age, datatype: 'FP32' }, city] })).toBe(false)
  })

  it.each<[string, unknown, unknown, unknown, unknown]>([
    [
      'a row of columns',
      columns,
      { age: 3, city: 'Rome' },
      [{ age: 3, city: 'Rome' }],
      [
        ['age', [1], [3]],
        ['city', [1], ['Rome']],
      ],
    ],
    [
      'rows that are lists',
      columns,
      [
        [3, 'Rome'],
        [4, 'Oslo'],
      ],
      [
        [3, 'Rome'],
        [4, 'Oslo'],
      ],
      [
        ['age', [2], [3, 4]],
        ['city', [2], ['Rome', 'Oslo']],
      ],
    ],
    [
      'one list of columns',
      columns,
      [3, 'Rome'],
      [[3, 'Rome']],
      [
        ['age', [1], [3]],
        ['city', [1], ['Rome']],
      ],
    ],
    [
      'one image',
      image,
      [
        [1, 2],
        [3, 4],
      ],
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [['x', [1, 2, 2], [1, 2, 3, 4]]],
    ],
    [
      'a whole body',
      image,
      {
        instances: [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      },
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [['x', [1, 2, 2], [1, 2, 3, 4]]],
    ],
    [
      'several tensors',
      two,
      { a: [1], b: true },
      [{ a: [1], b: true }],
      [
        ['a', [1, 1], [1]],
        ['b', [1], [true]],
      ],
    ],
    ['a row without a schema', null, [1, 2], [[1, 2]], undefined],
    [
      'rows without a schema',
      null,
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [3, 4],
      ],
      undefined,
    ],
    ['one that does not fit', columns, { age: 'old' }, undefined, undefined],
    ['none', columns, null, undefined, undefined],
    ['a huge one', null, 'x'.repeat(70_000), undefined, undefined],
  ])('gives an example that fits: %s', (_, schema, example, instances, tensors) => {
    const call = callsOf(schema, example)
    const v1 = call('/v1/models/m:predict')
    const v2 = call('/v2/models/m/infer')
    expect(v1.sample).toEqual(instances && { instances })
    const Tensors = z
      .object({ inputs: z.array(z.object({ name: z.string(), shape: z.unknown(), data: z.unknown() })) })
      .optional()
    expect(Tensors.parse(v2.sample)?.inputs.map(({ name, shape, data }) => [name, shape, data])).toEqual(tensors)
    if (v1.sample !== undefined) expect(fits(v1.request, v1.sample)).toBe(true)
    if (v2.sample !== undefined) expect(fits(v2.request, v2.sample)).toBe(true)
  })

  it('has operations of its own for each of several models', () => {
    const facts = { version: '1', methods: ['predict'], schema: null, example: null }
    const document = describeModels(
      [
        { ...facts, name: 'a' },
        { ...facts, name: 'b' },
      ],
      { title: 'Models', version: '1' },
    )
    const ids = [...JSON.stringify(document).matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id)
    expect(ids.length).toBeGreaterThan(8)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
