import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Instance } from '../../domain/instance.ts'
import { type Resources, unlimitedResources } from '../../domain/resources.ts'
import { systemClock } from '../../system.ts'
import { gathered } from '../logs.ts'
import { makeCgroup } from './cgroup.ts'
import { findCgroups } from './cgroup-find.ts'
import { openLimits } from './limits.ts'
import { openLogFolder } from './log-folder.ts'
import { makeProcessEngine } from './process-engine.ts'
import { identify, isAlive, openProcessRecord } from './process-record.ts'

const glutton = join(import.meta.dirname, '../../../test/glutton.ts')
const deploymentId = 'd000000000000001'
const name = `lectern-test-${process.pid}`
/** Control groups that this machine lets us write; where it lets us write none, only the watchdog is tried. */
const place = findCgroups(name)
const kinds = [...(place ? [place.kind] : []), 'watchdog' as const]
const limited = (limits: Partial<Resources['limits']>, requests: Partial<Resources['requests']> = {}): Resources => ({
  requests: { ...unlimitedResources.requests, ...requests },
  limits: { ...unlimitedResources.limits, ...limits },
  plan: null,
})

describe.each(kinds)('instances under %s', (kind) => {
  let dir: string
  let engine: ReturnType<typeof makeProcessEngine>
  const open = () => openLimits({ clock: systemClock, name, ...(kind === 'watchdog' ? { findCgroups: () => null } : {}) })
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'limits-'))
    const record = openProcessRecord(join(dir, 'instances.json'))
    const limits = open()
    expect(limits.kind).toBe(kind)
    engine = makeProcessEngine({ clock: systemClock, runDir: dir, logDir: join(dir, 'logs'), record, env: process.env, limits })
  })
  afterEach(async () => {
    await engine[Symbol.asyncDispose]()
    rmSync(dir, { recursive: true, force: true })
    expect([place?.memory, place?.cpu, place?.usage].filter((each) => each && existsSync(each))).toEqual([])
  })

  const start = (id: string, resources: Resources, gpus?: readonly string[]) =>
    engine.start({
      id,
      deploymentId,
      revision: 'r1',
      ...(gpus ? { gpus } : {}),
      placement: {
        kind: 'launch',
        command: [process.execPath, glutton, '--socket', '{socket}'],
        env: {},
        readyPath: '/',
        startTimeoutMs: 30_000,
        basePath: '',
        model: null,
        concurrency: 1,
        resources,
      },
    })
  const until = (id: string, holds: (each: Instance) => boolean): Promise<Instance> =>
    vi.waitFor(
      async () => {
        const found = (await engine.observe()).find((each) => each.id === id)
        if (!found || !holds(found)) throw new Error(`still ${JSON.stringify(found)}`)
        return found
      },
      { timeout: 30_000, interval: 20 },
    )
  const ready = (id: string) => until(id, ({ phase }) => phase === 'ready')

  it('that outgrow their memory are ended alone, and say so', async () => {
    await start('greedy', limited({ memoryMb: 150 }))
    await start('modest', limited({ memoryMb: 150 }))
    await Promise.all([ready('greedy'), ready('modest')])
    await ask('greedy', '/eat/400').catch(() => {})
    const { exit } = await until('greedy', ({ phase }) => phase === 'exited')
    expect(exit).toMatchObject({ signal: 'SIGKILL', lastWords: 'outgrew its memory limit of 150 MB', asked: false })
    expect((await ready('modest')).exit).toBeNull()
    const query = { deploymentId, start: 0, end: Number.MAX_SAFE_INTEGER, limit: 10, order: 'desc' } as const
    const log = await gathered(openLogFolder(join(dir, 'logs'), systemClock).read(query))
    expect(log.find(({ instanceId }) => instanceId === 'greedy')?.message).toBe('outgrew its memory limit of 150 MB')
  })

  it('are all of their processes: one that a child of theirs outgrows goes with the child', async () => {
    await start('a', limited({ memoryMb: 200 }))
    await ready('a')
    await ask('a', '/child/400')
    const { exit } = await until('a', ({ phase }) => phase === 'exited')
    expect(exit?.lastWords).toBe('outgrew its memory limit of 200 MB')
  })

  it('without a limit take what they like, and what they take is known', async () => {
    await start('a', unlimitedResources)
    await ready('a')
    await ask('a', '/eat/200')
    await ask('a', '/burn/300')
    const { used } = await until('a', (each) => (each.used?.memoryBytes ?? 0) > 200e6 && (each.used?.cpuSeconds ?? 0) > 0.2)
    expect(used?.memoryBytes).toBeLessThan(600e6)
  })

  it('see the GPUs that are theirs', async () => {
    await start('a', unlimitedResources, ['GPU-1', 'GPU-2'])
    await ready('a')
    expect(JSON.parse(await ask('a', '/env'))).toMatchObject({ CUDA_VISIBLE_DEVICES: 'GPU-1,GPU-2' })
    expect((await ready('a')).gpus).toEqual(['GPU-1', 'GPU-2'])
  })

  it('that cannot be started say why', async () => {
    await engine.start({
      id: 'a',
      deploymentId,
      revision: 'r1',
      placement: {
        kind: 'launch',
        command: ['/no/such/program'],
        env: {},
        readyPath: '/',
        startTimeoutMs: 1_000,
        basePath: '',
        model: null,
        concurrency: 1,
        resources: unlimitedResources,
      },
    })
    expect((await until('a', ({ phase }) => phase === 'exited')).exit?.lastWords).toMatch(/ENOENT|not found/)
  })

  it.runIf(kind !== 'watchdog')('get no more cores than they may', async () => {
    await start('slow', limited({ cores: 0.25 }))
    await ready('slow')
    const before = Number(await ask('slow', '/'))
    await ask('slow', '/burn/2000')
    // A quarter of two seconds, and what a period may run over: without a limit it would be nearly all of them.
    expect((Number(await ask('slow', '/')) - before) / 1e6).toBeLessThan(1)
  })

  it.runIf(kind !== 'watchdog')('leave nothing behind, whatever they started', async () => {
    await start('a', unlimitedResources)
    await ready('a')
    const pid = Number(await ask('a', '/linger'))
    const lingering = identify(pid)
    await engine.stop('a', 5_000)
    await until('a', ({ phase }) => phase === 'exited')
    await vi.waitFor(() => expect(lingering && isAlive(lingering)).toBe(false))
  })

  it.runIf(kind !== 'watchdog')('of a killed supervisor are ended by the next one', async () => {
    await start('a', unlimitedResources)
    await ready('a')
    const lingering = identify(Number(await ask('a', '/linger')))
    open().sweep()
    await vi.waitFor(() => expect(lingering && isAlive(lingering)).toBe(false))
    expect((await until('a', ({ phase }) => phase === 'exited')).exit?.signal).toBe('SIGKILL')
  })

  function ask(id: string, path: string): Promise<string> {
    return new Promise((resolve, reject) => {
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
  }
})

/**
 * This machine may have the other version: what is read and written there, in a folder that looks like it. On a true kernel:
 * `test/resources/on-cgroup-v2.sh`.
 */
describe('control groups of version 2', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cgroup-'))
    return () => rmSync(root, { recursive: true, force: true })
  })
  const fill = (folder: string, files: Readonly<Record<string, string>>) => {
    mkdirSync(join(root, folder), { recursive: true })
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, folder, file), text)
  }
  const find = (own: string) =>
    findCgroups('lectern-x', { mounts: `41 31 0:38 / ${root} rw - cgroup2 cgroup2 rw\n`, own: `0::${own}\n` })
  const text = (file: string) => readFileSync(join(root, file), 'utf8')

  it('are used where the one we are in, or its parent, passes memory on', () => {
    fill('user/app/lectern-x', { 'memory.max': 'max', 'cpu.max': 'max 100000' })
    expect(find('/user/app')).toEqual({
      kind: 'cgroup-v2',
      memory: join(root, 'user/app/lectern-x'),
      cpu: join(root, 'user/app/lectern-x'),
      usage: join(root, 'user/app/lectern-x'),
    })
    expect(text('user/app/lectern-x/cgroup.subtree_control')).toBe('+memory +cpu')
    rmSync(join(root, 'user'), { recursive: true })
    fill('user/app', {})
    fill('user/lectern-x', { 'memory.max': 'max' })
    expect(find('/user/app')).toMatchObject({ memory: join(root, 'user/lectern-x'), cpu: null })
  })

  it('are not used where memory is not among them, and nothing is left there', () => {
    fill('user/app', {})
    expect(find('/user/app')).toBeNull()
    expect(existsSync(join(root, 'user/app/lectern-x'))).toBe(false)
    expect(findCgroups('lectern-x', { mounts: '', own: '' })).toBeNull()
  })

  it('limit memory without swap, cores by quota, and share the rest by what was requested', () => {
    fill('x', {})
    const folder = join(root, 'x')
    const group = makeCgroup(
      { kind: 'cgroup-v2', memory: folder, cpu: folder, usage: folder },
      'a',
      limited({ cores: 1.5, memoryMb: 64 }, { cores: 2 }),
    )
    const said = ['memory.max', 'memory.swap.max', 'memory.oom.group', 'cpu.max', 'cpu.weight'].map((file) => text(`x/a/${file}`))
    expect(said).toEqual([String(64 * 1024 * 1024), '0', '1', '150000 100000', '79'])
    expect(group.wrap(['run', 'it']).slice(3)).toEqual(['lectern', join(folder, 'a/cgroup.procs'), '--', 'run', 'it'])
    makeCgroup({ kind: 'cgroup-v2', memory: folder, cpu: folder, usage: folder }, 'b', limited({ cores: 0.002 }))
    expect(text('x/b/cpu.max')).toBe('2000 1000000')
  })

  it('say what is taken, and when the kernel ended something', () => {
    fill('x/a', {
      'memory.current': '5000\n',
      'memory.stat': 'anon 1\ninactive_file 2000\n',
      'cpu.stat': 'usage_usec 2500000\nuser_usec 1\n',
      'memory.events': 'oom 0\noom_kill 0\n',
    })
    const folder = join(root, 'x')
    const of = { kind: 'cgroup-v2', memory: folder, cpu: null, usage: folder } as const
    const group = makeCgroup(of, 'a', limited({ memoryMb: 64 }))
    const none = () => new Map()
    expect(group.look(none)).toEqual({ used: { memoryBytes: 3000, cpuSeconds: 2.5 }, outgrew: false })
    fill('x/a', { 'memory.events': 'oom 1\noom_kill 1\n' })
    expect(group.look(none).outgrew).toBe(true)
    expect(makeCgroup(of, 'a', unlimitedResources).look(none).outgrew).toBe(false)
    fill('x/a', { 'memory.events': 'oom 0\noom_kill 1\n' })
    expect(group.look(none).outgrew, 'the machine ran out, not the instance').toBe(false)
  })
})
