import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Instance, InstanceSpec } from '../../domain/instance.ts'
import { type Resources, unlimitedResources } from '../../domain/resources.ts'
import { systemClock } from '../../system.ts'
import { findCgroups } from './cgroup-find.ts'
import { openLimits } from './limits.ts'
import { makeProcessEngine } from './process-engine.ts'
import { identify, isAlive, openProcessRecord } from './process-record.ts'

const glutton = join(import.meta.dirname, '../../../test/glutton.ts')
const program = [process.execPath, glutton]
const name = `lectern-spares-${process.pid}`
const place = findCgroups(name)
const kinds = [...(place ? [place.kind] : []), 'watchdog' as const]
const patience = { timeout: 30_000, interval: 20 }
const limited = (limits: Partial<Resources['limits']>): Resources => ({
  ...unlimitedResources,
  limits: { ...unlimitedResources.limits, ...limits },
})

describe.each(kinds)('processes started ahead, under %s', (kind) => {
  let dir: string
  let engine: ReturnType<typeof makeProcessEngine>
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'spares-'))
    engine = makeProcessEngine({
      clock: systemClock,
      runDir: dir,
      logDir: join(dir, 'logs'),
      record: openProcessRecord(join(dir, 'instances.json')),
      env: process.env,
      limits: openLimits({ clock: systemClock, name, ...(kind === 'watchdog' ? { findCgroups: () => null } : {}) }),
      warmPool: { size: 1, programs: [program] },
    })
  })
  afterEach(async () => {
    const pids = recorded()
    await engine[Symbol.asyncDispose]()
    expect(pids.map(identify)).toEqual(pids.map(() => null))
    expect([place?.memory, place?.cpu, place?.usage].filter((each) => each && existsSync(each))).toEqual([])
    rmSync(dir, { recursive: true, force: true })
  })

  it('become an instance each, once, with an environment of its own', async () => {
    const first = await ready(await start('a', { env: { MINE: 'a' } }))
    const [spare = 0] = await waiting([first])
    const second = await ready(await start('b', { env: { YOURS: 'b' }, gpus: ['GPU-7'] }))
    expect(second.pid).toBe(spare)
    const env = JSON.parse(await ask('b', '/env'))
    expect(env).toMatchObject({ YOURS: 'b', CUDA_VISIBLE_DEVICES: 'GPU-7', PATH: process.env['PATH'] })
    expect(env).not.toHaveProperty('MINE')
    const [next = 0] = await waiting([first, second])
    expect(next).not.toBe(spare)
    expect((await ready(await start('c'))).pid).toBe(next)
  })

  it('are kept to what the instance is given', async () => {
    const [spare = 0] = await waiting([await ready(await start('a'))])
    const before = identify(spare)
    expect((await start('greedy', { resources: limited({ memoryMb: 250 }) })).pid).toBe(spare)
    await ready(await observed('greedy'))
    await ask('greedy', '/eat/500').catch(() => {})
    const { exit } = await until('greedy', ({ phase }) => phase === 'exited')
    expect(exit).toMatchObject({ signal: 'SIGKILL', lastWords: 'outgrew its memory limit of 250 MB' })
    expect(before && isAlive(before)).toBe(false)
  })

  it.runIf(kind !== 'watchdog')('get no more cores than the instance may', async () => {
    const [spare = 0] = await waiting([await ready(await start('a'))])
    expect((await ready(await start('slow', { resources: limited({ cores: 0.25 }) }))).pid).toBe(spare)
    const before = Number(await ask('slow', '/'))
    await ask('slow', '/burn/2000')
    expect((Number(await ask('slow', '/')) - before) / 1e6).toBeLessThan(1)
  })

  it('are left alone by an instance whose variables a program reads when it starts', async () => {
    const [spare = 0] = await waiting([await ready(await start('a'))])
    const other = await ready(await start('b', { env: { NODE_OPTIONS: '--no-warnings' } }))
    expect(other.pid).not.toBe(spare)
    expect(JSON.parse(await ask('b', '/env'))).toMatchObject({ NODE_OPTIONS: '--no-warnings' })
    expect(await waiting([await observed('a'), other])).toEqual([spare])
  })

  it('that died are started again with the next instance', async () => {
    const first = await ready(await start('a'))
    const [spare = 0] = await waiting([first])
    process.kill(spare, 'SIGKILL')
    await vi.waitFor(() => expect(recorded()).toEqual([first.pid]), patience)
    const second = await ready(await start('b'))
    expect(second.pid).not.toBe(spare)
    await waiting([first, second])
  })

  async function start(
    id: string,
    { env = {}, resources = unlimitedResources, gpus }: Partial<Pick<InstanceSpec, 'gpus'>> & Options = {},
  ): Promise<Instance> {
    await engine.start({
      id,
      deploymentId: 'd000000000000001',
      revision: 'r1',
      ...(gpus ? { gpus } : {}),
      placement: {
        kind: 'launch',
        command: [...program, '--socket', '{socket}'],
        env,
        readyPath: '/',
        startTimeoutMs: 30_000,
        basePath: '',
        model: null,
        concurrency: 1,
        resources,
      },
    })
    return observed(id)
  }

  async function observed(id: string): Promise<Instance> {
    const found = (await engine.observe()).find((each) => each.id === id)
    if (!found) throw new Error(`there is no ${id}`)
    return found
  }
  const until = (id: string, holds: (each: Instance) => boolean): Promise<Instance> =>
    vi.waitFor(async () => {
      const found = await observed(id)
      if (!holds(found)) throw new Error(`still ${JSON.stringify(found)}`)
      return found
    }, patience)
  const ready = ({ id }: Instance): Promise<Instance> => until(id, ({ phase }) => phase === 'ready')

  /** Process ids that a later start would end. */
  const recorded = (): number[] =>
    JSON.parse(readFileSync(join(dir, 'instances.json'), 'utf8')).map(({ pid }: { pid: number }) => pid)
  /** Those that wait: of all but these instances. */
  const waiting = (instances: readonly Instance[]): Promise<number[]> =>
    vi.waitFor(() => {
      const pids = recorded().filter((pid) => instances.every((each) => each.pid !== pid))
      expect(pids).toHaveLength(1)
      return pids
    }, patience)

  const ask = (id: string, path: string): Promise<string> =>
    new Promise((resolve, reject) => {
      request({ socketPath: join(dir, `${id}.sock`), path }, (answer) => {
        let text = ''
        answer.on('data', (chunk) => {
          text += chunk
        })
        answer.on('end', () => resolve(text))
        answer.on('error', reject)
      })
        .on('error', reject)
        .end()
    })
})

type Options = { readonly env?: Readonly<Record<string, string>>; readonly resources?: Resources }

it('a process started ahead ends with whoever started it', async () => {
  const child = spawn(process.execPath, [glutton, '--spare'], { stdio: ['pipe', 'inherit', 'inherit'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.stdin.end()
  expect(await ended).toBe(0)
})
