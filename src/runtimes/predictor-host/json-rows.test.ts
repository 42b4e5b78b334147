import { array, assert, dictionary, jsonValue, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementsOf, membersOf } from './json-rows.ts'

describe('rows of a JSON text', () => {
  it('are found wherever they lie, as they are written', () => {
    const text = Buffer.from(' { "a" : [ 1 , "x]\\",[" , {"b":[2,{}]}, [ ], 12345678901234567890,true ] , "c\\u0064": "é{" } ')
    const members = membersOf(text)
    expect([...(members ?? [])].map(([key, { from, to }]) => [key, text.toString('utf8', from, to)])).toEqual([
      ['a', '[ 1 , "x]\\",[" , {"b":[2,{}]}, [ ], 12345678901234567890,true ]'],
      ['cd', '"é{"'],
    ])
    const list = members?.get('a')
    expect(list && elementsOf(text, list)?.map(({ from, to }) => text.toString('utf8', from, to))).toEqual([
      '1',
      '"x]\\",["',
      '{"b":[2,{}]}',
      '[ ]',
      '12345678901234567890',
      'true',
    ])
  })

  it.each(['[1]', '"a"', '{"a":1,"a":2}'])('%s has none', (text) => expect(membersOf(Buffer.from(text))).toBeNull())
  it('an empty list has none', () => expect(elementsOf(Buffer.from('[ ]'), { from: 0, to: 3 })).toEqual([]))
  it('what is no list has none', () => expect(elementsOf(Buffer.from('"[1]"'), { from: 0, to: 5 })).toBeNull())

  it('are those that JSON.parse sees', () =>
    assert(
      property(dictionary(string(), array(jsonValue())), (object) => {
        for (const space of [0, 1]) {
          const text = Buffer.from(JSON.stringify(object, null, space))
          const members = membersOf(text)
          const read = [...(members ?? [])].map(([key, span]) => [
            key,
            elementsOf(text, span)?.map(({ from, to }) => JSON.parse(text.toString('utf8', from, to))),
          ])
          expect(Object.fromEntries(read)).toEqual(JSON.parse(JSON.stringify(object)))
        }
      }),
    ))
})
