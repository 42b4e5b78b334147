import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectNumber } from '../../src/dialects/hopsworks/address.ts'
import { openScene, type Scene } from './scene.ts'

let scene: Scene
let viewer: string
let teamA: string
const registry = `modelregistries/${projectNumber('default')}`

beforeAll(async () => {
  scene = await openScene()
  viewer = await scene.control.keyFor('viewer')
  teamA = await scene.control.keyFor('operator', ['team-a'])
})
afterAll(() => scene[Symbol.asyncDispose]())

describe('login', () => {
  it('shows projects, each by a number of its own', async () => {
    const { body } = await scene.call('GET', '/project')
    expect(body.map((each: { project: { name: string } }) => each.project.name)).toEqual(['default', 'team-a', 'team-b'])
    expect(body[0]).toMatchObject({ project: { id: projectNumber('default'), owner: { uid: body[0].user.uid } } })
    expect((await scene.call('GET', '/project/getProjectInfo/default')).body).toMatchObject({
      projectId: projectNumber('default'),
      projectName: 'default',
    })
  })

  it('answers what clients ask about the installation', async () => {
    expect((await scene.call('GET', '/variables/versions')).body).toEqual([{ software: 'hopsworks', version: '5.2.1' }])
    expect((await scene.call('GET', '/variables/kube_kserve_installed')).body).toEqual({ successMessage: 'true' })
    expect(await scene.call('GET', '/variables/__proto__')).toMatchObject({ status: 404, body: { errorCode: 120005 } })
    expect((await scene.call('GET', 'credentials')).body).toMatchObject({ kStore: '', caChain: '' })
    expect((await scene.call('GET', 'inference/endpoints')).body).toEqual([
      { type: 'LOAD_BALANCER', hosts: ['localhost'], ports: [{ name: 'HTTP', number: 80 }] },
    ])
    expect((await scene.call('GET', 'modelregistries')).body.items[0]).toMatchObject({ id: projectNumber('default') })
  })

  it('knows a project by its name, too', async () => {
    expect((await scene.call('GET', '/project/default/serving')).body).toEqual([])
  })

  it('creates projects for administrators alone', async () => {
    const made = await scene.call('POST', '/project?projectName=fresh', { projectName: 'fresh' })
    expect(made).toMatchObject({ status: 201, body: { name: 'fresh', id: projectNumber('fresh') } })
    expect(await scene.call('POST', '/project?projectName=fresh', {})).toMatchObject({ status: 409, body: { errorCode: 150001 } })
    expect(await scene.call('POST', '/project?projectName=no%20name', {})).toMatchObject({ status: 400 })
    expect(await scene.call('POST', '/project?projectName=mine', {}, { key: teamA })).toMatchObject({
      status: 403,
      body: { errorCode: 320004 },
    })
  })
})

describe('who may do what', () => {
  it.each([
    { name: 'no key', key: 'lk_aaaaaaaaaaaa_b', path: 'serving', status: 401, errorCode: 320002 },
    { name: 'a project of others', key: 'team-a', path: 'serving', status: 404, errorCode: 150004 },
    { name: 'files of others', key: 'team-a', path: 'dataset/Models', status: 404, errorCode: 150004 },
  ])('$name', async ({ key, path, status, errorCode }) => {
    const answer = await scene.call('GET', path, undefined, { key: key === 'team-a' ? teamA : key })
    expect(answer).toMatchObject({ status, body: { errorCode, errorMsg: expect.any(String), usrMsg: expect.any(String) } })
  })

  it('another project’s files cannot be reached through a path', async () => {
    for (const path of ['/Projects/default/Models', 'default::Models', '/Projects/team-a/default::Models']) {
      const answer = await scene.call('GET', `dataset/${encodeURIComponent(path)}`, undefined, { key: teamA, group: 'team-a' })
      expect(answer).toMatchObject({ status: 404, body: { errorCode: 150004 } })
    }
  })

  it('a viewer changes nothing', async () => {
    for (const [method, path] of [
      ['PUT', 'serving'],
      ['POST', 'serving/1'],
      ['DELETE', 'serving/1'],
      ['PUT', `${registry}/models/m_1`],
      ['DELETE', 'dataset/Resources'],
      ['POST', 'dataset/Resources/x'],
    ] as const)
      expect(await scene.call(method, path, method === 'PUT' ? {} : undefined, { key: viewer })).toMatchObject({
        status: 403,
        body: { errorCode: 320004 },
      })
  })

  it('nothing is there in Hopsworks’ own words', async () => {
    expect(await scene.call('GET', '/nothing/here')).toMatchObject({ status: 404, body: { errorCode: 120005 } })
    expect(await scene.call('GET', 'featurestores/x')).toMatchObject({ status: 404, body: { errorCode: 270009 } })
  })
})

describe('files', () => {
  const stat = (path: string) => scene.call('GET', `dataset/${encodeURIComponent(path)}`)

  it('comes in chunks of any order, more than once, and is there when it is whole', async () => {
    const content = 'abcdefghij'
    const chunk = (number: number) =>
      scene.upload('Resources/in', 'letters.txt', content.slice((number - 1) * 4, number === 2 ? 10 : number * 4), {
        flowChunkNumber: number,
        flowChunkSize: 4,
        flowTotalSize: 10,
        flowIdentifier: '10_letters.txt',
        flowTotalChunks: 2,
      })
    expect((await chunk(2)).status).toBe(200)
    expect((await stat('Resources/in/letters.txt')).status).toBe(404)
    expect((await chunk(1)).status).toBe(200)
    expect((await chunk(2)).status).toBe(200)
    expect((await stat('/Projects/default/Resources/in/letters.txt')).body.attributes).toMatchObject({
      name: 'letters.txt',
      path: '/Projects/default/Resources/in/letters.txt',
      dir: false,
      size: 10,
    })
    const got = await scene.call(
      'GET',
      `dataset/download/with_auth/${encodeURIComponent('Resources/in/letters.txt')}?type=DATASET`,
    )
    expect([got.status, got.body, got.headers['content-length']]).toEqual([200, content, '10'])
  })

  it('lists, copies, moves, removes', async () => {
    await scene.upload('Resources/a', 'one.txt', '1')
    await scene.upload('Resources/a', 'two.txt', '')
    const listed = await scene.call(
      'GET',
      `dataset/${encodeURIComponent('Resources/a')}?action=listing&sort_by=NAME:desc&limit=1000`,
    )
    expect(listed.body.count).toBe(2)
    expect(listed.body.items.map((each: { attributes: { name: string } }) => each.attributes.name)).toEqual([
      'two.txt',
      'one.txt',
    ])
    const at = (path: string) => `dataset/${encodeURIComponent(path)}`
    expect((await scene.call('POST', `${at('Resources/a')}?action=copy&destination_path=Resources/b`)).status).toBe(204)
    expect((await scene.call('POST', `${at('Resources/b')}?action=move&destination_path=Resources/c`)).status).toBe(204)
    expect((await stat('Resources/b')).status).toBe(404)
    expect((await stat('Resources/c/one.txt')).status).toBe(200)
    expect((await scene.call('POST', `${at('Resources/new')}?action=create&type=DATASET`)).body.attributes.dir).toBe(true)
    expect((await scene.call('DELETE', at('Resources/c'))).status).toBe(204)
    expect((await stat('Resources/c')).status).toBe(404)
  })

  it.each([
    { name: 'a path that leads out', path: 'Resources/../../etc', status: 400, errorCode: 110008 },
    { name: 'an encoded path that leads out', path: '%2e%2e%2fetc', status: 400, errorCode: 110008 },
    { name: 'nothing', path: 'Resources/none', status: 404, errorCode: 110018 },
  ])('refuses $name', async ({ path, status, errorCode }) => {
    const encoded = path.startsWith('%') ? path : encodeURIComponent(path)
    expect(await scene.call('GET', `dataset/${encoded}`)).toMatchObject({ status, body: { errorCode } })
  })

  it.each([
    { name: 'no chunk number', more: { flowChunkNumber: 'x' }, status: 400, errorCode: 120001 },
    { name: 'a name that leads out', more: { flowFilename: '../x' }, status: 400, errorCode: 110008 },
    { name: 'a chunk beyond the end', more: { flowChunkNumber: 9 }, status: 400, errorCode: 110008 },
    { name: 'bytes that are not all', more: { flowTotalSize: -1 }, status: 400, errorCode: 120001 },
  ])('refuses a chunk with $name', async ({ more, status, errorCode }) => {
    expect(await scene.upload('Resources', 'bad.txt', 'abc', more)).toMatchObject({ status, body: { errorCode } })
    expect((await stat('Resources/bad.txt')).status).toBe(404)
  })

  it('does not overwrite', async () => {
    await scene.upload('Resources', 'once.txt', 'first')
    expect(await scene.upload('Resources', 'once.txt', 'other')).toMatchObject({ status: 409, body: { errorCode: 110012 } })
  })
})

describe('models', () => {
  it('are registered once their files are there, and found by metric', async () => {
    await scene.upload('Models/iris/1', 'input_example.json', '[[1, 2]]')
    await scene.upload(
      'Models/iris/1',
      'model_schema.json',
      '{"input_schema": {"tensor_schema": {"type": "float32", "shape": "(None, 2)"}}}',
    )
    const first = await scene.model('iris', 1, { 'model.pkl': 'x' }, { metrics: { accuracy: 0.9 }, description: 'first' })
    expect(first).toMatchObject({ status: 201, body: { id: 'iris_1', version: 1, metrics: { accuracy: 0.9 }, creator: 'admin' } })
    await scene.model('iris', 2, { 'model.pkl': 'y' }, { metrics: { accuracy: '0.5', f1: 1 } })
    await scene.model('iris', 3, { 'model.pkl': 'z' })
    const sorted = async (query: string) =>
      (await scene.call('GET', `${registry}/models?filter_by=name_eq:iris&${query}`)).body.items.map(
        (each: { version: number }) => each.version,
      )
    expect(await sorted('sort_by=accuracy:desc&limit=1')).toEqual([1])
    expect(await sorted('sort_by=accuracy:asc&limit=1')).toEqual([2])
    expect(await sorted('sort_by=nothing:asc&limit=1')).toEqual([])
    expect((await sorted('')).toSorted()).toEqual([1, 2, 3])
    const stored = await scene.control.registry.versions.get('default', 'iris', 1)
    expect([stored.inputExample, stored.modelSchema]).toEqual([
      [[1, 2]],
      { input_schema: { tensor_schema: { type: 'float32', shape: '(None, 2)' } } },
    ])
  })

  it('get tags, another framework, and go', async () => {
    await scene.model('tagged', 1, { 'model.pkl': 'x' })
    const at = `${registry}/models/tagged_1`
    expect((await scene.call('PUT', `${at}/tags/owner`, { team: 'a' })).status).toBe(201)
    expect((await scene.call('GET', `${at}/tags`)).body).toEqual({ count: 1, items: [{ name: 'owner', value: '{"team":"a"}' }] })
    expect(await scene.call('GET', `${at}/tags/none`)).toMatchObject({ status: 404, body: { errorCode: 370002 } })
    expect((await scene.call('PATCH', at, { framework: 'SKLEARN' })).body).toMatchObject({ framework: 'SKLEARN' })
    expect((await scene.call('DELETE', at)).status).toBe(204)
    expect(await scene.call('GET', at)).toMatchObject({ status: 404, body: { errorCode: 360000 } })
  })

  it.each([
    { name: 'no files', id: 'empty_1', body: { name: 'empty', version: 1 }, status: 400, errorCode: 120001 },
    { name: 'another name in the path', id: 'other_1', body: { name: 'iris', version: 1 }, status: 400, errorCode: 120001 },
    { name: 'a name that is none', id: 'no-name_1', body: { name: 'no-name', version: 1 }, status: 400, errorCode: 120001 },
    {
      name: 'a metric that is no number',
      id: 'm_1',
      body: { name: 'm', version: 1, metrics: { a: 'x' } },
      status: 400,
      errorCode: 360002,
    },
    {
      name: 'a framework that is none',
      id: 'm_1',
      body: { name: 'm', version: 1, framework: 'LISP' },
      status: 400,
      errorCode: 120001,
    },
    { name: 'an id without version', id: 'iris', body: { name: 'iris', version: 1 }, status: 404, errorCode: 360000 },
    { name: 'a version that is registered', id: 'iris_1', body: { name: 'iris', version: 1 }, status: 409, errorCode: 110012 },
  ])('refuses $name', async ({ id, body, status, errorCode }) => {
    expect(await scene.call('PUT', `${registry}/models/${id}`, body)).toMatchObject({ status, body: { errorCode } })
  })

  it('refuses a schema file that says nothing it can be held to', async () => {
    await scene.upload('Models/odd/1', 'model_schema.json', '{"input_schema": {}}')
    expect(await scene.model('odd', 1, { 'model.pkl': 'x' })).toMatchObject({
      status: 400,
      body: { usrMsg: expect.stringMatching(/model_schema\.json: input_schema must hold/) },
    })
  })

  it('keeps files of registered versions as they are', async () => {
    expect(await scene.upload('Models/iris/1/Files', 'late.txt', 'x')).toMatchObject({ status: 409, body: { errorCode: 110012 } })
  })
})
