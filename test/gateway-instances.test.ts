import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { eventually, idOf, route, target } from './gateway-harness.ts'
import { call, chat, errorOf, harness, sap, stream } from './gateway-scene.ts'
import { startOpenaiUpstream } from './openai-upstream.ts'

describe('instances of our own', () => {
  const socketOf = (name: string): string => join(harness.directory, name)
  const instance = (name: string, more = {}) => target(`unix:${socketOf(name)}`, { id: `i-${name}`, headers: {}, ...more })

  it('a call to a starting deployment waits until it runs', async () => {
    harness.control.say({ kind: 'route', route: route('later', [], { state: 'starting', message: 'loading' }) })
    await eventually(() => harness.gateway.table.byId(idOf('later')) !== undefined)
    const waiting = call(sap('later'), chat)
    await using server = await startOpenaiUpstream(socketOf('later'))
    harness.control.say({ kind: 'route', route: route('later', [instance('later')]) })
    expect((await waiting).status).toBe(200)
    expect(server.received).toHaveLength(1)
  })

  it('…but not forever', async () => {
    harness.control.say({ kind: 'route', route: route('never', [], { state: 'starting', message: 'loading weights' }) })
    await eventually(() => harness.gateway.table.byId(idOf('never')) !== undefined)
    const answer = await call(sap('never'), chat)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await errorOf(answer)).message).toContain('still starting (loading weights)')
  })

  it('…and learns when it dies instead', async () => {
    harness.control.say({ kind: 'route', route: route('doomed', [], { state: 'starting' }) })
    await eventually(() => harness.gateway.table.byId(idOf('doomed')) !== undefined)
    const waiting = call(sap('doomed'), chat)
    harness.control.say({ kind: 'route', route: route('doomed', [], { state: 'dead', message: 'bad magic' }) })
    expect((await errorOf(await waiting)).message).toContain('bad magic')
  })

  it('a dead one is passed over: the next one answers, or the one that replaces it', async () => {
    await using server = await startOpenaiUpstream(socketOf('second'))
    harness.control.say({ kind: 'route', route: route('pair', [instance('gone'), instance('second')]) })
    await eventually(() => harness.gateway.table.byId(idOf('pair')) !== undefined)
    expect((await call(sap('pair'), chat)).status).toBe(200)
    harness.control.say({ kind: 'route', route: route('pair', [instance('gone')]) })
    await eventually(() => harness.gateway.table.byId(idOf('pair'))?.targets.length === 1)
    const waiting = call(sap('pair'), chat)
    harness.control.say({ kind: 'route', route: route('pair', [instance('second')]) })
    expect((await waiting).status).toBe(200)
    expect(server.received).toHaveLength(2)
    harness.control.say({ kind: 'route', route: route('pair', [instance('gone')]) })
    await eventually(() => harness.gateway.table.byId(idOf('pair'))?.targets[0]?.id === 'i-gone')
    const lost = await call(sap('pair'), chat)
    expect([lost.status, (await errorOf(lost)).message]).toEqual([
      503,
      expect.stringContaining('no instance of deployment "pair" accepts connections'),
    ])
  })

  it('never gets more calls at once than it takes; the rest wait their turn, and load is reported', async () => {
    await using server = await startOpenaiUpstream(socketOf('busy'))
    server.behaviour.firstByteMs = 60
    harness.control.say({ kind: 'route', route: route('busy', [instance('busy', { concurrency: 2 })]) })
    await eventually(() => harness.gateway.table.byId(idOf('busy')) !== undefined)
    const answers = await Promise.all(Array.from({ length: 6 }, () => call(sap('busy'), chat)))
    expect(answers.map((answer) => answer.status)).toEqual(new Array(6).fill(200))
    expect(server.mostAtOnce()).toBe(2)
    harness.control.loads.length = 0
    Object.assign(server.behaviour, { words: new Array(1000).fill('word '), chunkMs: 20 })
    const long = await call(sap('busy'), stream)
    await eventually(() => harness.control.loads.some((load) => load.inFlight['i-busy'] === 1 && load.applied > 0))
    await long.body?.cancel()
    await eventually(() => harness.control.loads.at(-1)?.inFlight['i-busy'] === undefined)
  })

  it('a call whose body came slowly goes to where the deployment is then, not where it was', async () => {
    await using before = await startOpenaiUpstream(socketOf('before'))
    await using after = await startOpenaiUpstream(socketOf('after'))
    harness.control.say({ kind: 'route', route: route('moved', [instance('before')]) })
    await eventually(() => harness.gateway.table.byId(idOf('moved')) !== undefined)
    let finish = (): void => {}
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"messages":['))
        finish = () => {
          controller.enqueue(new TextEncoder().encode(']}'))
          controller.close()
        }
      },
    })
    const headers = { 'api-key': 'admin', 'content-type': 'application/json' }
    const answer = fetch(`${harness.url}${sap('moved')}`, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
    await new Promise((resolve) => setTimeout(resolve, 50))
    harness.control.say({ kind: 'route', route: route('moved', [instance('after')]) })
    await eventually(() => harness.gateway.table.byId(idOf('moved'))?.targets[0]?.id === 'i-after')
    finish()
    expect((await answer).status).toBe(200)
    expect([before.received.length, after.received.length]).toEqual([0, 1])
  })
})
