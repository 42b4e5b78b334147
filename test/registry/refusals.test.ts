import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { roles } from '../../src/domain/principal.ts'
import { openScene, root, type Scene, sha256 } from './scene.ts'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const iris = `${root}/models/iris/versions`

describe('what cannot be registered', () => {
  const text = { path: 'a', text: 'x' }
  it.each<{ name: string; body: object; status?: number; says: string }>([
    { name: 'a name with a dash', body: { name: 'my-model', files: [text] }, says: 'name must be letters, digits or "_"' },
    { name: 'a name that leads out', body: { name: '../x', files: [text] }, says: 'name must be' },
    { name: 'no name', body: { files: [text] }, says: 'name is required' },
    { name: 'version 0', body: { name: 'm', version: 0, files: [text] }, says: 'version must be at least 1' },
    { name: 'half a version', body: { name: 'm', version: 1.5, files: [text] }, says: 'version must be a whole number' },
    { name: 'no files', body: { name: 'm', files: [] }, says: 'files must have at least 1 entry' },
    {
      name: 'a framework of another kind',
      body: { name: 'm', framework: 'CAFFE', files: [text] },
      says: 'framework must be one of',
    },
    { name: 'a metric that is no number', body: { name: 'm', metrics: { f1: 'high' }, files: [text] }, says: 'metrics.f1' },
    {
      name: 'a schema of neither kind',
      body: { name: 'm', modelSchema: { input_schema: {} }, files: [text] },
      says: 'columnar_schema',
    },
    {
      name: 'an upload that is not there',
      body: { name: 'm', files: [{ path: 'a', uploadId: 'nope' }] },
      says: 'no upload "nope"',
    },
    {
      name: 'a path that leads out',
      body: { name: 'm', files: [{ path: 'a/../../b', text: '' }] },
      says: 'must not hold "." or ".."',
    },
    { name: 'an absolute path', body: { name: 'm', files: [{ path: '/etc/passwd', text: '' }] }, says: 'must be relative' },
    { name: 'a backslash', body: { name: 'm', files: [{ path: 'a\\b', text: '' }] }, says: 'backslashes' },
    { name: 'a line feed in a path', body: { name: 'm', files: [{ path: 'a\nb', text: '' }] }, says: 'control characters' },
    { name: 'a path that is too long', body: { name: 'm', files: [{ path: 'a'.repeat(300), text: '' }] }, says: '255 bytes' },
    { name: 'the same path twice', body: { name: 'm', files: [text, text] }, says: '"a" is there twice' },
    {
      name: 'a file that is a folder too',
      body: { name: 'm', files: [text, { path: 'a/b', text: '' }] },
      says: 'both a file and a folder',
    },
    { name: 'an unknown field', body: { name: 'm', files: [text], colour: 'red' }, says: 'unknown "colour"' },
  ])('$name', async ({ body, status = 400, says }) => {
    const answer = await scene.call('POST', `${root}/models`, body)
    expect(answer).toMatchObject({ status, body: { error: { message: expect.stringContaining(says) } } })
    expect((await scene.call('GET', `${root}/models`)).body.resources).toEqual([])
    expect((await scene.call('GET', `${root}/uploads`)).body.resources).toEqual([])
    expect(scene.blobs()).toEqual([])
    expect(scene.leftovers()).toEqual([])
  })

  it('an infinite metric, which JSON can spell', async () => {
    const response = await scene.app.inject({
      method: 'POST',
      url: `${root}/models`,
      headers: { authorization: `Bearer ${scene.admin}`, 'content-type': 'application/json' },
      payload: '{"name":"m","metrics":{"loss":1e999},"files":[{"path":"a","text":""}]}',
    })
    expect(response.statusCode).toBe(400)
  })
})

describe('uploads that go wrong', () => {
  const begin = async (bytes: number, more: object = {}) =>
    (await scene.call('POST', `${root}/uploads`, { bytes, ...more })).body.id
  const hello = Buffer.from('hello')

  it('a wrong hash ends the upload, and nothing is kept', async () => {
    const id = await begin(5)
    await scene.put(id, hello, 0, 5)
    const done = await scene.call('POST', `${root}/uploads/${id}/complete`, { sha256: sha256('other') })
    expect(done).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(`should be ${sha256('other')} but is ${sha256('hello')}`) } },
    })
    expect((await scene.call('GET', `${root}/uploads/${id}`)).status).toBe(404)
    expect([scene.blobs(), scene.leftovers()]).toEqual([[], []])
  })

  it('a hash that was promised at the beginning counts at the end', async () => {
    const id = await begin(5, { sha256: sha256('other') })
    await scene.put(id, hello, 0, 5)
    expect((await scene.call('POST', `${root}/uploads/${id}/complete`)).status).toBe(400)
    expect([scene.blobs(), scene.leftovers()]).toEqual([[], []])
  })

  it('what is not whole cannot be completed, nor used', async () => {
    const id = await begin(10)
    await scene.put(id, hello, 5, 10)
    const done = await scene.call('POST', `${root}/uploads/${id}/complete`)
    expect(done).toMatchObject({ status: 412, body: { error: { details: { missing: [[0, 5]] } } } })
    const used = await scene.call('POST', `${root}/models`, { name: 'm', files: [{ path: 'a', uploadId: id }] })
    expect(used).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('is not complete') } } })
    expect((await scene.call('DELETE', `${root}/uploads/${id}`)).status).toBe(200)
    expect([scene.blobs(), scene.leftovers()]).toEqual([[], []])
  })

  it.each([
    { name: 'past the end', range: 'bytes 11-15/10', says: 'the upload has 10 bytes' },
    { name: 'over the end', range: 'bytes 8-12/10', says: 'the upload has 10 bytes' },
    { name: 'of another file', range: 'bytes 0-4/11', says: 'the upload has 10' },
    { name: 'backwards', range: 'bytes 4-0/10', says: 'ends before it begins' },
    { name: 'in words', range: 'the first five', says: 'must look like' },
    { name: 'longer than it says', range: 'bytes 0-2/10', says: 'past the end' },
  ])('a chunk $name', async ({ range, says }) => {
    const id = await begin(10)
    const answer = await scene.put(id, hello, 0, 10, { 'content-range': range })
    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(says) } } })
  })

  it('a chunk that is JSON', async () => {
    const id = await begin(10)
    expect((await scene.call('PUT', `${root}/uploads/${id}`, { some: 'json' })).status).toBe(415)
  })
})

describe('a storage quota', () => {
  const limit = (limitBytes: number | null, group = 'default') =>
    scene.call('PUT', `/v2/admin/registryQuotas/${group}`, { limitBytes })

  it('refuses what does not fit, with the figures, and leaves nothing behind', async () => {
    await limit(10)
    await scene.register('iris', { a: '1234567' })
    expect((await scene.call('GET', `${root}/quota`)).body).toEqual({ resourceGroup: 'default', usedBytes: 7, limitBytes: 10 })
    const before = scene.blobs()
    const tooLarge = {
      status: 413,
      body: {
        error: {
          code: 'QuotaExceeded',
          message: expect.stringContaining('7 of 10 bytes are taken, 3 are free'),
          details: { usedBytes: 7, limitBytes: 10, neededBytes: 4 },
        },
      },
    }
    expect(await scene.call('POST', `${root}/uploads`, { bytes: 4 })).toMatchObject(tooLarge)
    expect(await scene.call('POST', `${root}/models`, { name: 'm', files: [{ path: 'a', text: '1234' }] })).toMatchObject(
      tooLarge,
    )
    expect(await scene.call('POST', `${iris}/1/artifacts`, { files: [{ path: 'a', text: '1234' }] })).toMatchObject(tooLarge)
    expect([scene.blobs(), scene.leftovers()]).toEqual([before, []])
    expect((await scene.call('POST', `${root}/uploads`, { bytes: 3 })).status, 'what fits').toBe(201)
    await scene.call('DELETE', `${iris}/1`)
    expect((await scene.call('GET', `${root}/quota`)).body.usedBytes, 'the announced upload').toBe(3)
    await limit(null)
    expect((await scene.call('POST', `${root}/uploads`, { bytes: 400 })).status).toBe(201)
  })

  it('is not passed by many at once', async () => {
    await limit(10)
    const answers = await Promise.all(Array.from({ length: 8 }, () => scene.call('POST', `${root}/uploads`, { bytes: 4 })))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2)
  })

  it('is one group’s, and set by nobody of the group alone', async () => {
    await limit(1)
    expect((await scene.call('POST', `${root}/uploads`, { bytes: 4 }, { 'ai-resource-group': 'team-a' })).status).toBe(201)
    const own = { authorization: `Bearer ${await scene.keyFor('admin', ['team-a'])}` }
    expect((await scene.call('PUT', '/v2/admin/registryQuotas/team-a', { limitBytes: 9 }, own)).status).toBe(403)
    expect((await limit(5, 'team-x')).status).toBe(404)
  })
})

describe('tenants', () => {
  const teamA = { 'ai-resource-group': 'team-a' }

  it('see nothing of each other', async () => {
    await scene.register('iris', { a: 'secret' })
    const upload = await scene.upload('also secret')
    const asked = [
      ['GET', `${iris}/1`],
      ['GET', `${iris}/latest`],
      ['GET', iris],
      ['GET', `${iris}/1/files`],
      ['GET', `${iris}/1/files/a`],
      ['GET', `${iris}/1/archive`],
      ['GET', `${iris}/1/tags`],
      ['GET', `${iris}/1/artifacts`],
      ['GET', `${root}/models/iris/best?metric=x`],
      ['DELETE', `${iris}/1`],
      ['PATCH', `${iris}/1`, {}],
      ['GET', `${root}/uploads/${upload}`],
      ['POST', `${root}/uploads/${upload}/complete`],
      ['DELETE', `${root}/uploads/${upload}`],
    ] as const
    for (const [method, url, body] of asked)
      expect([method, url, (await scene.call(method, url, body, teamA)).status]).toEqual([method, url, 404])
    for (const url of [`${root}/models`, `${root}/versions`, `${root}/uploads`, `${root}/imports`])
      expect((await scene.call('GET', url, undefined, teamA)).body.resources).toEqual([])
    const stolen = await scene.call('POST', `${root}/models`, { name: 'm', files: [{ path: 'a', uploadId: upload }] }, teamA)
    expect(stolen.status).toBe(400)
  })

  it('do not get a file of another by knowing its hash', async () => {
    await scene.register('iris', { a: 'secret' })
    const begun = await scene.call('POST', `${root}/uploads`, { bytes: 6, sha256: sha256('secret') }, teamA)
    expect(begun.body).toMatchObject({ state: 'open', missing: [[0, 6]] })
    const own = await scene.call('POST', `${root}/uploads`, { bytes: 6, sha256: sha256('secret') })
    expect(own.body, 'whose it is need not send it again').toMatchObject({ state: 'complete', missing: [] })
  })

  it('keep what is theirs when another deletes an equal file', async () => {
    await scene.register('iris', { a: 'same' })
    await scene.register('rose', { b: 'same' }, {}, teamA)
    expect(scene.blobs()).toHaveLength(1)
    await scene.call('DELETE', `${iris}/1`)
    expect((await scene.call('GET', `${root}/models/rose/versions/1/files/b`, undefined, teamA)).body).toBe('same')
    await scene.call('DELETE', `${root}/models/rose/versions/1`, undefined, teamA)
    expect(scene.blobs()).toEqual([])
  })

  it('leave nothing when their group goes', async () => {
    await scene.register('rose', { b: 'theirs' }, {}, teamA)
    await scene.registry.bind('team-a', { name: 'rose', version: 1, artifactVersion: null })
    await scene.upload('unused', teamA)
    await scene.call('POST', `${root}/uploads`, { bytes: 9 }, teamA)
    await scene.register('iris', { a: 'ours' })
    expect((await scene.call('DELETE', '/v2/admin/resourceGroups/team-a')).status).toBe(202)
    expect(scene.blobs()).toEqual([sha256('ours')])
    expect([scene.namesIn('models/registry/team-a'), scene.leftovers()]).toEqual([[], []])
  })
})

it('whoever may read reads, and who may deploy writes', async () => {
  await scene.register('iris', { a: '1' })
  for (const role of roles) {
    const headers = { authorization: `Bearer ${await scene.keyFor(role, ['default'])}` }
    const reads = await scene.call('GET', `${iris}/1/files/a`, undefined, headers)
    const writes = await scene.call('PUT', `${iris}/1/tags/${role}`, { value: 1 }, headers)
    expect([role, reads.status, writes.status]).toEqual([role, 200, ['operator', 'admin'].includes(role) ? 200 : 403])
  }
})

describe('deleting a version', () => {
  it('takes its files, folders, tags and scripts along, but no content that another still has', async () => {
    await scene.register('iris', { a: 'only here', b: 'in both' })
    await scene.register('iris', { b: 'in both' })
    await scene.call('POST', `${iris}/1/artifacts`, { files: [{ path: 'p.py', text: 'script', role: 'predictor' }] })
    await scene.call('PUT', `${iris}/1/tags/x`, { value: 1 })
    await scene.registry.bind('default', { name: 'iris', version: 1, artifactVersion: 1 })
    expect((await scene.call('DELETE', `${iris}/1`)).status).toBe(200)
    expect(scene.blobs()).toEqual([sha256('in both')])
    expect([scene.namesIn('models/registry/default/iris'), scene.namesIn('artifacts/default/iris')]).toEqual([[], []])
    expect(await scene.registry.tree.stat('default', 'Models/iris/1')).toBeNull()
    expect((await scene.call('DELETE', `${iris}/1`)).status).toBe(404)
    expect((await scene.call('DELETE', `${iris}/latest`)).status, 'only by number').toBe(400)
  })

  it('leaves a content that an imported model file has, and the other way round', async () => {
    const gguf = 'GGUF and the rest'
    await scene.register('tiny', { 'tiny.gguf': gguf })
    await scene.store.modelFiles.put({
      sha256: sha256(gguf),
      source: 'hf://o/r/tiny.gguf',
      fileName: 'tiny.gguf',
      bytes: 17,
      createdAt: 1,
    })
    expect((await scene.call('DELETE', `/v2/admin/models/files/${sha256(gguf)}`)).status).toBe(204)
    expect(scene.blobs()).toEqual([sha256(gguf)])
    await scene.store.modelFiles.put({
      sha256: sha256(gguf),
      source: 'hf://o/r/tiny.gguf',
      fileName: 'tiny.gguf',
      bytes: 17,
      createdAt: 1,
    })
    await scene.call('DELETE', `${root}/models/tiny/versions/1`)
    expect(scene.blobs()).toEqual([sha256(gguf)])
  })
})

it('files of a registered version do not change by way of the tree either', async () => {
  await scene.register('iris', { a: '1' })
  const { tree } = scene.registry
  const content = { sha256: sha256('1'), bytes: 1 }
  const at = (path: string) => `/Models/iris/1/${path}`
  await tree.put('default', 'me', '/Resources/x', content)
  for (const attempt of [
    () => tree.put('default', 'me', at('Files/b'), content),
    () => tree.mkdir('default', 'me', at('Files/new')),
    () => tree.remove('default', at('Files/a')),
    () => tree.remove('default', at('Files')),
    () => tree.remove('default', '/Models/iris/1'),
    () => tree.remove('default', '/Models/iris'),
    () => tree.remove('default', '/Models'),
    () => tree.move('default', '/Models/iris', '/Models/rose'),
    () => tree.move('default', at('Files/a'), '/Resources/a'),
    () => tree.move('default', '/Resources/x', at('Files/x')),
    () => tree.copy('default', 'me', '/Resources/x', at('Artifacts/1/x')),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('cannot change') })
  await tree.put('default', 'me', at('input_example.json'), content)
  expect((await scene.registry.versions.get('default', 'iris', 1)).fileCount).toBe(1)
})
