import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../../../../test/control-harness.ts'
import { sha256, startHub } from '../../../../test/hub.ts'

let control: ControlUnderTest
let hub: Awaited<ReturnType<typeof startHub>>
beforeEach(async () => {
  control = await openControl()
  hub = await startHub()
})
afterEach(async () => {
  await hub[Symbol.asyncDispose]()
  await control[Symbol.asyncDispose]()
})

const imports = '/v2/admin/models/imports'
const files = '/v2/admin/models/files'
const content = Buffer.from('GGUF and so on')

const source = (name: string) => `${hub.endpoint}/cdn/${encodeURIComponent(`org/repo/main/${name}`)}`

async function ended(id: string) {
  for (;;) {
    const { body } = await control.call('GET', `${imports}/${id}`)
    if (body.state === 'done' || body.state === 'failed') return body
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('/v2/admin/models', () => {
  it('shows nobody what a source proves itself with', async () => {
    hub.put('org/repo/main/tiny.gguf', content)
    const signed = `${source('tiny.gguf')}?X-Sign=geheim&expires=1`
    const shown = `${source('tiny.gguf')}?[hidden]`
    const wrong = await control.call('POST', imports, { source: signed, sha256: sha256(Buffer.from('other')) })
    expect(await ended(wrong.body.id)).toMatchObject({ state: 'failed', source: shown, error: expect.stringContaining(shown) })
    const started = await control.call('POST', imports, { source: signed })
    expect(started).toMatchObject({ status: 202, body: { source: shown } })
    expect(await ended(started.body.id)).toMatchObject({ state: 'done', source: shown })
    expect((await control.call('GET', files)).body.resources).toMatchObject([{ source: shown, fileName: 'tiny.gguf' }])
    const refused = ['https://me:geheim@host/file.gguf', 'https://me:ge/heim@host/geheim', 'ftp://me:geheim@host/file.gguf']
    const answers = await Promise.all(refused.map((each) => control.call('POST', imports, { source: each })))
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400])
    await control.call('DELETE', `${files}/${sha256(content)}`)
    const all = [answers, await control.call('GET', imports), control.audited]
    expect(JSON.stringify(all)).not.toMatch(/geheim|heim@/)
    expect(JSON.stringify(control.audited)).toContain('[hidden]')
  })

  it('imports, lists and deletes', async () => {
    hub.put('org/repo/main/tiny.gguf', content)
    const started = await control.call('POST', imports, { source: source('tiny.gguf'), sha256: sha256(content) })
    expect(started).toMatchObject({ status: 202, body: { state: 'downloading', createdAt: '2026-11-20T12:00:00Z' } })
    expect(started.headers['location']).toBe(`${imports}/${started.body.id}`)
    const done = await ended(started.body.id)
    expect(done).toMatchObject({
      state: 'done',
      bytesDone: content.length,
      bytesTotal: content.length,
      sha256: sha256(content),
      error: null,
    })
    expect((await control.call('GET', imports)).body).toEqual({ count: 1, resources: [done] })
    expect((await control.call('GET', files)).body).toEqual({
      count: 1,
      resources: [
        {
          sha256: sha256(content),
          source: source('tiny.gguf'),
          fileName: 'tiny.gguf',
          bytes: content.length,
          createdAt: '2026-11-20T12:00:00Z',
        },
      ],
    })
    expect(await control.call('DELETE', `${files}/${sha256(content)}`)).toMatchObject({ status: 204 })
    expect(await control.call('DELETE', `${files}/${sha256(content)}`)).toMatchObject({ status: 404 })
  })

  it('cancels', async () => {
    hub.put('org/repo/main/tiny.gguf', content, { hold: true })
    const { body } = await control.call('POST', imports, { source: source('tiny.gguf') })
    expect(await control.call('DELETE', `${imports}/${body.id}`)).toMatchObject({ status: 204 })
    expect(await ended(body.id)).toMatchObject({ state: 'failed', error: 'cancelled' })
    expect(await control.call('DELETE', `${imports}/${body.id}`)).toMatchObject({ status: 412 })
    expect(await control.call('DELETE', `${imports}/unknown`)).toMatchObject({ status: 404 })
  })

  it.each([
    [{ source: 'tiny.gguf' }, 'allowed are hf://'],
    [{ source: 'https://h/x', url: 'y' }, 'unknown "url"'],
    [{ source: 'https://h/x', sha256: 'abc' }, 'sha256 must be 64'],
    [{}, 'source is required'],
  ])('refuses %j', async (body, words) => {
    expect(await control.call('POST', imports, body)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(words) } },
    })
  })

  it('is for operators; files of this machine and deleting are for administrators', async () => {
    const operator = { authorization: `Bearer ${await control.keyFor('operator', ['team-a'])}` }
    const consumer = { authorization: `Bearer ${await control.keyFor('consumer')}` }
    expect(await control.call('GET', files, undefined, consumer)).toMatchObject({ status: 403 })
    expect(await control.call('GET', files, undefined, operator)).toMatchObject({ status: 200 })
    expect(await control.call('POST', imports, { source: 'file:///etc/passwd' }, operator)).toMatchObject({ status: 403 })
    expect(await control.call('DELETE', `${files}/${'a'.repeat(64)}`, undefined, operator)).toMatchObject({ status: 403 })
  })
})
