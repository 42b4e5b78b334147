import { describe, expect, it } from 'vitest'
import { toGrammarSchema } from './json-schema.ts'

describe('a schema for the engine', () => {
  it.each([
    {
      name: 'drops annotations and keeps what bounds',
      schema: {
        $schema: 'x',
        title: 'T',
        type: 'object',
        properties: { a: { type: 'string', maxLength: 3, description: 'd' } },
        required: ['a'],
      },
      expected: { type: 'object', properties: { a: { type: 'string', maxLength: 3 } } },
    },
    {
      name: 'reads anyOf as oneOf',
      schema: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      expected: { oneOf: [{ type: 'integer' }, { type: 'null' }] },
    },
    {
      name: 'splits several types, each with its own keywords',
      schema: { type: ['array', 'string'], items: { type: 'boolean' }, maxLength: 2 },
      expected: {
        oneOf: [
          { type: 'array', items: { type: 'boolean' } },
          { type: 'string', maxLength: 2 },
        ],
      },
    },
    { name: 'reads const as enum', schema: { type: 'string', const: 'a' }, expected: { enum: ['a'] } },
    { name: 'keeps enum', schema: { enum: ['a', 1, null] }, expected: { enum: ['a', 1, null] } },
    {
      name: 'reads references to any place, as OpenAI’s helpers write them',
      schema: {
        type: 'object',
        properties: { a: { $ref: '#/definitions/x~1y' }, b: { $ref: '#' } },
        definitions: { 'x/y': { type: 'array', items: { $ref: '#/properties/a' } } },
      },
      expected: {
        type: 'object',
        properties: { a: { $ref: '#/$defs/#/definitions/x~1y' }, b: { $ref: '#/$defs/#' } },
        $defs: {
          '#/definitions/x~1y': { type: 'array', items: { $ref: '#/$defs/#/properties/a' } },
          '#': { type: 'object', properties: { a: { $ref: '#/$defs/#/definitions/x~1y' }, b: { $ref: '#/$defs/#' } } },
          '#/properties/a': { $ref: '#/$defs/#/definitions/x~1y' },
        },
      },
    },
    {
      name: 'takes of enum and const what is of the type',
      schema: { type: ['string', 'null'], enum: ['a', 1, null, true] },
      expected: { enum: ['a', null] },
    },
    {
      name: 'leaves out further properties where there are named ones, which could be written twice',
      schema: { type: 'object', properties: { a: { type: 'null' } }, additionalProperties: true, minProperties: 1 },
      expected: { type: 'object', properties: { a: { type: 'null' } } },
    },
    {
      name: 'takes bounds that no integer of the grammar exceeds',
      schema: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
      expected: { type: 'integer' },
    },
    { name: 'keeps formats', schema: { type: 'string', format: 'date' }, expected: { type: 'string', format: 'date' } },
    {
      name: 'keeps references, recursive ones too',
      schema: {
        $ref: '#/$defs/node',
        $defs: { node: { type: 'object', properties: { next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } } } },
      },
      expected: {
        $ref: '#/$defs/node',
        $defs: { node: { type: 'object', properties: { next: { oneOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } } } },
      },
    },
    {
      name: 'keeps tuples',
      schema: { type: 'array', prefixItems: [{ type: 'number' }], minItems: 1 },
      expected: { type: 'array', prefixItems: [{ type: 'number' }], minItems: 1 },
    },
    {
      name: 'converts additional properties',
      schema: { type: 'object', additionalProperties: { type: 'number', title: 'n' } },
      expected: { type: 'object', properties: {}, additionalProperties: { type: 'number' } },
    },
  ])('$name', ({ schema, expected }) => {
    expect(toGrammarSchema(schema, 's')).toEqual(expected)
  })

  it.each([
    { schema: { type: 'number', minimum: 1 }, param: 's.minimum', says: /"minimum" is not supported here; supported are type/ },
    {
      schema: { type: 'object', properties: { a: { type: 'string', pattern: 'x' } } },
      param: 's.properties.a.pattern',
      says: /"pattern"/,
    },
    { schema: { type: 'integer', maximum: 10 }, param: 's.maximum', says: /"maximum" is not supported/ },
    { schema: { type: 'string', enum: [1] }, param: 's.enum', says: /no value of type "string"/ },
    { schema: { enum: ['\u0001'] }, param: 's.enum', says: /control characters/ },
    { schema: { type: 'object', minProperties: 2 }, param: 's.minProperties', says: /at most the number/ },
    {
      schema: { type: 'object', properties: { a: { type: 'null' } }, maxProperties: 0 },
      param: 's.maxProperties',
      says: /at least/,
    },
    {
      schema: { type: 'array', prefixItems: [{ type: 'null' }], maxItems: 0 },
      param: 's.maxItems',
      says: /number of prefixItems/,
    },
    { schema: { anyOf: [{ $ref: '#' }, { type: 'null' }] }, param: 's', says: /"#" refers to itself/ },
    { schema: { allOf: [] }, param: 's.type', says: /needs one of type/ },
    { schema: { type: 'object', allOf: [] }, param: 's.allOf', says: /"allOf" is not supported/ },
    { schema: { type: 'array', items: [] }, param: 's.items', says: /must be a schema object/ },
    { schema: true, param: 's', says: /true and false are not supported/ },
    { schema: {}, param: 's.type', says: /needs one of type \(object, array/ },
    { schema: { type: 'thing' }, param: 's.type', says: /object, array, string/ },
    { schema: { enum: [] }, param: 's.enum', says: /must hold strings/ },
    { schema: { enum: [{}] }, param: 's.enum', says: /must hold strings/ },
    {
      schema: { $ref: '#/definitions/a' },
      param: 's.$ref',
      says: /within this one, such as # or one of its \$defs: there are none/,
    },
    { schema: { $ref: '#/$defs/b', $defs: { a: { type: 'null' } } }, param: 's.$ref', says: /#\/\$defs\/a/ },
    {
      schema: { type: 'string', format: 'email' },
      param: 's.format',
      says: /"email" is not supported; supported are date-time, date, time/,
    },
    { schema: { type: 'object', properties: {}, required: ['a'] }, param: 's.required', says: /"a", which is not in properties/ },
    { schema: { type: 'array', items: { type: 'null' }, uniqueItems: true }, param: 's.uniqueItems', says: /"uniqueItems"/ },
    { schema: { anyOf: [{ type: 'null' }], type: 'object' }, param: 's.type', says: /"type" is not supported here/ },
    { schema: { type: 'string', maxLength: -1 }, param: 's.maxLength', says: /whole number/ },
    {
      schema: { type: 'array', items: { type: 'null' }, minItems: 3, maxItems: 2 },
      param: 's.maxItems',
      says: /at least minItems/,
    },
  ])('refuses $schema, naming $param', ({ schema, param, says }) => {
    expect(() => toGrammarSchema(schema, 's')).toThrow(
      expect.objectContaining({ param, status: 400, message: expect.stringMatching(says) }),
    )
  })
})
