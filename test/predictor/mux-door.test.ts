import { existsSync, statSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeMuxWriter, muxKinds, muxSuffix, writeTo } from '../../src/domain/mux-frames.ts'
import { closeOpened, Heard } from '../../src/gateway/upstream/raw-server.fixture.ts'
import { eventually } from '../gateway-harness.ts'
import { type Host, startHost } from './host.ts'
import { answerIn, events, openMuxCaller, path, predict, startWaitingHost, told, untilWaiting } from './mux-caller.ts'

let host: Host
beforeAll(async () => {
  host = startWaitingHost()
  await host.ready()
})
afterAll(() => host[Symbol.asyncDispose]())
afterEach(closeOpened)

describe('the door', () => {
  it('is for its owner alone', () => {
    expect(statSync(`${host.socketPath}${muxSuffix}`).mode & 0o777).toBe(0o600)
  })

  const head = `POST ${path} HTTP/1.1\r\n`
  const frames =
    (...said: [number: number, kind: number, head?: string][]) =>
    (socket: Socket): void => {
      const { put } = makeMuxWriter((pieces) => writeTo(socket, pieces), setImmediate)
      for (const [number, kind, text] of said) put(number, kind as (typeof muxKinds)['piece'], text)
    }
  it.each<[string, (socket: Socket) => void]>([
    ['HTTP', (socket) => socket.write('GET / HTTP/1.1\r\n\r\n')],
    ['zeros', (socket) => socket.write(Buffer.alloc(64))],
    ['a frame of gigabytes', (socket) => socket.write(Buffer.alloc(64, 0xff))],
    ['a head longer than its frame', (socket) => socket.write(Buffer.from([8, 0, 0, 0, 0, 0, 0, 0, 1, 9, 0, 0]))],
    ['a frame of no known kind', frames([0, 99])],
    ['an answer', frames([0, muxKinds.answer, 'HTTP/1.1 200\r\n'])],
    ['the same number twice', (socket) => frames([0, muxKinds.request, head], [0, muxKinds.request, head])(socket)],
    ['a header without a colon', frames([0, muxKinds.request, `${head}none\r\n`])],
    ['a header without an end', frames([0, muxKinds.request, `${head}a: b`])],
    ['a head without a line end', frames([0, muxKinds.request, 'POST / HTTP/1.1'])],
    ['a number far from all others', frames([0xff_ff_ff_fe, muxKinds.request, head], [1, 99])],
  ])('closes on %s, and the host goes on', async (_name, speak) => {
    const caller = await openMuxCaller(host)
    const stays = caller.send(path, predict('wait'))
    await untilWaiting(caller, 1)
    const socket = connect(`${host.socketPath}${muxSuffix}`).on('error', () => {})
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.resume()
    speak(socket)
    await closed
    await told(caller, 'open')
    await stays.over
    await told(caller, 'close')
    expect([answerIn(stays).text, host.process.exitCode]).toEqual(['{"predictions":["wait"]}', null])
    expect(host.said.stderr).toMatch(/a connection of the gateway is closed: /)
  })

  it('takes frames of what is over for nothing', async () => {
    const socket = connect(`${host.socketPath}${muxSuffix}`).on('error', () => {})
    let heard = 0
    socket.on('data', ({ length }) => {
      heard += length
    })
    const closed = new Promise((resolve) => socket.once('close', resolve))
    const { cancel, pause: hold, resume, request, last } = muxKinds
    frames([5, cancel], [5, hold], [5, resume], [1, request, 'GET / HTTP/1.1\r\n'])(socket)
    await eventually(() => heard > 0)
    frames([1, resume], [1, cancel], [0, last])(socket)
    await closed
    expect((await host.call('GET', '/')).status).toBe(200)
  })
})

describe('the end', () => {
  it('by SIGTERM answers all that is under way and on its way, and leaves nothing behind', async () => {
    await using own = startWaitingHost()
    await own.ready()
    const caller = await openMuxCaller(own)
    const other = await openMuxCaller(own)
    const held = Array.from({ length: 20 }, (_, at) => (at % 2 ? caller : other).send(path, predict('wait', at)))
    const stream = caller.send(path, predict('stream and wait'))
    await untilWaiting(caller, 21)
    own.process.kill('SIGTERM')
    const late = Array.from({ length: 20 }, (_, at) => caller.send(path, predict('wait', at)))
    await eventually(() => !existsSync(own.socketPath))
    expect(own.process.exitCode).toBeNull()
    writeFileSync(own.socketPath.replace(/host\.sock$/, 'gate'), '')
    await Promise.all([...held, ...late, stream].map(({ over }) => over))
    const answers = [...held, ...late].map((each) => answerIn(each).text)
    expect(answers).toEqual([...held.keys(), ...late.keys()].map((at) => predict('wait', at).replace('instances', 'predictions')))
    expect([stream.events.at(-1), stream.body.slice(0, 7)]).toEqual(['complete', 'one 0 1'])
    expect(await own.ended).toBe(0)
    expect(['', '.ctl', muxSuffix].filter((each) => existsSync(`${own.socketPath}${each}`))).toEqual([])
  })

  it('by SIGTERM comes at once where nothing is under way', async () => {
    await using own = startWaitingHost()
    await own.ready()
    const caller = await openMuxCaller(own)
    await told(caller, 'open')
    own.process.kill('SIGTERM')
    expect(await own.ended).toBe(0)
  })

  it('by SIGTERM while the script loads leaves no door behind', async () => {
    await using own = startHost({ script: 'import time\nprint("loading")\ntime.sleep(100)\n' })
    await eventually(() => own.said.stdout.includes('loading'))
    expect(existsSync(`${own.socketPath}${muxSuffix}`)).toBe(true)
    own.process.kill('SIGTERM')
    expect(await own.ended).toBe(0)
    expect(existsSync(`${own.socketPath}${muxSuffix}`)).toBe(false)
  })

  it('by SIGTERM does not wait for a caller who left', async () => {
    await using own = startWaitingHost()
    await own.ready()
    const caller = await openMuxCaller(own)
    const left = [1, 2, 3].map(() => caller.send(path, predict('wait')))
    await untilWaiting(caller, 3)
    own.process.kill('SIGTERM')
    for (const each of left) each.abort()
    expect(await own.ended).toBe(0)
  })

  it('by SIGTERM waits for a caller who takes its answer slowly', async () => {
    await using own = startWaitingHost()
    await own.ready()
    const caller = await openMuxCaller(own)
    const slow = new Heard()
    slow.flows = false
    caller.send(path, predict('long', 20_000_000), {}, slow)
    await eventually(() => slow.events.includes('head'))
    own.process.kill('SIGTERM')
    await eventually(() => !existsSync(own.socketPath))
    // Time enough for one that does not wait.
    await Promise.race([own.ended, pause(500)])
    slow.flows = true
    slow.resume()
    await slow.over
    expect([slow.events.at(-1), slow.body.length]).toEqual(['complete', 20_000_000 + '{"predictions":""}'.length])
    expect(await own.ended).toBe(0)
  })

  it("of the script's process is told to all whose calls it had, as over HTTP", async () => {
    await using own = startWaitingHost()
    await own.ready()
    const caller = await openMuxCaller(own)
    const waits = Array.from({ length: 10 }, () => caller.send(path, predict('wait')))
    const asEvents = caller.send(path, predict('stream and wait'), events)
    const stream = caller.send(path, predict('stream and wait'))
    await untilWaiting(caller, 12)
    const plain = own.call('POST', path, predict('wait'))
    await untilWaiting(caller, 13)
    const exit = caller.send(path, predict('exit'))
    await Promise.all([...waits, asEvents, stream, exit].map(({ over }) => over))
    const words = '{"error":"the script\'s process ended (exit code 7) while it worked on this call"}'
    expect((await plain).text).toBe(words)
    expect([...waits, exit].map((each) => answerIn(each))).toMatchObject(
      [...waits, exit].map(() => ({ status: 500, text: words, headers: { 'content-type': 'application/json' } })),
    )
    expect([asEvents.events.at(-1), asEvents.body]).toEqual(['complete', `data: one\n\ndata: ${words}\n\n`])
    expect([stream.error?.code, stream.body]).toEqual(['ANSWER_TRUNCATED', 'one'])
    expect(await own.ended).toBe(1)
    expect(existsSync(`${own.socketPath}${muxSuffix}`)).toBe(false)
  })

  it('of the host is heard by all who wait', async () => {
    await using own = startWaitingHost()
    await own.ready()
    const caller = await openMuxCaller(own)
    const waits = Array.from({ length: 10 }, () => caller.send(path, predict('wait')))
    await untilWaiting(caller, 10)
    own.process.kill('SIGKILL')
    await Promise.all(waits.map(({ over }) => over))
    expect(waits.map(({ events: [, last] }) => last)).toEqual(waits.map(() => 'error'))
  })
})
