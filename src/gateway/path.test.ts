import { describe, expect, it } from 'vitest'
import { target } from '../../test/gateway-harness.ts'
import { upstreamPlace } from './path.ts'

const paths = [
  { below: '/chat/completions', path: '/openai/deployments/gpt-4o/chat/completions' },
  { below: '/files/**', path: '/f/{rest}' },
  { below: '/**', path: '/v1/{rest}' },
]
const to = (below: string, query = '', defaults: Record<string, string> = {}): string =>
  upstreamPlace(target('http://x', { paths, query: defaults }), below, query).path

describe('the path upstream', () => {
  it.each([
    ['/chat/completions', '/openai/deployments/gpt-4o/chat/completions'],
    ['/chat/completions/', '/openai/deployments/gpt-4o/chat/completions'],
    ['/chat/completions/x', '/v1/chat/completions/x'],
    ['/files/a/b%2Fc', '/f/a/b%2Fc'],
    ['/files', '/f/'],
    ['/filesystem', '/v1/filesystem'],
    ['', '/v1/'],
    ['/$&', '/v1/$&'],
    ['/models/m:generateContent', '/v1/models/m:generateContent'],
    ['/a..b/...', '/v1/a..b/...'],
  ])('%j goes to %s', (below, expected) => expect(to(below)).toBe(expected))

  it.each([
    { query: '', defaults: {}, expected: '/v1/x' },
    { query: 'a=1&b=%20', defaults: {}, expected: '/v1/x?a=1&b=%20' },
    { query: '', defaults: { 'api-version': '2024-10-21' }, expected: '/v1/x?api-version=2024-10-21' },
    { query: 'q=1', defaults: { 'api-version': '2024-10-21' }, expected: '/v1/x?q=1&api-version=2024-10-21' },
    { query: 'api-version=2023-05-15', defaults: { 'api-version': '2024-10-21' }, expected: '/v1/x?api-version=2023-05-15' },
    { query: 'api%2Dversion=x', defaults: { 'api-version': 'y' }, expected: '/v1/x?api%2Dversion=x' },
    { query: '%zz=1', defaults: { a: 'ü&' }, expected: '/v1/x?%zz=1&a=%C3%BC%26' },
  ])('$query with defaults $defaults', ({ query, defaults, expected }) => expect(to('/x', query, defaults)).toBe(expected))

  it.each(['/..', '/../x', '/a/../b', '/.', '/a/./b', '/%2e%2E/x', '/a%2f..%2fb', '/a\\b', '/%5c', '/.%2e'])(
    '%s is refused',
    (below) => {
      expect(() => to(below)).toThrow('not allowed')
    },
  )

  it('says what there is where nothing matches', () => {
    expect(() => upstreamPlace(target('http://x', { paths: paths.slice(0, 2) }), '/nope', '')).toThrow(
      'does not answer at "/nope"; it answers at: /chat/completions, /files/**',
    )
  })
})
