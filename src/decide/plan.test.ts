import { describe, expect, it } from 'vitest'
import type { Instance } from '../domain/instance.ts'
import { plan, type Wanted } from './plan.ts'

const now = 1_000_000
const exit = (at: number, lastWords = '', asked = false): Instance['exit'] => ({ at, code: 1, signal: null, lastWords, asked })

function instance(id: string, revision: string, phase: Instance['phase'], rest: Partial<Instance> = {}): Instance {
  return {
    id,
    deploymentId: 'd000000000000001',
    revision,
    phase,
    address: 'unix:/x',
    concurrency: 1,
    basePath: '/v1',
    model: null,
    pid: 1,
    startedAt: now - 10_000,
    readyAt: phase === 'ready' ? now - 5_000 : null,
    exit: null,
    ...rest,
  }
}

const v2: Wanted = { kind: 'launch', revision: 'v2', instances: 1, why: '', mayRest: false }
const dead = (at: number, words = '') => instance('x' + at, 'v2', 'exited', { exit: exit(at, words) })

describe('plan', () => {
  it.each([
    {
      name: 'starts the first instance',
      instances: [],
      actions: [{ kind: 'start', revision: 'v2' }],
      phase: 'pending',
      serving: [],
    },
    { name: 'waits while it loads', instances: [instance('b', 'v2', 'starting')], actions: [], phase: 'pending', serving: [] },
    {
      name: 'keeps the old revision serving until the new one is ready',
      instances: [instance('a', 'v1', 'ready'), instance('b', 'v2', 'starting')],
      actions: [],
      phase: 'pending',
      serving: ['a'],
    },
    {
      name: 'switches and retires the old one when the new one is ready',
      instances: [instance('a', 'v1', 'ready'), instance('b', 'v2', 'ready')],
      actions: [{ kind: 'stop', id: 'a' }],
      phase: 'running',
      serving: ['b'],
    },
    {
      name: 'tries a failed start once more, after a pause',
      instances: [dead(now - 100)],
      actions: [],
      phase: 'pending',
      serving: [],
    },
    {
      name: 'tries again when the pause is over',
      instances: [dead(now - 1_001)],
      actions: [{ kind: 'start', revision: 'v2' }],
      phase: 'pending',
      serving: [],
    },
    {
      name: 'is dead after two failed starts, and the old revision serves on',
      instances: [instance('a', 'v1', 'ready'), dead(now - 5_000), dead(now - 1)],
      actions: [],
      phase: 'dead',
      serving: ['a'],
    },
    {
      name: 'restarts a crashed instance at once the first time',
      instances: [instance('b', 'v2', 'exited', { readyAt: now - 4_000, exit: exit(now - 1) })],
      actions: [{ kind: 'start', revision: 'v2' }],
      phase: 'pending',
      serving: [],
    },
    {
      name: 'waits longer between restarts of one that keeps crashing',
      instances: [1, 2, 3].map((n) => instance(`b${n}`, 'v2', 'exited', { readyAt: now - 4_000, exit: exit(now - n) })),
      actions: [],
      phase: 'pending',
      serving: [],
    },
    {
      name: 'an exit we asked for is no failure',
      instances: [
        instance('b', 'v2', 'exited', { exit: exit(now, '', true) }),
        instance('c', 'v2', 'exited', { exit: exit(now, '', true) }),
      ],
      actions: [{ kind: 'start', revision: 'v2' }],
      phase: 'pending',
      serving: [],
    },
    {
      name: 'forgets old crashes once an instance has been stable',
      instances: [dead(now - 90_000), instance('b', 'v2', 'ready', { readyAt: now - 61_000 })],
      actions: [{ kind: 'forget', id: `x${now - 90_000}` }],
      phase: 'running',
      serving: ['b'],
    },
  ])('$name', ({ instances, actions, phase, serving }) => {
    const result = plan('RUNNING', v2, instances, now)
    expect(result.actions).toEqual(actions)
    expect(result.phase).toBe(phase)
    expect(result.serving.map((each) => each.id)).toEqual(serving)
  })

  it('says what the engine said last when it gives up', () => {
    expect(plan('RUNNING', v2, [dead(now - 5_000), dead(now - 1, 'GGML_ASSERT failed')], now).message).toBe(
      'the model server did not start: GGML_ASSERT failed (exit code 1)',
    )
  })

  it.each(['STOPPED', 'DELETED'] as const)('%s stops what lives and ends as stopped', (target) => {
    const living = [instance('a', 'v2', 'ready'), instance('b', 'v2', 'stopping')]
    expect(plan(target, v2, living, now)).toMatchObject({ actions: [{ kind: 'stop', id: 'a' }], phase: 'stopping', serving: [] })
    expect(plan(target, v2, [dead(now)], now)).toMatchObject({ actions: [{ kind: 'forget' }], phase: 'stopped' })
    expect(plan(target, v2, [], now)).toMatchObject({ actions: [], phase: 'stopped' })
  })

  it('lets nothing serve once the version is retired', () => {
    const retired = plan('RUNNING', { kind: 'retired', message: 'use m2' }, [instance('a', 'v1', 'ready')], now)
    expect(retired).toMatchObject({ actions: [{ kind: 'stop', id: 'a' }], phase: 'dead', message: 'use m2', serving: [] })
  })

  it('an impossible configuration is dead while what ran before serves on', () => {
    const result = plan('RUNNING', { kind: 'impossible', message: 'no connection' }, [instance('a', 'v1', 'ready')], now)
    expect(result).toMatchObject({ actions: [], phase: 'dead' })
    expect(result.serving.map((each) => each.id)).toEqual(['a'])
  })

  it('a remote revision runs at once and retires local instances', () => {
    expect(plan('RUNNING', { kind: 'remote', revision: 'r' }, [instance('a', 'v1', 'ready')], now)).toMatchObject({
      actions: [{ kind: 'stop', id: 'a' }],
      phase: 'running',
    })
  })
})
