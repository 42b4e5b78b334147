import { expect, it } from 'vitest'
import type { Connection } from '../domain/connection.ts'
import { aicoreOpensource } from './aicore-opensource.ts'
import type { PlaceContext } from './define.ts'

const record: Connection = {
  name: 'aicore-opensource',
  resourceGroup: null,
  provider: 'aicore-opensource',
  baseUrl: 'https://models.example.com/v1',
  options: {},
  sealedCredential: null,
  generation: 1,
  createdAt: 0,
  modifiedAt: 0,
}
const context: PlaceContext = {
  connection: null,
  files: {},
  resolved: null,
  host: { llamaServer: null, node: '/bin/node', llamaRunner: '/app/main.ts', predictorHost: '', python: null, cores: 2 },
}
const parameters = aicoreOpensource.parameters.parse({ modelName: 'mistralai--mistral-small-instruct' })

it('hosts a bound GGUF, whatever its name', () => {
  const files = { model: '/data/m.gguf' }
  const connection = { record, credential: {} }
  expect(aicoreOpensource.place(parameters, { ...context, files, connection })).toMatchObject({
    kind: 'launch',
    model: 'mistralai--mistral-small-instruct',
    command: expect.arrayContaining(['--model', '/data/m.gguf', '--alias=mistralai--mistral-small-instruct']),
  })
  expect(aicoreOpensource.catalogued(parameters, files)).toBe(false)
})

it('calls a connection where none is bound, under the name that the provider knows', () => {
  const connection = { record, credential: { apiKey: 'secret' } }
  const resolved = { version: '2503', providerModelId: 'mistral-small-2503' }
  expect(aicoreOpensource.place(parameters, { ...context, connection, resolved })).toEqual({
    kind: 'remote',
    origin: 'https://models.example.com',
    paths: [
      { below: '/v1/**', path: '/v1/{rest}' },
      { below: '/**', path: '/v1/{rest}' },
    ],
    query: {},
    headers: { authorization: 'Bearer secret' },
    model: 'mistral-small-2503',
  })
  expect(aicoreOpensource.place(parameters, { ...context, connection: { record, credential: {} } })).toMatchObject({
    headers: {},
    model: 'mistralai--mistral-small-instruct',
  })
  expect(aicoreOpensource.catalogued(parameters, {})).toBe(true)
  expect(aicoreOpensource.modelOf(parameters)).toEqual({ name: 'mistralai--mistral-small-instruct', version: 'latest' })
})

it('says what is missing where there is neither', () => {
  expect(() => aicoreOpensource.place(parameters, context)).toThrow(
    expect.objectContaining({
      code: 'invalid',
      message: expect.stringMatching(/bind a GGUF file .*or create the connection "aicore-opensource"/),
      details: { target: 'parameterBindings.connection' },
    }),
  )
})

it('is probed by the list of models', () => {
  expect(aicoreOpensource.connection?.probe(record, { apiKey: 'secret' })).toEqual({
    url: 'https://models.example.com/v1/models',
    headers: { authorization: 'Bearer secret' },
  })
})
