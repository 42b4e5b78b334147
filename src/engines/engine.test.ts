import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Instance } from '../domain/instance.ts'
import { systemClock } from '../system.ts'
import type { Engine } from './engine.ts'
import { gathered, type LogQuery } from './logs.ts'
import { openLogFolder } from './process/log-folder.ts'
import { makeProcessEngine } from './process/process-engine.ts'
import { openProcessRecord } from './process/process-record.ts'
import { connectEngine, serveEngine } from './remote-engine.ts'

const responder = join(import.meta.dirname, '../../test/responder.ts')
const deploymentId = 'd000000000000001'

const kinds: { name: string; reach: (engine: Engine) => Engine }[] = [
  { name: 'process engine', reach: (engine) => engine },
  { name: 'process engine in another process', reach: overChannel },
]

describe.each(kinds)('$name', ({ reach }) => {
  let dir: string
  let host: ReturnType<typeof makeProcessEngine>
  let engine: Engine

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'engine-'))
    const record = openProcessRecord(join(dir, 'instances.json'))
    host = makeProcessEngine({
      clock: systemClock,
      runDir: dir,
      logDir: join(dir, 'logs'),
      record,
      env: { ...process.env, SECRET: 'x' },
    })
    engine = reach(host)
  })
  afterEach(async () => {
    await host[Symbol.asyncDispose]()
    rmSync(dir, { recursive: true, force: true })
  })

  it('starts an instance, sees it become ready, and reaches it', async () => {
    await start('a')
    const ready = await until('a', (each) => each.phase === 'ready')
    expect(ready).toMatchObject({ deploymentId, revision: 'r1', exit: null, basePath: '/v1', concurrency: 2 })
    expect(JSON.parse(await get(ready, '/any/path'))).toMatchObject({ path: '/any/path', say: 'hello from the responder' })
  })

  it('says how it keeps instances to their limits, which without any is not at all', async () => {
    expect(await engine.limitedBy()).toBeNull()
  })

  it('tells its listeners about each change', async () => {
    const heard = vi.fn()
    engine.onChange(heard)
    await start('a')
    await until('a', (each) => each.phase === 'ready')
    expect(heard).toHaveBeenCalledWith(deploymentId)
  })

  it('does not call an instance ready before it says so', async () => {
    await start('a', ['--ready-after', '400'])
    const ready = await until('a', (each) => each.phase === 'ready')
    expect((ready.readyAt ?? 0) - ready.startedAt).toBeGreaterThanOrEqual(350)
  })

  it('keeps the last words of one that cannot start', async () => {
    await start('a', ['--fail-with', 'cannot load model: not a GGUF file'])
    const exited = await until('a', (each) => each.phase === 'exited')
    expect(exited).toMatchObject({
      readyAt: null,
      exit: { code: 3, signal: null, lastWords: 'cannot load model: not a GGUF file', asked: false },
    })
  })

  it('keeps the error of a program that Node cannot run, not the version that Node ends with', async () => {
    const program = [process.execPath, '--input-type=module', '--eval', "import '/no/such/module.ts'"]
    await engine.start({ id: 'a', deploymentId, revision: 'r1', placement: placement(program) })
    const { exit } = await until('a', (each) => each.phase === 'exited')
    expect(exit?.lastWords).toMatch(/^Error \[ERR_MODULE_NOT_FOUND\]: Cannot find module '\/no\/such\/module\.ts'/)
  })

  it('reports a program that does not exist', async () => {
    await engine.start({ id: 'a', deploymentId, revision: 'r1', placement: placement(['/no/such/program']) })
    expect((await until('a', (each) => each.phase === 'exited')).exit?.lastWords).toContain('ENOENT')
  })

  it('gives up on one that is never ready', async () => {
    await engine.start({
      id: 'a',
      deploymentId,
      revision: 'r1',
      placement: { ...placement(command('--never-ready')), startTimeoutMs: 500 },
    })
    expect((await until('a', (each) => each.phase === 'exited')).exit?.lastWords).toBe('not ready after 0.5 s')
  })

  it('names the signal of a crash', async () => {
    await start('a')
    await get(await until('a', (each) => each.phase === 'ready'), '/crash').catch(() => {})
    expect((await until('a', (each) => each.phase === 'exited')).exit).toMatchObject({ signal: 'SIGABRT', asked: false })
  })

  it('stops politely, and forcibly when that does not help', async () => {
    await start('a')
    await start('b', ['--ignore-sigterm'])
    for (const id of ['a', 'b']) await until(id, (each) => each.phase === 'ready')
    await engine.stop('a', 5_000)
    await engine.stop('b', 100)
    expect((await until('a', (each) => each.phase === 'exited')).exit).toMatchObject({ code: 0, asked: true })
    expect((await until('b', (each) => each.phase === 'exited')).exit).toMatchObject({ signal: 'SIGKILL', asked: true })
  })

  it('starting twice, stopping twice and removing twice change nothing', async () => {
    await start('a')
    const first = await until('a', (each) => each.phase === 'ready')
    await start('a')
    expect(await engine.observe()).toEqual([first])
    await engine.remove('a')
    expect(await engine.observe()).toHaveLength(1)
    for (const _ of [1, 2]) await engine.stop('a', 1_000)
    await until('a', (each) => each.phase === 'exited')
    for (const _ of [1, 2]) await engine.remove('a')
    expect(await engine.observe()).toEqual([])
  })

  it('keeps what instances print, by time, order and number', async () => {
    await start('a')
    await until('a', (each) => each.phase === 'ready')
    await vi.waitFor(async () => expect(await logs()).toHaveLength(2))
    const lines = await logs()
    expect(lines.map((line) => [line.stream, line.message]).sort()).toEqual([
      ['stderr', 'a line on stderr'],
      ['stdout', 'listening'],
    ])
    expect(lines.every((line) => line.instanceId === 'a')).toBe(true)
    expect(await logs({ order: 'desc' })).toEqual(lines.toReversed())
    expect(await logs({ limit: 1 })).toEqual(lines.slice(0, 1))
    expect(await logs({ end: 1 })).toEqual([])
    expect(await logs({ deploymentId: 'd000000000000002' })).toEqual([])
  })

  it('hands on none of our own environment but what programs need to run', async () => {
    await start('a')
    const env = JSON.parse(await get(await until('a', (each) => each.phase === 'ready'), '/env'))
    expect(env).not.toHaveProperty('SECRET')
    expect(env).toMatchObject({ PATH: process.env['PATH'], GIVEN: 'yes' })
  })

  const command = (...args: string[]): string[] => [process.execPath, responder, '--socket', '{socket}', ...args]
  const placement = (command: readonly string[]) => ({
    kind: 'launch' as const,
    command,
    env: { GIVEN: 'yes' },
    readyPath: '/health',
    startTimeoutMs: 10_000,
    basePath: '/v1',
    model: null,
    concurrency: 2,
  })
  const start = (id: string, args: string[] = []) =>
    engine.start({ id, deploymentId, revision: 'r1', placement: placement(command(...args)) })
  const logs = (query: Partial<LogQuery> = {}) =>
    gathered(
      openLogFolder(join(dir, 'logs'), systemClock).read({
        ...{ deploymentId, start: 0, end: Date.now() + 1_000, limit: 100, order: 'asc' },
        ...query,
      }),
    )

  const until = (id: string, test: (instance: Instance) => boolean): Promise<Instance> =>
    vi.waitFor(
      async () => {
        const found = (await engine.observe()).find((each) => each.id === id)
        if (!found || !test(found)) throw new Error(`${id} is ${found?.phase ?? 'unknown'}`)
        return found
      },
      { timeout: 10_000, interval: 20 },
    )
})

describe('process record', () => {
  it('ends what a killed run left behind, and never a process that only has the same number', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'record-'))
    const path = join(dir, 'instances.json')
    const left = makeProcessEngine({
      clock: systemClock,
      runDir: dir,
      logDir: dir,
      record: openProcessRecord(path),
      env: process.env,
    })
    const command = [process.execPath, responder, '--socket', '{socket}']
    const placement = {
      kind: 'launch',
      command,
      env: {},
      readyPath: '/health',
      startTimeoutMs: 9_000,
      basePath: '',
      model: null,
      concurrency: 1,
    } as const
    await left.start({ id: 'a', deploymentId, revision: 'r', placement })
    expect(openProcessRecord(path).sweep()).toBe(1)
    await vi.waitFor(async () => expect((await left.observe())[0]?.exit?.signal).toBe('SIGKILL'))
    expect(openProcessRecord(path).sweep()).toBe(0)
    rmSync(dir, { recursive: true, force: true })
  })
})

/** Both ends of a channel in one process; messages are copied as Node's IPC does. */
function overChannel(engine: Engine): Engine {
  const [here, there] = [new EventEmitter(), new EventEmitter()]
  const end = (own: EventEmitter, other: EventEmitter) => ({
    send: (message: unknown) => queueMicrotask(() => other.emit('message', structuredClone(message))),
    onMessage: (listener: (message: unknown) => void) => void own.on('message', listener),
  })
  serveEngine(engine, end(there, here))
  return connectEngine('process', end(here, there))
}

function get(instance: Instance, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ socketPath: instance.address.replace('unix:', ''), path }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () => resolve(text))
    })
      .on('error', reject)
      .end()
  })
}
