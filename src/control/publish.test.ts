import { describe, expect, it } from 'vitest'
import { aRoute } from '../../test/a-route.ts'
import { FakeClock } from '../../test/fake-clock.ts'
import type { CredentialEntry, Route, TableMessage, Target } from '../domain/route.ts'
import { makePublisher } from './publish.ts'

const settings = { tokenKey: 'k', issuer: 'i' }
const target = (id: string): Target => ({
  id,
  address: 'unix:/x',
  paths: [],
  query: {},
  headers: {},
  model: null,
  concurrency: 1,
  publicOnly: false,
})
const route = (...targets: string[]): Route => aRoute({ deploymentId: 'd000000000000001', targets: targets.map(target) })

const key = (id: string): CredentialEntry => ({
  id: `key:${id}`,
  hash: 'h',
  principal: { kind: 'apiKey', id, name: id, role: 'consumer', resourceGroups: '*', deployments: '*', expiresAt: null },
})

function setUp() {
  const clock = new FakeClock()
  const publisher = makePublisher(settings, clock)
  const heard: TableMessage[] = []
  const connect = () => publisher.connect('g1', (message) => heard.push(message))
  const kinds = () => heard.map((message) => message.kind)
  const load = (applied: number, inFlight: Record<string, number> = {}) =>
    publisher.report({ gatewayId: 'g1', applied, inFlight })
  return { clock, publisher, heard, connect, kinds, load }
}

describe('publisher', () => {
  it('holds the first table back until everything is known', () => {
    const { publisher, connect, kinds } = setUp()
    connect()
    publisher.route(route('a'))
    expect(kinds()).toEqual(['credentials'])
    publisher.open()
    expect(kinds()).toEqual(['credentials', 'reset', 'route', 'complete'])
  })

  it('tells a gateway that waits for its table of keys that are revoked, as it serves on with the table it had', async () => {
    const { publisher, heard, kinds } = setUp()
    publisher.credential(key('1'))
    publisher.credential(key('2'))
    publisher.removeCredential('key:1')
    let prepared = () => {}
    publisher.connect('g1', (message) => heard.push(message), new Promise<void>((resolve) => (prepared = resolve)))
    expect(heard).toEqual([{ kind: 'credentials', credentials: [key('2')] }])
    publisher.open()
    publisher.route(route('a'))
    publisher.removeCredential('key:2')
    expect(kinds()).toEqual(['credentials', 'credential-removed'])
    expect(publisher.takenIn()()).toBe(false)
    prepared()
    await Promise.resolve()
    expect(kinds().slice(2)).toEqual(['reset', 'route', 'complete'])
  })

  it('tells a gateway that comes later everything at once, then only what changes', () => {
    const { publisher, connect, kinds } = setUp()
    publisher.open()
    publisher.route(route('a'))
    connect()
    publisher.route(route('a'))
    publisher.route(route('b'))
    publisher.removeRoute('d000000000000001')
    expect(kinds()).toEqual(['reset', 'route', 'complete', 'route', 'route-removed'])
  })

  it('counts a target as drained only when the gateway has heard that it is gone and has no call there', () => {
    const { publisher, connect, load, clock } = setUp()
    publisher.open()
    publisher.route(route('a'))
    connect()
    load(2, { a: 1 })
    expect(publisher.drained('a')).toBe(false)
    publisher.route(route('b'))
    load(2, {})
    expect(publisher.drained('a'), 'the gateway may still send there: it has not heard yet').toBe(false)
    load(3, { a: 1 })
    expect(publisher.drained('a'), 'a call is in flight').toBe(false)
    load(3, {})
    expect(publisher.drained('a')).toBe(true)
    void clock.advance(5_000)
    expect(publisher.goneMs('a')).toBe(5_000)
    expect(publisher.goneMs('b')).toBe(0)
  })

  it('forgets a gateway that has gone: its calls went with it', () => {
    const { publisher, connect, load } = setUp()
    publisher.open()
    publisher.route(route('a'))
    const leave = connect()
    load(2, { a: 1 })
    publisher.removeRoute('d000000000000001')
    expect(publisher.drained('a')).toBe(false)
    leave()
    expect(publisher.drained('a')).toBe(true)
  })
})
