import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import OpenAI, { toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drain, eventually } from '../conformance/scene.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { type BatchScene, chatLine, chatLines, openBatchScene } from './scene.ts'

/** Files as the client of OpenAI keeps them, and as nobody may. */
let scene: BatchScene
/** The control API alone, where a file may have 64 KiB. */
let control: ControlUnderTest
beforeAll(async () => {
  scene = await openBatchScene()
  control = await openControl()
}, 60_000)
afterAll(async () => {
  await scene[Symbol.asyncDispose]()
  await control[Symbol.asyncDispose]()
})

const upload = (text: string, more: object = {}) =>
  scene.openai.files.create({ file: Buffer.from(text) as never, purpose: 'batch', ...more })
const named = async (text: string, more: object = {}) =>
  upload('', { file: await toFile(Buffer.from(text), 'lines.jsonl'), ...more })

describe('files', () => {
  it('are uploaded, listed, read and deleted', async () => {
    const file = await named('{"a":1}\n')
    expect(file).toEqual({
      id: expect.stringMatching(/^file-[0-9a-f]{32}$/),
      object: 'file',
      bytes: 8,
      created_at: expect.any(Number),
      expires_at: null,
      filename: 'lines.jsonl',
      purpose: 'batch',
      status: 'processed',
      status_details: null,
    })
    expect(await scene.openai.files.retrieve(file.id)).toEqual(file)
    const content = await scene.openai.files.content(file.id)
    expect(await content.text()).toBe('{"a":1}\n')
    expect(content.headers.get('content-disposition')).toContain('lines.jsonl')
    expect((await scene.openai.files.list()).data.map(({ id }) => id)).toContain(file.id)
    expect(await scene.openai.files.delete(file.id)).toEqual({ id: file.id, object: 'file', deleted: true })
    await expect(scene.openai.files.retrieve(file.id)).rejects.toMatchObject({ status: 404 })
    await expect(scene.openai.files.content(file.id)).rejects.toMatchObject({ status: 404 })
    expect(readdirSync(join(scene.platform.dataDir, 'files'))).not.toContain(file.id)
  })

  it('are paged, in either order', async () => {
    const ids: string[] = []
    for (const text of ['1', '2', '3', '4', '5']) ids.push((await named(text)).id)
    const pages = await drain(scene.openai.files.list({ limit: 2, order: 'asc' }))
    expect(pages.map(({ id }) => id).slice(-5)).toEqual(ids)
    const newest = await scene.openai.files.list({ limit: 3 })
    expect(newest.data.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 3))
    expect((await scene.openai.files.list({ purpose: 'batch_output' })).data).toEqual([])
  })

  it('go by themselves when they are to', async () => {
    const file = await named('x', { expires_after: { anchor: 'created_at', seconds: 3_600 } })
    expect((file.expires_at ?? 0) - file.created_at).toBe(3_600)
    const { clock } = scene.platform
    clock.travelTo(new Date(clock.now() + 3_601_000).toISOString())
    await expect(scene.openai.files.retrieve(file.id)).rejects.toMatchObject({ status: 404 })
  })

  it('stay while a batch reads them', async () => {
    await scene.deployModel('reads', { deploymentType: 'batch' })
    scene.one.behaviour.answer = { status: 429, headers: {}, body: '{}' }
    const { id, input_file_id } = await scene.start(chatLines(2, 'reads'))
    await expect(scene.openai.files.delete(input_file_id)).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(new RegExp(id)),
    })
    await scene.openai.batches.cancel(id)
    await scene.until(id)
    scene.reset()
    expect((await scene.openai.files.delete(input_file_id)).deleted).toBe(true)
  })

  it('and batches of another group are not there', async () => {
    await scene.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-b' })
    const { body } = await scene.platform.call('POST', '/v2/admin/apiKeys', {
      name: 'b',
      role: 'consumer',
      resourceGroups: ['team-b'],
    })
    const other = new OpenAI({ apiKey: body.key, baseURL: `${scene.platform.url}/v1`, maxRetries: 0 })
    const file = await named('x')
    const batch = await scene.openai.batches.create({
      input_file_id: file.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    })
    for (const ask of [
      () => other.files.retrieve(file.id),
      () => other.files.content(file.id),
      () => other.files.delete(file.id),
      () => other.batches.retrieve(batch.id),
      () => other.batches.cancel(batch.id),
      () => other.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' }),
    ])
      await expect(ask()).rejects.toMatchObject({ status: 404 })
    expect((await other.files.list()).data).toEqual([])
    expect((await other.batches.list()).data).toEqual([])
    // Its own work.
    const own = await other.files.create({ file: await toFile(Buffer.from('x'), 'x'), purpose: 'batch' })
    expect((await other.files.list()).data.map(({ id }) => id)).toEqual([own.id])
  })

  it('are those of the project that the address names', async () => {
    await scene.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-p' })
    const client = new OpenAI({
      apiKey: scene.platform.adminKey,
      baseURL: `${scene.platform.url}/api/projects/team-p/openai/v1`,
      maxRetries: 0,
    })
    const file = await client.files.create({ file: await toFile(Buffer.from('x'), 'x'), purpose: 'batch' })
    const own = scene.clientFor(scene.platform.adminKey, 'team-p')
    expect((await own.files.list()).data.map(({ id }) => id)).toEqual([file.id])
    await expect(scene.openai.files.retrieve(file.id)).rejects.toMatchObject({ status: 404 })
    const { body } = await scene.platform.call('POST', '/v2/admin/apiKeys', {
      name: 'd',
      role: 'consumer',
      resourceGroups: ['default'],
    })
    const { status } = await scene.platform.call('GET', '/api/projects/team-p/openai/v1/files', undefined, {
      authorization: `Bearer ${body.key}`,
    })
    expect(status).toBe(404)
  })

  it('go with their group', async () => {
    await scene.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-gone' })
    const client = scene.clientFor(scene.platform.adminKey, 'team-gone')
    const { id } = await client.files.create({ file: await toFile(Buffer.from('x'), 'x'), purpose: 'batch' })
    await scene.platform.call('DELETE', '/v2/admin/resourceGroups/team-gone')
    const there = () => readdirSync(join(scene.platform.dataDir, 'files')).includes(id)
    expect(there()).toBe(true)
    await eventually(async () => {
      await scene.platform.control.sweep()
      return !there()
    }, scene.platform)
  }, 60_000)

  it('are no business of viewers', async () => {
    const { body } = await scene.platform.call('POST', '/v2/admin/apiKeys', { name: 'v', role: 'viewer', resourceGroups: '*' })
    await expect(scene.clientFor(body.key).files.list()).rejects.toMatchObject({ status: 403 })
  })
})

describe('a bad order', () => {
  it.each([
    ['has no such file', { input_file_id: 'file-none' }, 404, 'input_file_id'],
    ['has an endpoint that batches do not know', { endpoint: '/v1/audio/speech' }, 400, 'endpoint'],
    ['has another window', { completion_window: '48h' }, 400, 'completion_window'],
    ['has an unknown field', { priority: 1 }, 400, 'priority'],
    ['has metadata that is no text', { metadata: { a: 1 } }, 400, 'metadata.a'],
    ['has outputs that go too soon', { output_expires_after: { anchor: 'created_at', seconds: 1 } }, 400, 'seconds'],
  ])('that %s is refused by name', async (_, more, status, word) => {
    const file = await named(JSON.stringify(chatLine(1, 'm')))
    const order = { input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h', ...more }
    const { status: got, body } = await scene.platform.call('POST', '/v1/batches', order)
    expect([got, body.error.message]).toEqual([status, expect.stringContaining(word)])
  })
})

describe('a bad form', () => {
  const boundary = 'xyz'
  const field = (name: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const file = (text: string, name = 'file') =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="a.jsonl"\r\ncontent-type: application/octet-stream\r\n\r\n${text}\r\n`
  const end = `--${boundary}--\r\n`
  const send = (payload: string, type = `multipart/form-data; boundary=${boundary}`) =>
    control.app.inject({
      method: 'POST',
      url: '/v1/files',
      headers: { authorization: `Bearer ${control.admin}`, 'content-type': type },
      payload,
    })

  it('is answered 200 where it is good, whatever comes first', async () => {
    expect((await send(file('x') + field('purpose', 'batch') + end)).statusCode).toBe(200)
    expect((await send(field('purpose', 'batch') + file('x') + end)).statusCode).toBe(200)
    const stays = field('expires_after.anchor', 'created_at') + field('expires_after.seconds', '1209600')
    expect((await send(field('purpose', 'batch') + stays + file('x') + end)).json().expires_at).toEqual(expect.any(Number))
  })

  it.each([
    ['has no file', field('purpose', 'batch') + end, 400, 'file is required'],
    ['has no purpose', file('x') + end, 400, 'purpose is required'],
    ['has a purpose that is not served', field('purpose', 'fine-tune') + file('x') + end, 400, 'must be batch'],
    ['is empty', field('purpose', 'batch') + file('') + end, 400, 'file is empty'],
    ['is too large', field('purpose', 'batch') + file('x'.repeat(65 * 1024)) + end, 413, '65536 bytes'],
    ['has two files', field('purpose', 'batch') + file('x') + file('y') + end, 400, 'one, named "file"'],
    ['has a file of another name', field('purpose', 'batch') + file('x', 'upload') + end, 400, 'one, named "file"'],
    ['has an unknown field', field('purpose', 'batch') + field('model', 'm') + file('x') + end, 400, 'unknown "model"'],
    ['says a thing twice', field('purpose', 'batch') + field('purpose', 'batch') + file('x') + end, 400, 'there twice'],
    [
      'has an anchor alone',
      field('purpose', 'batch') + field('expires_after[anchor]', 'created_at') + file('x') + end,
      400,
      'seconds',
    ],
    ['ends in the middle', field('purpose', 'batch') + file('x'), 400, 'Unexpected end'],
    ['is none', 'hello', 400, 'Unexpected end'],
    ['has nothing in it', '', 400, 'purpose is required'],
    ['is written into a prototype', field('__proto__', 'x') + file('x') + end, 400, ''],
  ])('that %s is refused', async (_, payload, status, words) => {
    const answer = await send(payload)
    expect([answer.statusCode, answer.json().error.message]).toEqual([status, expect.stringContaining(words)])
    // Nothing of it is left.
    const listed = await control.call('GET', '/v1/files')
    expect(readdirSync(join(control.folder, 'files')).length).toBe(listed.body.data.length)
  })

  it('is refused where the storage quota of the group has no room', async () => {
    expect((await control.call('PUT', '/v2/admin/registryQuotas/default', { limitBytes: 10 })).status).toBe(200)
    const answer = await send(field('purpose', 'batch') + file('x'.repeat(20)) + end)
    expect([answer.statusCode, answer.json().error.code]).toEqual([413, 'QuotaExceeded'])
    await control.call('PUT', '/v2/admin/registryQuotas/default', { limitBytes: null })
    expect((await send(field('purpose', 'batch') + file('x'.repeat(20)) + end)).statusCode).toBe(200)
  })

  it.each([
    ['of another type', 'text/plain', 415],
    ['without a boundary', 'multipart/form-data', 400],
    ['of JSON', 'application/json', 415],
  ])('%s is refused', async (_, type, status) => {
    expect((await send('{}', type)).statusCode).toBe(status)
  })
})
