import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../platform.ts'
import { openScene, type Scene } from './scene.ts'

let scene: Scene
let known: Json
let unknown: Json
beforeAll(async () => {
  scene = await openScene()
  const modelSchema = {
    input_schema: { columnar_schema: [{ name: 'length', type: 'float' }] },
    output_schema: { columnar_schema: [{ name: 'kind', type: 'int' }] },
  }
  await scene.upload('Models/told/1', 'model_schema.json', JSON.stringify(modelSchema))
  await scene.model('told', 1, { 'model.pkl': 'x' }, { framework: 'SKLEARN' })
  await scene.model('silent', 1, { 'model.pkl': 'x' }, { framework: 'SKLEARN' })
  known = (await scene.call('PUT', 'serving', { name: 'told', modelName: 'told', modelVersion: 1 })).body
  unknown = (await scene.call('PUT', 'serving', { name: 'silent', modelName: 'silent', modelVersion: 1 })).body
})
afterAll(() => scene[Symbol.asyncDispose]())

const ask = ({ id }: Json, query = '') => scene.call('GET', `serving/${id}/schema${query}`)

describe('what calls of a deployment must look like', () => {
  it('is told from what the registry knows of its model', async () => {
    const { status, body } = await ask(known, '?format=openapi')
    expect([status, body.servers]).toEqual([200, [{ url: expect.stringMatching(/\/v1\/default\/told$/) }]])
    const { schema } = body.paths['/v1/models/told:predict'].post.requestBody.content['application/json']
    expect((await ask(known, '?format=jsonschema')).body).toEqual(schema)
    expect(schema).toMatchObject({ type: 'object', required: ['instances'] })
    expect(JSON.stringify(schema)).toContain('"length"')
  })

  it('is the one that was published for it', async () => {
    const folder = 'Deployments/told/resources/schema'
    await scene.upload(folder, 'abc123.json', '{"schemaId":"abc123","servingKeys":[]}')
    await scene.upload(folder, 'abc123.jsonschema.json', '{"type":"object"}')
    expect((await ask(known, '?schemaId=abc123')).body).toEqual({ schemaId: 'abc123', servingKeys: [] })
    expect((await ask(known, '?schemaId=abc123&format=jsonschema')).body).toEqual({ type: 'object' })
    expect(await ask(known)).toMatchObject({ status: 404, body: { errorCode: 240037 } })
    const request = { id: known.id, name: 'told', modelName: 'told', modelVersion: 1 }
    await scene.call('PUT', 'serving', { ...request, predictorEnvVars: ['SERVING_SCHEMA_ID=abc123'] })
    expect((await ask(known)).body).toEqual({ schemaId: 'abc123', servingKeys: [] })
    expect((await ask(known, '?format=jsonschema')).body).toEqual({ type: 'object' })
  })

  it.each([
    { name: 'nothing was published', query: '' },
    { name: 'nothing is known', query: '?format=openapi' },
    { name: 'nothing has that id', query: '?schemaId=zzz' },
    { name: 'nothing has that id in that format', query: '?schemaId=zzz&format=openapi' },
  ])('is not there where $name', async ({ query }) => {
    expect(await ask(unknown, query)).toMatchObject({ status: 404, body: { errorCode: 240037 } })
  })

  it.each([
    { name: 'a format that there is not', query: '?format=xml' },
    { name: 'an id that leads out', query: '?schemaId=../../x' },
  ])('is refused for $name', async ({ query }) => {
    expect(await ask(known, query)).toMatchObject({ status: 400, body: { errorCode: 120001 } })
  })

  it('is another project’s no more than the deployment is', async () => {
    const others = { key: await scene.control.keyFor('operator', ['team-a']), group: 'team-a' }
    expect(await scene.call('GET', `serving/${known.id}/schema?format=openapi`, undefined, others)).toMatchObject({
      status: 404,
      body: { errorCode: 240000 },
    })
  })
})
