import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Parser, type ReadEntry } from 'tar'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openScene, root, type Scene, sha256 } from './scene.ts'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const iris = `${root}/models/iris/versions`

describe('a version of a registered model', () => {
  it('is made of uploaded files, and gives them back', async () => {
    const made = await scene.register(
      'iris',
      { 'model.pkl': 'weights', 'more/config.json': '{}', 'empty.txt': '' },
      { framework: 'SKLEARN', metrics: { accuracy: 0.9 }, inputExample: [[5.1, 3.5]], description: 'Flowers' },
    )
    expect(made).toMatchObject({
      status: 201,
      headers: { location: `${iris}/1` },
      body: {
        name: 'iris',
        version: 1,
        framework: 'SKLEARN',
        metrics: { accuracy: 0.9 },
        bytes: 9,
        fileCount: 3,
        creator: 'admin',
      },
    })
    expect((await scene.call('GET', `${iris}/latest`)).body).toEqual(made.body)
    expect((await scene.call('GET', `${root}/models`)).body.resources).toMatchObject([
      { name: 'iris', versions: 1, latestVersion: 1 },
    ])
    expect((await scene.call('GET', `${iris}/1/files`)).body.resources).toMatchObject([
      { path: 'empty.txt', bytes: 0 },
      { path: 'model.pkl', bytes: 7, sha256: sha256('weights') },
      { path: 'more/config.json', bytes: 2 },
    ])
    expect((await scene.call('GET', `${root}/uploads`)).body.resources).toEqual([])
    expect(scene.leftovers()).toEqual([])
  })

  it.each([
    { range: 'bytes=2-4', status: 206, body: 'igh', contentRange: 'bytes 2-4/7' },
    { range: 'bytes=-2', status: 206, body: 'ts', contentRange: 'bytes 5-6/7' },
    { range: 'bytes=5-', status: 206, body: 'ts', contentRange: 'bytes 5-6/7' },
    { range: 'bytes=0-99', status: 206, body: 'weights', contentRange: 'bytes 0-6/7' },
    { range: 'bytes=4-2', status: 200, body: 'weights', contentRange: undefined },
    { range: 'lines=1-2', status: 200, body: 'weights', contentRange: undefined },
    { range: 'bytes=0-1,3-4', status: 200, body: 'weights', contentRange: undefined },
  ])('gives $range of a file', async ({ range, status, body, contentRange }) => {
    await scene.register('iris', { 'a b/ü.pkl': 'weights' })
    const answer = await scene.call('GET', `${iris}/1/files/a%20b/%C3%BC.pkl`, undefined, { range })
    expect(answer).toMatchObject({ status, body, headers: { 'content-length': String(body.length), 'accept-ranges': 'bytes' } })
    expect(answer.headers['content-range']).toBe(contentRange)
  })

  it('refuses a range past the end, answers 304 to who has the file, and the whole to who has another', async () => {
    await scene.register('iris', { 'model.pkl': 'weights' })
    const get = (headers: Record<string, string>) => scene.call('GET', `${iris}/1/files/model.pkl`, undefined, headers)
    expect(await get({ range: 'bytes=7-' })).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */7' } })
    const etag = `"${sha256('weights')}"`
    expect(await get({ 'if-none-match': etag })).toMatchObject({ status: 304 })
    expect(await get({ range: 'bytes=0-0', 'if-range': etag })).toMatchObject({ status: 206, body: 'w' })
    expect(await get({ range: 'bytes=0-0', 'if-range': '"another"' })).toMatchObject({ status: 200, body: 'weights' })
  })

  it('comes as one tar archive', async () => {
    await scene.register('iris', { 'model.pkl': 'weights', 'more/config.json': '{}', '@odd': 'x', 'equal.pkl': 'weights' })
    const answer = await scene.app.inject({ url: `${iris}/1/archive`, headers: { authorization: `Bearer ${scene.admin}` } })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/x-tar',
      'content-disposition': "attachment; filename*=UTF-8''iris-1.tar",
    })
    expect(await filesInTar(answer.rawPayload)).toEqual({
      '@odd': 'x',
      'equal.pkl': 'weights',
      'model.pkl': 'weights',
      'more/config.json': '{}',
    })
  })

  it.each([
    ['model.onnx', undefined, 'ONNX'],
    ['talker.GGUF', undefined, 'GGUF'],
    ['notes.txt', undefined, null],
    ['model.onnx', 'PYTHON', 'PYTHON'],
    ['model.onnx', null, null],
  ])('of %s, said to be of %s, is of %s', async (path, framework, found) => {
    const made = await scene.register('told', { [path]: 'weights' }, framework === undefined ? {} : { framework })
    expect(made).toMatchObject({ status: 201, body: { framework: found } })
  })

  it('gets the next number, or the one that is asked for', async () => {
    const numbers = [await scene.register('iris', { a: '1' }), await scene.register('iris', { a: '2' }, { version: 7 })]
    numbers.push(await scene.register('iris', { a: '3' }))
    expect(numbers.map(({ body }) => body.version)).toEqual([1, 7, 8])
    expect((await scene.call('GET', iris)).body.resources.map((each: { version: number }) => each.version)).toEqual([8, 7, 1])
    const again = await scene.register('iris', { a: '4' }, { version: 7 })
    expect(again).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('version 7 of model iris exists already') } },
    })
    expect((await scene.call('GET', `${iris}/7/files/a`)).body).toBe('2')
  })

  it('gets different numbers where many register at once', async () => {
    const uploads = await Promise.all(Array.from({ length: 8 }, (_, at) => scene.upload(`file ${at}`)))
    const made = await Promise.all(
      uploads.map((uploadId) => scene.call('POST', `${root}/models`, { name: 'iris', files: [{ path: 'a', uploadId }] })),
    )
    expect(made.map(({ body }) => body.version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('is found by its metric', async () => {
    for (const metrics of [{ loss: 0.3, accuracy: 0.9 }, { loss: 0.1, accuracy: 0.9 }, { loss: 0.2 }])
      await scene.register('iris', { a: JSON.stringify(metrics) }, { metrics })
    const best = (query: string) => scene.call('GET', `${root}/models/iris/best?${query}`)
    expect((await best('metric=loss&direction=min')).body).toMatchObject({ version: 2 })
    expect((await best('metric=loss')).body).toMatchObject({ version: 1 })
    expect((await best('metric=accuracy')).body, 'the newest of equal ones').toMatchObject({ version: 2 })
    expect(await best('metric=f1')).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining('metrics are loss, accuracy') } },
    })
    expect(await scene.call('GET', `${root}/models/rose/best?metric=loss`)).toMatchObject({ status: 404 })
  })

  it('is described anew; its files stay', async () => {
    await scene.register('iris', { a: '1' }, { description: 'before', metrics: { loss: 1 } })
    const changed = await scene.call('PATCH', `${iris}/1`, { description: 'after', framework: 'TORCH' })
    expect(changed).toMatchObject({
      status: 200,
      body: { description: 'after', framework: 'TORCH', metrics: { loss: 1 }, fileCount: 1 },
    })
    expect(await scene.call('PATCH', `${iris}/1`, { files: [] })).toMatchObject({ status: 400 })
    expect(await scene.call('PATCH', `${iris}/2`, {})).toMatchObject({ status: 404 })
  })

  it('is listed by framework and words', async () => {
    await scene.register('iris', { a: '1' }, { framework: 'SKLEARN', description: 'Flowers' })
    await scene.register('mnist', { a: '2' }, { framework: 'ONNX' })
    const names = async (query: string) =>
      (await scene.call('GET', `${root}/versions?${query}`)).body.resources.map((each: { name: string }) => each.name)
    expect(await names('')).toEqual(['iris', 'mnist'])
    expect(await names('framework=ONNX')).toEqual(['mnist'])
    expect(await names('$search=flow')).toEqual(['iris'])
  })

  it('has tags of any JSON', async () => {
    await scene.register('iris', { a: '1' })
    const tag = `${iris}/1/tags`
    expect(await scene.call('PUT', `${tag}/owner`, { value: { team: 'a', people: [1, null] } })).toMatchObject({ status: 200 })
    await scene.call('PUT', `${tag}/stage`, { value: 'prod' })
    await scene.call('PUT', `${tag}/stage`, { value: false })
    expect((await scene.call('GET', tag)).body.resources).toEqual([
      { name: 'owner', value: { team: 'a', people: [1, null] } },
      { name: 'stage', value: false },
    ])
    expect((await scene.call('GET', `${tag}/stage`)).body).toEqual({ name: 'stage', value: false })
    expect(await scene.call('DELETE', `${tag}/stage`)).toMatchObject({ status: 200 })
    expect(await scene.call('DELETE', `${tag}/stage`)).toMatchObject({ status: 404 })
  })
})

describe('artifact versions', () => {
  const files = [
    { path: 'predict.py', role: 'predictor', text: 'class Predict: ...' },
    { path: 'lib/util.py', text: 'x = 1' },
  ]
  const create = (body: object) => scene.call('POST', `${iris}/1/artifacts`, body)

  it('count up within a model version; equal ones are used again unless a new one is forced', async () => {
    await scene.register('iris', { a: '1' })
    expect(await create({ files })).toMatchObject({
      status: 201,
      body: { artifactVersion: 1, predictor: 'predict.py', transformer: null, config: null },
    })
    expect(await create({ files: [...files].reverse() })).toMatchObject({ status: 200, body: { artifactVersion: 1 } })
    expect(await create({ files, artifactVersion: 'CREATE' })).toMatchObject({ status: 201, body: { artifactVersion: 2 } })
    expect(await create({ files: [{ ...files[0], role: 'transformer' }] })).toMatchObject({
      status: 201,
      body: { artifactVersion: 3, predictor: null, transformer: 'predict.py' },
    })
    await scene.register('iris', { a: '2' })
    expect(await scene.call('POST', `${iris}/2/artifacts`, { files })).toMatchObject({
      status: 201,
      body: { artifactVersion: 1 },
    })
    expect((await scene.call('GET', `${iris}/1/artifacts`)).body.resources).toMatchObject([
      { artifactVersion: 3 },
      { artifactVersion: 2 },
      { artifactVersion: 1 },
    ])
    expect((await scene.call('GET', `${root}/uploads`)).body.resources).toEqual([])
  })

  it('become a folder of their own', async () => {
    await scene.register('iris', { a: '1' })
    await create({ files })
    const bound = await scene.registry.bind('default', { name: 'iris', version: 1, artifactVersion: 1 })
    expect(bound.artifact).toMatchObject({
      version: 1,
      folder: join(scene.folder, 'artifacts/default/iris/1/1'),
      predictor: 'predict.py',
      transformer: null,
    })
    expect(readFileSync(join(bound.artifact?.folder ?? '', 'lib/util.py'), 'utf8')).toBe('x = 1')
    expect(await scene.registry.bind('default', { name: 'iris', version: 1, artifactVersion: 0 })).toMatchObject({
      artifact: null,
    })
    await expect(scene.registry.bind('default', { name: 'iris', version: 1, artifactVersion: 5 })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('has no artifact version 5; it has 0, 1'),
    })
  })

  it.each([
    { name: 'no file', body: { files: [] } },
    { name: 'a way out', body: { files: [{ path: '../x.py', text: '' }] } },
    { name: 'two predictors', body: { files: [files[0], { ...files[0], path: 'b.py' }] } },
    { name: 'the same path twice', body: { files: [files[1], files[1]] } },
    { name: 'another word than CREATE', body: { files, artifactVersion: 'NEW' } },
    { name: 'two sources', body: { files: [{ path: 'a.py', text: '', uploadId: 'x' }] } },
  ])('are refused with $name', async ({ body }) => {
    await scene.register('iris', { a: '1' })
    expect((await create(body)).status).toBe(400)
    expect((await scene.call('GET', `${iris}/1/artifacts`)).body.resources).toEqual([])
    expect((await scene.call('GET', `${root}/uploads`)).body.resources).toEqual([])
  })
})

it('makes the folder that a model server reads: once, of second names of the contents, read-only', async () => {
  await scene.register('iris', { 'model.pkl': 'weights', 'more/config.json': '{}' }, { framework: 'SKLEARN' })
  const ref = { name: 'iris', version: 'latest', artifactVersion: null } as const
  const [bound, same] = await Promise.all([scene.registry.bind('default', ref), scene.registry.bind('default', ref)])
  expect(bound).toMatchObject({ name: 'iris', version: 1, framework: 'SKLEARN', artifact: null, inputExample: null })
  expect(same.folder).toBe(bound.folder)
  expect(bound.folder).toBe(join(scene.folder, 'models/registry/default/iris/1/Files'))
  const file = join(bound.folder, 'model.pkl')
  expect(readFileSync(file, 'utf8')).toBe('weights')
  expect(statSync(file).ino).toBe(statSync(join(scene.folder, 'models/blobs', sha256('weights'))).ino)
  const modes = [file, bound.folder, join(bound.folder, 'more')].map((path) => statSync(path).mode & 0o777)
  expect(modes).toEqual([0o444, 0o555, 0o555])
  const before = statSync(bound.folder).ino
  expect(statSync((await scene.registry.bind('default', ref)).folder).ino).toBe(before)
  expect(scene.leftovers()).toEqual([])
  await expect(scene.registry.bind('default', { ...ref, name: 'rose' })).rejects.toMatchObject({ code: 'invalid' })
})

const filesInTar = async (bytes: Buffer): Promise<Record<string, string>> => {
  const found: Record<string, string> = {}
  const reading: Promise<unknown>[] = []
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      if (entry.type !== 'File') return entry.resume()
      const read = entry.concat().then((content) => {
        found[entry.path.replace(/^\.\//, '')] = content.toString()
      })
      reading.push(read)
    },
  })
  await new Promise<void>((resolve, reject) => {
    parser.on('end', resolve)
    parser.on('error', reject)
    Readable.from([bytes])
      .on('data', (chunk) => parser.write(chunk))
      .on('end', () => parser.end())
  })
  await Promise.all(reading)
  return found
}
