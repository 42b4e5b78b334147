import { zodFunction, zodResponseFormat, zodTextFormat } from 'openai/helpers/zod'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { chat, client, messages, post, sent, untouched } from './parameters-scene.ts'

/** Schemas that a call wants its answer held to, checked by the gateway before it leaves. */

describe('structured output', () => {
  const Step = z.object({ explanation: z.string(), output: z.string().nullable() })
  const Solution = z.object({ steps: z.array(Step), kind: z.enum(['a', 'b']), answer: z.union([z.string(), z.number()]) })
  const strict = (schema: object) => ({
    response_format: { type: 'json_schema', json_schema: { name: 'X', strict: true, schema } },
  })
  const object = (properties: object, more: object = {}) => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
    ...more,
  })

  it('made by the official helpers passes as it is', async () => {
    const tools = [zodFunction({ name: 'solve', parameters: Step })]
    const format = zodResponseFormat(Solution, 'solution')
    await client.chat.completions.create({ model: 'classic', messages, response_format: format, tools })
    expect(sent()).toMatchObject({ response_format: format })
    type Node = { value: string; next: Node | null }
    const Node: z.ZodType<Node> = z.lazy(() => z.object({ value: z.string(), next: Node.nullable() }))
    const recursive = zodResponseFormat(z.object({ list: Node }), 'list')
    expect(
      (await client.chat.completions.create({ model: 'classic', messages, response_format: recursive })).choices,
    ).toHaveLength(1)
    const text = { format: zodTextFormat(Solution, 'solution') }
    expect((await post('/v1/responses', { model: 'classic', input: 'Hi', text })).status).toBe(200)
  })

  it.each([
    [
      { type: 'object', properties: {}, required: [] },
      "In context=(), 'additionalProperties' is required to be supplied and to be false.",
    ],
    [
      object({ a: { type: 'object', properties: {} } }),
      "In context=('properties', 'a'), 'additionalProperties' is required to be supplied and to be false.",
    ],
    [
      object({ a: { type: 'null' } }, { required: [] }),
      "In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'a'.",
    ],
    [object({ a: { type: 'string', minLength: 1 } }), "In context=('properties', 'a'), 'minLength' is not permitted."],
    [
      object({ a: { type: 'array', items: { type: 'number', minimum: 1 } } }),
      "In context=('properties', 'a', 'items'), 'minimum' is not permitted.",
    ],
    [
      object({ a: { anyOf: [{ type: 'null' }, { type: 'array' }] } }),
      "In context=('properties', 'a', 'anyOf', '1'), array schema missing items.",
    ],
    [object({ a: {} }), "In context=('properties', 'a'), schema must have a 'type' key."],
    [
      object({ a: { $ref: '#/$defs/b' } }, { $defs: { c: { type: 'null' } } }),
      `In context=('properties', 'a'), reference "#/$defs/b" must point into this schema.`,
    ],
    [object({}, { $defs: { c: { type: 'string', pattern: 'x' } } }), "In context=('$defs', 'c'), 'pattern' is not permitted."],
    [{ type: 'array', items: {} }, `schema must be a JSON Schema of 'type: "object"', got 'type: "array"'.`],
    [{}, `schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.`],
    [
      object(Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`p${at}`, { type: 'null' }]))),
      'In context=(), a schema may have 100 properties at most.',
    ],
    [
      [1, 2, 3, 4, 5].reduce((inner) => object({ a: inner }), object({})),
      "In context=('properties', 'a', 'properties', 'a', 'properties', 'a', 'properties', 'a', 'properties', 'a'), objects may be nested 5 levels deep at most.",
    ],
  ])('outside of the subset is refused: %j', async (schema, trouble) => {
    const { status, body } = await chat('classic', strict(schema))
    expect([status, body.error]).toMatchObject([
      400,
      {
        message: `Invalid schema for response_format 'X': ${trouble}`,
        param: 'response_format',
        type: 'invalid_request_error',
        code: null,
      },
    ])
    untouched()
  })

  it('names the field of each API', async () => {
    const wrong = { type: 'object' }
    const responses = {
      model: 'classic',
      input: 'Hi',
      text: { format: { type: 'json_schema', name: 'X', strict: true, schema: wrong } },
    }
    expect((await post('/v1/responses', responses)).body.error).toMatchObject({
      param: 'text.format.schema',
      code: 'invalid_json_schema',
    })
    const fine = { type: 'function', function: { name: 'f', parameters: wrong } }
    const tools = [fine, { type: 'function', function: { name: 'g', strict: true, parameters: wrong } }]
    expect((await chat('classic', { tools })).body.error).toMatchObject({
      param: 'tools[1].function.parameters',
      code: 'invalid_function_parameters',
      message: expect.stringMatching(/^Invalid schema for function 'g': In context=\(\)/),
    })
    const flat = { model: 'classic', input: 'Hi', tools: [{ type: 'function', name: 'g', strict: true, parameters: wrong }] }
    expect((await post('/v1/responses', flat)).body.error).toMatchObject({ param: 'tools[0].parameters' })
    // Without `strict` it is a wish.
    expect(
      (await chat('classic', { response_format: { type: 'json_schema', json_schema: { name: 'X', schema: wrong } } })).status,
    ).toBe(200)
  })

  it('that is huge is refused without being read to its end', async () => {
    const many = object({ a: { anyOf: Array.from({ length: 200_000 }, () => ({ type: 'null' })) } })
    expect((await chat('classic', strict(many))).body.error.message).toContain('it is too large')
    const wide = object(
      {},
      { $defs: Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`d${at}`, { type: 'null' }])) },
    )
    expect((await chat('classic', strict(wide))).status).toBe(400)
    untouched()
  })
})
