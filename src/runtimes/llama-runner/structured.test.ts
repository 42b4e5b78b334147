import { Ajv2020 } from 'ajv/dist/2020.js'
import { zodResponseFormat } from 'openai/helpers/zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Runner, startRunner, tinyFile } from '../../../test/llama-runner.ts'

/**
 * A model of random numbers, as hot as it may be: whatever a schema leaves open, it writes sooner or later. An answer that ended by
 * itself is JSON that the schema accepts.
 */
let runner: Runner
beforeAll(async () => {
  runner = await startRunner(tinyFile({ contextLength: 2048 }), ['--context-size', '2048', '--parallel', '2'])
})
afterAll(() => runner[Symbol.asyncDispose]())

const messages = [{ role: 'user' as const, content: 'Hi' }]
const seeds = Array.from({ length: 20 }, (_, seed) => seed)
/** The bytes E0 and F0, with which only such a model begins characters that need fewer: the engine takes these for one, readers for several. */
const neverBytes = { '227': -100, '243': -100 }
const hot = { temperature: 2, top_p: 1, top_k: 0, min_p: 0, logit_bias: neverBytes }
const ajv = new Ajv2020({ allowUnionTypes: true, strict: false })
const isDay = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text
}
const time = /^\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
ajv.addFormat('date', isDay)
ajv.addFormat('time', time)
ajv.addFormat('date-time', (text) => isDay(text.slice(0, 10)) && text[10] === 'T' && time.test(text.slice(11)))

const object = (properties: object, more: object = {}) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
})
const short = { type: 'string', maxLength: 4 }
const schemas: Record<string, object> = {
  'values of every type': object({
    name: { type: 'string', minLength: 2, maxLength: 5 },
    count: { type: 'integer' },
    share: { type: 'number' },
    flag: { type: 'boolean' },
    nothing: { type: 'null' },
    maybe: { type: ['integer', 'null'] },
  }),
  'long text': object({
    text: { type: 'string', minLength: 20, maxLength: 40 },
    list: { type: 'array', items: { type: 'string', minLength: 3, maxLength: 7 }, maxItems: 2 },
  }),
  'enums and constants': object({
    'with "quotes" \\ and\ttabs': { enum: ['a"b', 'c\\d', 'e\nf', 'ü', '', 1.5, -3, true, null] },
    typed: { type: ['string', 'null'], enum: ['x', null, 7] },
    fixed: { const: 'only "this"' },
  }),
  dates: object({
    day: { type: 'string', format: 'date' },
    at: { type: 'string', format: 'date-time' },
    time: { type: 'string', format: 'time' },
  }),
  'lists of bounded length': object({
    few: { type: 'array', items: { type: 'boolean' }, minItems: 1, maxItems: 3 },
    exactly: { type: 'array', items: { type: 'integer' }, minItems: 2, maxItems: 2 },
    pair: { type: 'array', prefixItems: [{ type: 'boolean' }, short], items: { type: 'null' }, maxItems: 3 },
    grid: { type: 'array', items: { type: 'array', items: { enum: [0, 1] }, maxItems: 2 }, maxItems: 2 },
  }),
  alternatives: object({
    either: {
      anyOf: [object({ kind: { const: 'a' }, value: { type: 'integer' } }), object({ kind: { const: 'b' }, value: short })],
    },
    or: { anyOf: [{ type: 'null' }, { type: 'array', items: { type: 'boolean' }, maxItems: 1 }] },
  }),
  'names that are not known before': { type: 'object', additionalProperties: { enum: [1, 2] }, maxProperties: 0 },
  'recursion by $defs': object(
    { list: { $ref: '#/$defs/node' } },
    {
      $defs: {
        node: object({
          value: { enum: [0, 1] },
          next: { anyOf: [{ type: 'null' }, { type: 'null' }, { $ref: '#/$defs/node' }] },
        }),
      },
    },
  ),
  'recursion to the root': object({ value: { type: 'boolean' }, kids: { type: 'array', items: { $ref: '#' }, maxItems: 1 } }),
  'named properties once, and no others': {
    type: 'object',
    properties: { a: { type: 'integer' } },
    additionalProperties: { type: 'string' },
    minProperties: 1,
  },
}

const asked = (schema: object) => ({
  type: 'json_schema' as const,
  json_schema: { name: 'x', strict: true, schema: schema as Record<string, unknown> },
})
const ask = async (seed: number, response_format: object, more: object = {}) => {
  const { status, body } = await runner.post('/v1/chat/completions', {
    messages,
    response_format,
    seed,
    max_tokens: 1500,
    ...hot,
    ...more,
  })
  expect([status, body['error']]).toEqual([200, undefined])
  const [choice] = body['choices'] as { message: { content: string }; finish_reason: string }[]
  return { text: choice?.message.content ?? '', ended: choice?.finish_reason }
}

describe('an answer is held to its schema', () => {
  it.each(Object.entries(schemas))(
    '%s',
    async (_, schema) => {
      const accepts = ajv.compile(schema)
      for (const seed of seeds) {
        const { text, ended } = await ask(seed, asked(schema))
        expect({ seed, text, ended }).toEqual({ seed, text, ended: 'stop' })
        const value = JSON.parse(text)
        accepts(value)
        expect({ seed, text, value, errors: accepts.errors }).toEqual({ seed, text, value, errors: null })
      }
    },
    120_000,
  )

  it('as the official helpers write it, and reads it back', async () => {
    type Node = { kind: 'a' | 'b'; next: Node | null }
    const Node: z.ZodType<Node> = z.lazy(() => z.object({ kind: z.enum(['a', 'b']), next: Node.nullable() }))
    const Answer = z.object({ list: Node, count: z.int(), tags: z.array(z.enum(['x', 'y'])).max(2) })
    const { choices } = await runner.client.chat.completions.parse({
      model: 'any',
      messages,
      seed: 3,
      max_tokens: 1500,
      response_format: zodResponseFormat(Answer, 'answer'),
    })
    expect(Answer.parse(choices[0]?.message.parsed)).toEqual(choices[0]?.message.parsed)
  })

  it('in a stream, too', async () => {
    const schema = schemas['values of every type'] ?? {}
    const { text } = await ask(5, asked(schema))
    const stream = await runner.client.chat.completions.create({
      model: 'any',
      messages,
      seed: 5,
      max_tokens: 1500,
      response_format: asked(schema),
      stream: true,
      ...hot,
    })
    const pieces = (await Array.fromAsync(stream)).map((chunk) => chunk.choices[0]?.delta.content ?? '')
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces.join('')).toBe(text)
  })

  it('any JSON object, where no schema is given', async () => {
    // Most of these would go on for long: the bias is towards quotes and closing braces.
    const bias = { logit_bias: { '37': 6, '128': 8 } }
    let whole = 0
    for (const seed of seeds) {
      const { text, ended } = await ask(seed, { type: 'json_object' }, bias)
      if (ended !== 'stop') continue
      whole += 1
      expect(JSON.parse(text)).toEqual(expect.any(Object))
    }
    expect(whole).toBeGreaterThan(0)
  }, 120_000)
})
