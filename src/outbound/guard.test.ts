import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeGuardedConnector } from './connector.ts'
import { makeGuardedLookup, type Resolve } from './guard.ts'

const answering =
  (...answers: string[][]): Resolve =>
  (_hostname, _options, callback) => {
    const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? []
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }

const look = (resolve: Resolve, all = false): Promise<unknown> =>
  new Promise((done, fail) => {
    makeGuardedLookup(resolve)('models.example', { all }, (error, address) => (error ? fail(error) : done(address)))
  })

describe('guarded look-up', () => {
  it('hands on the address that was checked', async () => {
    await expect(look(answering(['93.184.216.34']))).resolves.toBe('93.184.216.34')
    await expect(look(answering(['93.184.216.34', '2606:4700::1']), true)).resolves.toHaveLength(2)
  })

  it.each([[['10.0.0.1']], [['93.184.216.34', '127.0.0.1']], [['::ffff:169.254.169.254']], [[]]])(
    'refuses %j',
    async (addresses) => {
      await expect(look(answering(addresses))).rejects.toThrow('only public addresses are allowed')
    },
  )
})

describe('guarded connector', () => {
  let server: Server
  let port: number
  let calls = 0
  beforeAll(async () => {
    server = createServer((_request, response) => {
      calls += 1
      response.end('inside')
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  it.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost', 'rebinding.example'])('never reaches %s', async (host) => {
    // The name answers with a public address at first and with loopback later: the classic rebinding.
    const resolve: Resolve | undefined = host === 'rebinding.example' ? answering(['127.0.0.1'], ['93.184.216.34']) : undefined
    const client = new Client(`http://${host}:${port}`, {
      connect: makeGuardedConnector({ connectMs: 1000, ...(resolve ? { resolve } : {}) }),
    })
    await expect(client.request({ path: '/', method: 'GET' })).rejects.toThrow('only public addresses are allowed')
    await client.destroy()
    expect(calls).toBe(0)
  })
})
