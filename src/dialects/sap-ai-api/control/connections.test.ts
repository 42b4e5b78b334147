import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ControlUnderTest, openControl } from '../../../../test/control-harness.ts'

let control: ControlUnderTest
beforeEach(async () => {
  control = await openControl()
})
afterEach(() => control[Symbol.asyncDispose]())

const path = '/v2/admin/connections'
const azure = {
  name: 'azure-openai',
  provider: 'azure-openai',
  baseUrl: 'https://acme.openai.azure.com',
  credential: { apiKey: 'very-secret' },
}
const shown = {
  name: 'azure-openai',
  provider: 'azure-openai',
  baseUrl: 'https://acme.openai.azure.com',
  options: {},
  shared: false,
  credentialSet: true,
  credentialFields: ['apiKey'],
  createdAt: '2026-11-20T12:00:00Z',
  modifiedAt: '2026-11-20T12:00:00Z',
}

describe('/v2/admin/connections', () => {
  it('creates, shows, changes and deletes, and gives no secret out', async () => {
    const created = await control.call('POST', path, azure)
    expect(created).toMatchObject({ status: 201, body: shown, headers: { location: `${path}/azure-openai` } })
    const answers = [
      created,
      await control.call('GET', path),
      await control.call('GET', `${path}/azure-openai`),
      await control.call('PATCH', `${path}/azure-openai`, { options: { apiVersion: '2024-10-21' } }),
    ]
    expect(answers.map(({ body }) => body)).toEqual([
      shown,
      { count: 1, resources: [shown] },
      shown,
      { ...shown, options: { apiVersion: '2024-10-21' } },
    ])
    expect(JSON.stringify([answers, control.logged, control.audited])).not.toContain('very-secret')
    expect(await control.call('DELETE', `${path}/azure-openai`)).toMatchObject({ status: 204, body: '' })
    expect(await control.call('GET', `${path}/azure-openai`)).toMatchObject({
      status: 404,
      body: { error: { code: 'NotFound' } },
    })
  })

  it('takes the merge-patch content type, and DELETE with a content type and no body', async () => {
    await control.call('POST', path, azure)
    const merge = { 'content-type': 'application/merge-patch+json' }
    expect(await control.call('PATCH', `${path}/azure-openai`, { options: {} }, merge)).toMatchObject({ status: 200 })
    expect(await control.call('DELETE', `${path}/azure-openai`, undefined, { 'content-type': 'application/json' })).toMatchObject(
      { status: 204 },
    )
  })

  it.each([
    [{ ...azure, secret: 'x' }, 'unknown "secret"'],
    [{ ...azure, name: '../etc' }, 'name must be 1 to 63'],
    [{ ...azure, credential: 'very-secret' }, 'credential must be fields with text'],
    [{ ...azure, credential: { apiKey: 'very-secret\nx' } }, 'credential.apiKey must be'],
    [{ ...azure, provider: 'nothing' }, 'allowed are: azure-openai'],
    [{ provider: 'azure-openai' }, 'name is required'],
  ])('refuses %j', async (body, words) => {
    const answer = await control.call('POST', path, body)
    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(words) } } })
    expect(JSON.stringify(answer.body)).not.toContain('very-secret')
  })

  it('tries the provider, and says in words how that went', async () => {
    await control.call('POST', path, { ...azure, baseUrl: 'http://127.0.0.1:1' })
    expect(await control.call('POST', `${path}/azure-openai/test`)).toMatchObject({
      status: 200,
      body: { ok: false, status: null, message: 'nothing listens at 127.0.0.1:1: the connection was refused' },
    })
  })

  it('is for operators of the group; sharing is for administrators of all', async () => {
    const operator = { authorization: `Bearer ${await control.keyFor('operator', ['team-a'])}`, 'ai-resource-group': 'team-a' }
    const consumer = { authorization: `Bearer ${await control.keyFor('consumer', ['team-a'])}`, 'ai-resource-group': 'team-a' }
    const boundAdmin = { authorization: `Bearer ${await control.keyFor('admin', ['team-a'])}`, 'ai-resource-group': 'team-a' }
    expect(await control.call('GET', path, undefined, consumer)).toMatchObject({ status: 403 })
    expect(await control.call('POST', path, { ...azure, shared: true }, operator)).toMatchObject({ status: 403 })
    expect(await control.call('POST', path, { ...azure, shared: true }, boundAdmin)).toMatchObject({ status: 403 })
    expect(await control.call('POST', path, azure, operator)).toMatchObject({ status: 201 })
    expect(await control.call('GET', `${path}/azure-openai`)).toMatchObject({ status: 404 })
    expect(await control.call('POST', path, { ...azure, shared: true })).toMatchObject({ status: 201, body: { shared: true } })
    expect(
      (await control.call('GET', path, undefined, { 'ai-resource-group': 'team-a' })).body.resources.map(
        (each: { shared: boolean }) => each.shared,
      ),
    ).toEqual([false, true])
  })
})
