import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { type ControlUnderTest, openControl } from '../control-harness.ts'

/** Whatever an administrator sends to whatever route: a refusal at most, never a failure of ours. */

const Document = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]) })),
  ),
})

let control: ControlUnderTest
let routes: { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string; query: string[] }[]
beforeAll(async () => {
  control = await openControl()
  const { paths } = Document.parse((await control.app.inject({ url: '/openapi.json' })).json())
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      // A test of a connection and an import of a file go out to the network; changes have no end.
      .filter(() => !path.endsWith('/test') && !path.includes('/models/imports') && !path.endsWith('/changes'))
      .map(([method, { parameters }]) => ({
        method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).parse(method.toUpperCase()),
        path,
        query: parameters.filter((each) => each.in === 'query').map(({ name }) => name),
      })),
  )
})
afterAll(() => control[Symbol.asyncDispose]())

const fields = [
  'deploymentType',
  'residency',
  'capacity',
  'spilloverDeployment',
  'limit',
  'name',
  'configurationId',
  'scenarioId',
  'executableId',
  'parameterBindings',
  'inputArtifactBindings',
  'ttl',
  'targetStatus',
  'deployments',
  'id',
  'key',
  'value',
  'labels',
  'data',
  'kind',
  'url',
  'type',
  'role',
  'resourceGroups',
  'expiresAt',
  'versions',
  'model',
  'provider',
  'baseUrl',
  'credential',
  'options',
  'resourceGroupId',
  'grant_type',
  'client_id',
] as const
const words = [
  '',
  'chat',
  'default',
  'foundation-models',
  'openai-compatible',
  'azure-openai',
  'modelName',
  '__proto__',
  'constructor',
  '*',
  '\0',
  'ü',
  '../..',
  'x'.repeat(6_000),
  'STOPPED',
  'model',
  '2026-11-20',
  '9'.repeat(20),
]
const word = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 40 }))
const { body } = fc.letrec((tie) => ({
  body: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    word,
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('record'),
  ),
  list: fc.array(tie('body'), { maxLength: 4 }),
  record: fc.dictionary(fc.oneof(fc.constantFrom(...fields), word), tie('body'), { maxKeys: 6 }),
}))

it('answers anything with less than 500', async () => {
  const request = fc.record({
    route: fc.nat(),
    segment: word,
    query: fc.array(word, { maxLength: 12 }),
    body,
    more: fc.dictionary(fc.constantFrom(...fields), body, { maxKeys: 8 }),
  })
  await fc.assert(
    fc.asyncProperty(request, async ({ route, segment, query, body, more }) => {
      const { method, path, query: names } = routes[route % routes.length] ?? { method: 'GET' as const, path: '/', query: [] }
      const url = path.replaceAll(/\{\w+\}/g, encodeURIComponent(segment.toWellFormed()) || 'x')
      const search = names.flatMap((name, at) =>
        query[at] === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(query[at].toWellFormed())}`],
      )
      const sent = typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body, ...more } : body
      const answer = await control.app.inject({
        method,
        url: `${url}?${search.join('&')}`,
        headers: {
          authorization: `Bearer ${control.admin}`,
          ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
        },
        ...(method === 'GET' ? {} : { payload: JSON.stringify(sent) }),
      })
      expect([method, path, answer.statusCode < 500 ? '' : answer.body]).toEqual([method, path, ''])
    }),
    { numRuns: 3_000 },
  )
  expect(control.logged.filter(({ event }) => event === 'control request failed')).toEqual([])
}, 120_000)
