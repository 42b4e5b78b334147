import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDelivering } from '../../src/control/notifications/delivering.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { eventually } from '../gateway-harness.ts'
import { entry } from './scene.ts'

/** Notices ahead of what happens, and their way to people. */
type Heard = { readonly headers: IncomingHttpHeaders; readonly body: string }

let hook: Server
let url: string
let heard: Heard[]
let status: number
let mail: SMTPServer
let mails: { from: string; to: string[]; text: string }[]
let control: ControlUnderTest

beforeEach(async () => {
  heard = []
  status = 204
  hook = createServer(async (request, response) => {
    heard.push({ headers: request.headers, body: await text(request) })
    response.writeHead(status).end()
  })
  await new Promise<void>((done) => hook.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/in`
  mails = []
  mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope
      void text(stream).then((body) => {
        mails.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), text: body })
        done()
      })
    },
  })
  await new Promise<void>((done) => mail.listen(0, '127.0.0.1', done))
  const { port } = mail.server.address() as AddressInfo
  control = await openControl({ smtp: { url: `smtp://127.0.0.1:${port}`, from: 'Lectern <lectern@example.com>' } })
})
afterEach(async () => {
  await control.notices.delivering[Symbol.asyncDispose]()
  await control[Symbol.asyncDispose]()
  hook.closeAllConnections()
  await new Promise((done) => hook.close(done))
  await new Promise<void>((done) => mail.close(() => done()))
})

const target = (body: object, headers = {}) => control.call('POST', '/v2/admin/notification-targets', body, headers)
const deploy = async (name: string, more: object = {}): Promise<string> => {
  const order = { model: 'talker', executableId: 'openai', name, version: 'v1', deploymentType: 'serverless', ...more }
  const { status: made, body } = await control.call('POST', '/v2/lm/models/deploy', order)
  expect([made, body.error]).toEqual([202, undefined])
  return body.id
}
const inCatalog = async (): Promise<void> => {
  const connection = {
    name: 'openai',
    provider: 'openai',
    baseUrl: 'https://api.example.com/v1',
    credential: { apiKey: 'sk-test' },
  }
  expect((await control.call('POST', '/v2/admin/connections', connection)).status).toBe(201)
  expect((await control.call('PUT', '/v2/admin/catalog/openai/talker', entry)).status).toBeLessThan(300)
}
const kinds = (): string[] => heard.map(({ body }) => JSON.parse(body).type)
/** All that is due, as often as it takes. */
const deliver = () => control.notices.delivering.run()

describe('notices', () => {
  it('come 90, 60, 30 and 7 days ahead, each once, and when it has happened', async () => {
    await inCatalog()
    await target({ kind: 'webhook', url })
    const id = await deploy('ends', { upgradePolicy: 'NoAutoUpgrade' })
    const days: unknown[] = []
    for (let day = 0; day < 110; day += 1) {
      await control.notices.notices.run()
      await control.notices.notices.run()
      await deliver()
      await control.clock.advance(86_400_000)
    }
    for (const { body } of heard) days.push([JSON.parse(body).type, JSON.parse(body).data.days])
    expect(days).toEqual([
      ['lectern.retirement.notice', 90],
      ['lectern.retirement.notice', 60],
      ['lectern.retirement.notice', 30],
      ['lectern.retirement.notice', 7],
      ['lectern.retirement.reached', undefined],
    ])
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({
      specversion: '1.0',
      subject: id,
      source: expect.stringMatching(/^urn:uuid:/),
      datacontenttype: 'application/json',
      data: { resourceGroup: 'default', deployment: id, model: 'talker', modelVersion: 'v1', action: 'disabled' },
    })
  })

  it('of what is near are told once, however many were missed, and say what is to come of an upgrade', async () => {
    await inCatalog()
    await deploy('goes-on', { upgradePolicy: 'OnceCurrentVersionExpired' })
    await control.clock.travelTo('2027-01-20T00:00:00Z')
    await control.notices.notices.run()
    const { body } = await control.call('GET', '/v2/admin/events')
    expect(body.resources).toMatchObject([
      {
        kind: 'upgrade.notice',
        severity: 'info',
        message: '"goes-on" goes on from version v1 of talker to version v2 on 2027-02-01',
      },
    ])
  })
})

describe('a webhook', () => {
  const event = (once: string, resourceGroup: string | null = 'default') =>
    control.notify({
      kind: 'budget.threshold',
      severity: 'warning',
      resourceGroup,
      deploymentId: null,
      message: 'half of it is spent',
      data: { threshold: 50 },
      once,
    })

  it('is told what it asked for, of its group, with a signature that proves who sent it', async () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    await target({ kind: 'webhook', url, secret, events: ['budget.*'], resourceGroup: 'default' })
    await target({ kind: 'webhook', url, events: ['retirement.*'] })
    await target({ kind: 'webhook', url, resourceGroup: 'team-a' })
    expect(await event('one')).toBe(true)
    expect(await event('one')).toBe(false)
    await deliver()
    await eventually(() => heard.length === 1)
    const [{ headers, body } = { headers: {}, body: '' }] = heard
    expect(headers['content-type']).toBe('application/cloudevents+json')
    expect(JSON.parse(body)).toMatchObject({
      id: headers['webhook-id'],
      type: 'lectern.budget.threshold',
      data: { threshold: 50 },
    })
    const key = Buffer.from(secret.slice(6), 'base64')
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
    const { body: shown } = await control.call('GET', '/v2/admin/notification-targets')
    expect(JSON.stringify(shown)).not.toContain('MfKQ9')
    expect(shown.resources[0]).toMatchObject({ secretSet: true, events: ['budget.*'] })
  })

  it('that does not take an event gets it again later, after a restart too, and never once it took it', async () => {
    const { body } = await target({ kind: 'webhook', url })
    status = 503
    await event('one')
    await deliver()
    expect(heard).toHaveLength(1)
    await deliver()
    expect(heard).toHaveLength(1)
    const waiting = await control.call('GET', `/v2/admin/notification-targets/${body.id}/deliveries`)
    expect(waiting.body.resources).toMatchObject([
      { state: 'waiting', attempts: 1, trouble: expect.stringMatching(/answered 503$/) },
    ])

    await control.notices.delivering[Symbol.asyncDispose]()
    const log = { warn: () => {}, error: () => {} }
    const box = { open: () => '' }
    const post = async (to: string, headers: Readonly<Record<string, string>>, sent: string): Promise<void> => {
      await fetch(to, { method: 'POST', headers, body: sent })
    }
    await using again = makeDelivering({ store: control.store, clock: control.clock, box, post, mail: null, source: 'x', log })
    await again.run()
    expect(heard).toHaveLength(1)
    status = 200
    await control.clock.advance(60_000)
    await again.run()
    await again.run()
    expect(heard).toHaveLength(2)
    expect(heard[1]?.headers['webhook-id']).toBe(heard[0]?.headers['webhook-id'])
    const { body: done } = await control.call('GET', `/v2/admin/notification-targets/${body.id}/deliveries`)
    expect(done.resources).toMatchObject([{ state: 'delivered', attempts: 2 }])
  })

  it('can be changed: where it is told, of what, and how it is signed', async () => {
    const { body } = await target({ kind: 'webhook', url: 'https://elsewhere.example.com/in', secret: 'a secret of mine' })
    const at = `/v2/admin/notification-targets/${body.id}`
    const change = (what: object) => control.call('PATCH', at, what)
    expect(await change({ url, events: ['budget.*'] })).toMatchObject({
      status: 200,
      body: { url, events: ['budget.*'], secretSet: true },
    })
    await event('one')
    await deliver()
    await eventually(() => heard.length === 1)
    expect(heard[0]?.headers['webhook-signature']).toBeDefined()
    expect((await change({ secret: null })).body).toMatchObject({ url, secretSet: false })
    await event('two')
    await deliver()
    await eventually(() => heard.length === 2)
    expect(heard[1]?.headers['webhook-signature']).toBeUndefined()
    expect(await change({ to: ['a@example.com'] })).toMatchObject({ status: 400, body: { error: { target: 'to' } } })
    expect((await change({ kind: 'email' })).status).toBe(400)
    expect((await control.call('PATCH', '/v2/admin/notification-targets/00000000-0000-4000-8000-000000000000', {})).status).toBe(
      404,
    )
  })

  it('can be tried, and says what its trouble is', async () => {
    const { body } = await target({ kind: 'webhook', url })
    expect((await control.call('POST', `/v2/admin/notification-targets/${body.id}/test`)).status).toBe(200)
    expect(kinds()).toEqual(['lectern.notification.test'])
    status = 500
    const failed = await control.call('POST', `/v2/admin/notification-targets/${body.id}/test`)
    expect([failed.status, failed.body.error.message]).toEqual([502, expect.stringMatching(/answered 500$/)])
    expect((await control.call('DELETE', `/v2/admin/notification-targets/${body.id}`)).status).toBe(200)
    await event('gone')
    await deliver()
    expect(heard).toHaveLength(2)
  })
})

describe('e-mail', () => {
  it('goes out by the SMTP server that was set', async () => {
    await target({ kind: 'email', to: ['ops@example.com', 'cfo@example.com'], events: ['upgrade.*'] })
    await inCatalog()
    const id = await deploy('goes-on', { upgradePolicy: 'OnceCurrentVersionExpired' })
    await control.clock.travelTo('2027-01-20T00:00:00Z')
    await control.notices.notices.run()
    await deliver()
    await eventually(() => mails.length === 1)
    expect(mails).toMatchObject([{ from: 'lectern@example.com', to: ['ops@example.com', 'cfo@example.com'] }])
    expect(mails[0]?.text).toContain('goes on from version v1 of talker to version v2 on 2027-02-01')
    expect(mails[0]?.text).toContain(id)
  })
})

describe('a target is refused', () => {
  it.each([
    ['a webhook without a URL', { kind: 'webhook' }, 400, 'url'],
    ['another scheme', { kind: 'webhook', url: 'ftp://example.com' }, 400, 'url'],
    ['a password in the URL', { kind: 'webhook', url: 'https://a:b@example.com' }, 400, 'url'],
    ['e-mail to nobody', { kind: 'email' }, 400, 'to'],
    ['e-mail to no address', { kind: 'email', to: ['nobody'] }, 400, 'to'],
    ['a kind that is none', { kind: 'pager', url: 'https://example.com' }, 400, 'kind'],
    ['an event that is none', { kind: 'webhook', url: 'https://example.com', events: ['Budget!'] }, 400, 'events'],
    ['an unknown field', { kind: 'webhook', url: 'https://example.com', colour: 'red' }, 400, 'colour'],
    [
      'a group that is not there',
      { kind: 'webhook', url: 'https://example.com', resourceGroup: 'nowhere' },
      400,
      'resourceGroup',
    ],
  ])('for %s', async (_, body, code, field) => {
    const answer = await target(body)
    expect(answer.status).toBe(code)
    expect(JSON.stringify(answer.body.error)).toContain(field)
  })

  it('for who is not in charge, and is nothing to other groups', async () => {
    const body = { kind: 'webhook', url: 'https://example.com', resourceGroup: 'team-a' }
    const by = async (role: 'viewer' | 'operator', groups: string[]) => ({
      authorization: `Bearer ${await control.keyFor(role, groups)}`,
    })
    expect((await target(body, await by('viewer', ['team-a']))).status).toBe(403)
    expect((await target(body, await by('operator', ['team-b']))).status).toBe(403)
    expect((await target({ ...body, resourceGroup: null }, await by('operator', ['team-a']))).status).toBe(403)
    const made = await target(body, await by('operator', ['team-a']))
    expect(made.status).toBe(201)
    const path = `/v2/admin/notification-targets/${made.body.id}`
    const stranger = await by('operator', ['team-b'])
    expect((await control.call('DELETE', path, undefined, stranger)).status).toBe(404)
    expect((await control.call('GET', `${path}/deliveries`, undefined, stranger)).status).toBe(404)
    expect((await control.call('GET', '/v2/admin/notification-targets', undefined, stranger)).body.count).toBe(0)
  })

  it('for a private address where those are not allowed', async () => {
    await using strict = await openControl({ allowPrivate: false })
    const body = { kind: 'webhook', url }
    const refused = await strict.call('POST', '/v2/admin/notification-targets', body)
    expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringMatching(/private address/)])
    // A name that leads there is found out when it is looked up.
    const named = { kind: 'webhook', url: url.replace('127.0.0.1', 'localhost') }
    const { body: made } = await strict.call('POST', '/v2/admin/notification-targets', named)
    const tried = await strict.call('POST', `/v2/admin/notification-targets/${made.id}/test`)
    expect([tried.status, tried.body.error.message]).toEqual([400, expect.stringMatching(/only public addresses/)])
    expect(heard).toEqual([])
  })

  it('for e-mail where no server was set', async () => {
    await using silent = await openControl()
    const refused = await silent.call('POST', '/v2/admin/notification-targets', { kind: 'email', to: ['a@example.com'] })
    expect(refused.status).toBe(412)
  })
})
