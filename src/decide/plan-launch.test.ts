import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Instance } from '../domain/instance.ts'
import { launch } from './plan-launch.ts'

const now = 1_000_000
type Phase = Instance['phase']
const instance = (id: string, phase: Phase, rest: Partial<Instance> = {}): Instance => ({
  id,
  deploymentId: 'd000000000000001',
  revision: id.startsWith('old') ? 'v1' : 'v2',
  phase,
  address: 'unix:/x',
  concurrency: 1,
  basePath: '',
  model: null,
  pid: 1,
  startedAt: now - 10_000,
  readyAt: phase === 'ready' ? now - 5_000 : null,
  exit: phase === 'exited' ? { at: now - 2_000, code: 1, signal: null, lastWords: 'no memory', asked: false } : null,
  ...rest,
})
/** `a b:starting old:ready` */
const list = (text: string): Instance[] =>
  text.split(' ').flatMap((each) => {
    const [id = '', phase = 'ready'] = each.split(':')
    return id === '' ? [] : [instance(id, phase as Phase)]
  })
const ask = (instances: number, of: readonly Instance[], more: { why?: string; mayRest?: boolean } = {}) =>
  launch({ revision: 'v2', instances, why: '', mayRest: false, ...more }, of, now)
const starts = (count: number) => Array.from({ length: count }, () => ({ kind: 'start', revision: 'v2' }))
const stop = (id: string) => ({ kind: 'stop', id })

describe('several instances', () => {
  it.each([
    ['are all started at once', 3, '', starts(3), 'pending', ''],
    ['are completed', 3, 'a b:starting', starts(1), 'running', 'a'],
    ['are not started twice', 2, 'a b:starting', [], 'running', 'a'],
    ['are replaced when they leave', 2, 'a b:stopping', starts(1), 'running', 'a'],
    ['go when there are too many, the last first', 2, 'a b c', [stop('c')], 'running', 'a b'],
    ['go rather while they load', 2, 'a:starting b c', [stop('a')], 'running', 'b c'],
    ['of the old revision serve until as many new ones do', 2, 'old1 old2 a b:starting', [], 'pending', 'old1 old2'],
    ['of the old revision go then', 2, 'old1 old2 a b', [stop('old1'), stop('old2')], 'running', 'a b'],
    ['need not wait for more than there were', 3, 'old1 a b:starting c:starting', [stop('old1')], 'running', 'a'],
    ['need not wait for more than there shall be', 1, 'old1 old2 a', [stop('old1'), stop('old2')], 'running', 'a'],
  ] as const)('%s', (_, count, instances, actions, phase, serving) => {
    const plan = ask(count, list(instances))
    expect(plan).toMatchObject({ actions, phase })
    expect(plan.serving.map(({ id }) => id).join(' ')).toBe(serving)
  })

  it('say how many of them run, and why there are several', () => {
    expect(ask(3, list('a b:starting c:starting'), { why: 'a burst' }).message).toBe('1 of 3 instances run: a burst')
    expect(ask(2, list('a b'), { why: 'a burst' }).message).toBe('2 instances: a burst')
    expect(ask(2, list('a b:exited')).message).toBe(
      '1 of 2 instances run: the model server ended (no memory (exit code 1)); starting it again',
    )
  })

  it('that come up again say what ended the one before', () => {
    const killed = {
      at: now - 2_000,
      code: null,
      signal: 'SIGKILL',
      lastWords: 'outgrew its memory limit of 64 MB',
      asked: false,
    }
    const crashed = instance('a', 'exited', { readyAt: now - 9_000, exit: killed })
    expect(ask(1, [crashed, ...list('b:starting')])).toMatchObject({
      phase: 'pending',
      message: 'the model server ended (outgrew its memory limit of 64 MB (signal SIGKILL)); starting it again',
    })
  })

  it('that all crash at once are all started at once again; those that go on crashing wait', () => {
    const crashed = (count: number) =>
      Array.from({ length: count }, (_, at) => instance(`c${at}`, 'exited', { readyAt: now - 4_000 }))
    expect(ask(3, crashed(3)).actions).toEqual(starts(3))
    expect(ask(3, crashed(6))).toMatchObject({ actions: [], phase: 'pending', againMs: 6_000 })
  })

  it('are given up when as many starts failed as there are, and one more; those that run go on', () => {
    const failed = (count: number) => Array.from({ length: count }, (_, at) => instance(`f${at}`, 'exited'))
    expect(ask(2, failed(2)).phase).toBe('pending')
    expect(ask(2, failed(3))).toMatchObject({ actions: [], phase: 'dead' })
    expect(ask(2, [...list('a'), ...failed(3)])).toMatchObject({
      actions: [],
      phase: 'running',
      message: '1 of 2 instances run: the model server did not start: no memory (exit code 1)',
    })
  })

  it('that fail while others work are tried again a minute later', () => {
    const failed = [1, 2, 3].map((at) =>
      instance(`f${at}`, 'exited', { exit: { at: now - 61_000, code: 1, signal: null, lastWords: '', asked: false } }),
    )
    const old = instance('a', 'ready', { readyAt: now - 90_000 })
    expect(ask(2, [old, ...failed]).actions).toEqual(failed.map(({ id }) => ({ kind: 'forget', id })))
    expect(ask(2, [old]).actions).toEqual(starts(1))
  })
})

describe('none at all', () => {
  it('is how a resting deployment runs', () => {
    expect(ask(0, [], { why: 'nobody has called for 60 s', mayRest: true })).toEqual({
      actions: [],
      phase: 'running',
      message: 'scaled to zero (nobody has called for 60 s); the next call starts an instance',
      serving: [],
      againMs: null,
    })
  })

  it('means that the last one goes, whatever revision it is, and that what failed is forgotten', () => {
    expect(ask(0, list('a old1 f:exited'), { mayRest: true }).actions).toEqual([
      stop('old1'),
      stop('a'),
      { kind: 'forget', id: 'f' },
    ])
  })

  it('is left without a change of status: it runs while the first is starting', () => {
    const waking = ask(1, [], { why: '1 call waits', mayRest: true })
    expect(waking).toMatchObject({ actions: starts(1), phase: 'running', message: 'an instance is starting: 1 call waits' })
    expect(ask(1, list('a:starting'), { mayRest: true }).phase).toBe('running')
    expect(ask(1, list('f1:exited'), { mayRest: true, why: 'a call waits' })).toMatchObject({
      phase: 'running',
      message: 'the model server ended (no memory (exit code 1)); starting it again',
    })
    expect(ask(1, list('f1:exited f2:exited'), { mayRest: true }).phase).toBe('dead')
  })
})

it('never starts more than are missing, and never stops what is needed', () => {
  const phases = fc.constantFrom<Phase>('starting', 'ready', 'stopping', 'exited')
  const some = fc.array(fc.record({ phase: phases, old: fc.boolean() }), { maxLength: 12 })
  fc.assert(
    fc.property(some, fc.integer({ min: 0, max: 6 }), fc.boolean(), (each, count, mayRest) => {
      const instances = each.map(({ phase, old }, at) => instance(`${old ? 'old' : 'new'}${at}`, phase))
      const plan = ask(count, instances, { mayRest })
      const stopped = new Set(plan.actions.flatMap((action) => (action.kind === 'stop' ? [action.id] : [])))
      const up = instances.filter(({ revision, phase }) => revision === 'v2' && (phase === 'ready' || phase === 'starting'))
      const left = up.filter(({ id }) => !stopped.has(id)).length
      const started = plan.actions.filter(({ kind }) => kind === 'start').length
      expect(left).toBe(Math.min(up.length, count))
      expect(left + started).toBeLessThanOrEqual(count)
      expect(plan.serving.every(({ id, phase }) => phase === 'ready' && !stopped.has(id))).toBe(true)
      expect(plan.serving.length).toBeLessThanOrEqual(Math.max(count, instances.length))
    }),
  )
})
