import { describe, expect, it } from 'vitest'
import { toJsonSchema } from './schema.ts'

describe('a schema in Gemini’s own dialect', () => {
  it.each([
    {
      name: 'types in capitals',
      schema: { type: 'STRING', description: 'NAME' },
      expected: { type: 'string', description: 'NAME' },
    },
    { name: 'what may be null', schema: { type: 'NUMBER', nullable: true }, expected: { type: ['number', 'null'] } },
    {
      name: 'counts as texts',
      schema: { type: 'ARRAY', minItems: '2', items: { type: 'STRING' } },
      expected: { type: 'array', minItems: 2, items: { type: 'string' } },
    },
    {
      name: 'members called as words of the dialect',
      schema: { type: 'OBJECT', properties: { type: { type: 'STRING' } }, propertyOrdering: ['type'] },
      expected: { type: 'object', properties: { type: { type: 'string' } } },
    },
    {
      name: 'choices',
      schema: { anyOf: [{ type: 'STRING', enum: ['A'] }, { type: 'TYPE_UNSPECIFIED' }] },
      expected: { anyOf: [{ type: 'string', enum: ['A'] }, {}] },
    },
    {
      name: 'choices that may be null',
      schema: { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }], nullable: true },
      expected: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] },
    },
    {
      name: 'words that may be null',
      schema: { type: 'STRING', enum: ['A'], nullable: true },
      expected: { type: ['string', 'null'], enum: ['A', null] },
    },
    {
      name: 'JSON Schema itself',
      schema: { type: ['string', 'null'], pattern: 'A' },
      expected: { type: ['string', 'null'], pattern: 'A' },
    },
  ])('$name', ({ schema, expected }) => expect(toJsonSchema(schema)).toEqual(expected))
})
