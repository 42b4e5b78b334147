import { describe, expect, it } from 'vitest'
import { target } from '../../test/gateway-harness.ts'
import type { PathRule } from '../domain/placement.ts'
import { upstreamPlace } from './path.ts'

const paths: PathRule[] = [
  { below: '/model/{model}/converse', path: '/model/a%3A0/converse', models: ['house--a', 'a:0', 'arn:x/y'] },
  { below: '/**/models/{model}:stream', path: '/v1/a:stream', models: ['a', 'a+b'], query: { alt: 'sse', key: null } },
]
const to = (below: string, query = ''): string => upstreamPlace(target('http://x', { paths }), below, query, ['chat', 'd1']).path

describe('a path that names a model', () => {
  it.each([
    ['/model/house--a/converse', '/model/a%3A0/converse'],
    ['/model/a%3A0/converse', '/model/a%3A0/converse'],
    ['/model/a:0/converse/', '/model/a%3A0/converse'],
    ['/model/arn%3Ax%2Fy/converse', '/model/a%3A0/converse'],
    ['/model/chat/converse', '/model/a%3A0/converse'],
    ['/model/d1/converse', '/model/a%3A0/converse'],
    ['/models/a:stream', '/v1/a:stream?alt=sse'],
    ['/models/a+b:stream', '/v1/a:stream?alt=sse'],
    ['/v1/projects/p/locations/l/publishers/google/models/a:stream', '/v1/a:stream?alt=sse'],
  ])('%s goes to %s', (below, expected) => expect(to(below)).toBe(expected))

  it.each(['/model/other/converse', '/model/%zz/converse', '/models/other:stream'])('%s is refused by its model', (below) =>
    expect(() => to(below)).toThrow(
      expect.objectContaining({ code: 'not_found', details: expect.objectContaining({ code: 'model_mismatch' }) }),
    ),
  )

  it.each([
    '/model/a/b/converse',
    '/model//converse',
    '/model/a:0/converse/x',
    '/models/a:streamx',
    '/xmodels/a:stream',
    '/models/a',
  ])('%s is none of them', (below) => expect(() => to(below)).toThrow('does not answer at'))

  it.each([
    ['alt=json&a=1', 'a=1&alt=sse'],
    ['%61lt=json&KEY=1&key=secret', 'KEY=1&alt=sse'],
  ])('%s becomes %s', (query, expected) => expect(to('/models/a:stream', query)).toBe(`/v1/a:stream?${expected}`))
})

it('streams may have a path of their own, and JSON bodies members', () => {
  const members = { model: null, version: '"v"' }
  const rule = { below: '/messages', path: '/m:raw', streamed: '/m:streamRaw', query: { beta: null }, members }
  const place = (streams: boolean) => upstreamPlace(target('http://x', { paths: [rule] }), '/messages', 'beta=true', [], streams)
  expect(place(false)).toEqual({ path: '/m:raw', members })
  expect(place(true)).toEqual({ path: '/m:streamRaw', members })
  expect(to('/models/a:stream')).toBe('/v1/a:stream?alt=sse')
})
