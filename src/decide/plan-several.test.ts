import { describe, expect, it } from 'vitest'
import type { Instance } from '../domain/instance.ts'
import type { Wanted } from './plan.ts'
import { planSeveral } from './plan-several.ts'

const now = 1_000_000
const instance = (revision: string, phase: Instance['phase'], id = revision): Instance => ({
  id,
  deploymentId: 'd0000000000000a1',
  revision,
  phase,
  address: 'unix:/x',
  concurrency: 1,
  basePath: '',
  model: null,
  pid: 1,
  startedAt: now - 10,
  readyAt: phase === 'ready' ? now - 5 : null,
  exit: phase === 'exited' ? { at: now - 5, code: 1, signal: null, lastWords: 'no', asked: false } : null,
})
const launch = (revision: string): Wanted => ({
  kind: 'launch',
  revision,
  instances: 1,
  why: '',
  mayRest: false,
})
const remote: Wanted = { kind: 'remote', revision: 'r' }
const later: Wanted = { kind: 'later', message: 'importing' }
const impossible: Wanted = { kind: 'impossible', message: 'no such model' }
const retired: Wanted = { kind: 'retired', message: 'retired' }
const start = (revision: string) => ({ kind: 'start', revision })
const stop = (id: string) => ({ kind: 'stop', id })

describe('several targets', () => {
  it.each<{
    name: string
    wanted: readonly Wanted[]
    idle?: readonly number[]
    instances?: readonly Instance[]
    phase: string
    actions?: readonly object[]
    message?: string
  }>([
    { name: 'start by themselves', wanted: [launch('a'), launch('b')], phase: 'pending', actions: [start('a'), start('b')] },
    {
      name: 'run while one of them does, and say what the others lack',
      wanted: [launch('a'), remote],
      phase: 'running',
      actions: [start('a')],
      message: 'target 1: the model server is starting',
    },
    { name: 'run though one can never', wanted: [impossible, remote], phase: 'running', message: 'target 1: no such model' },
    { name: 'run though one is retired', wanted: [retired, remote], phase: 'running', message: 'target 1: retired' },
    { name: 'wait for what may come', wanted: [impossible, later], phase: 'pending' },
    { name: 'are dead when all are', wanted: [impossible, impossible], phase: 'dead' },
    {
      name: 'do not run by one that takes no calls',
      wanted: [launch('a'), remote],
      idle: [1],
      phase: 'pending',
      actions: [start('a')],
    },
    {
      name: 'keep each its own instances, and stop those of neither',
      wanted: [launch('a'), launch('b')],
      instances: [instance('a', 'ready'), instance('b', 'ready'), instance('old', 'ready')],
      phase: 'running',
      actions: [stop('old')],
      message: '',
    },
    {
      name: 'leave what ran before in service until one of them serves',
      wanted: [launch('a'), launch('b')],
      instances: [instance('a', 'starting'), instance('b', 'starting'), instance('old', 'ready')],
      phase: 'pending',
      actions: [],
    },
    {
      name: 'keep what ran before while a file of theirs is on its way: it may be the same',
      wanted: [remote, later],
      instances: [instance('old', 'ready')],
      phase: 'running',
      actions: [],
    },
    {
      name: 'share instances where they come to the same',
      wanted: [launch('a'), launch('a')],
      phase: 'pending',
      actions: [start('a')],
    },
    {
      name: 'are restarted by themselves',
      wanted: [launch('a'), launch('b')],
      instances: [instance('a', 'ready'), instance('b', 'exited')],
      phase: 'running',
      message: 'target 2: the model server ended (no (exit code 1)); starting it again',
    },
    {
      name: 'leave nothing running once all are retired',
      wanted: [retired, retired],
      instances: [instance('old', 'ready')],
      phase: 'dead',
      actions: [stop('old')],
    },
  ])('$name', ({ wanted, idle = [], instances = [], phase, actions, message }) => {
    const targets = wanted.map((each, at) => ({ wanted: each, takesCalls: !idle.includes(at) }))
    const plan = planSeveral('RUNNING', targets, instances, now)
    expect(plan.phase).toBe(phase)
    if (actions) expect(plan.actions).toEqual(actions)
    if (message !== undefined) expect(plan.message).toBe(message)
  })

  it('are all taken down when the deployment stops', () => {
    const targets = [launch('a'), remote].map((wanted) => ({ wanted, takesCalls: true }))
    const plan = planSeveral('STOPPED', targets, [instance('a', 'ready'), instance('old', 'ready')], now)
    expect(plan).toMatchObject({ phase: 'stopping', actions: [stop('a'), stop('old')], serving: [] })
    expect(planSeveral('STOPPED', targets, [], now)).toMatchObject({ phase: 'stopped', actions: [] })
  })
})
