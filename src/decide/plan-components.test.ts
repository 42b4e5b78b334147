import { describe, expect, it } from 'vitest'
import type { Instance } from '../domain/instance.ts'
import { plan, type Wanted } from './plan.ts'
import { withTransformer } from './plan-components.ts'

const now = 1_000_000

const instance = (id: string, revision: string, phase: Instance['phase'] = 'ready'): Instance => ({
  id,
  deploymentId: 'd1',
  revision,
  ...(id.startsWith('t') ? { component: 'transformer' as const } : {}),
  phase,
  address: `unix:/${id}`,
  concurrency: 1,
  basePath: '',
  model: null,
  pid: 1,
  startedAt: now - 10,
  readyAt: phase === 'ready' ? now - 5 : null,
  exit: phase === 'exited' ? { at: now - 5, code: 1, signal: null, lastWords: 'no', asked: false } : null,
})
const launch = (revision: string, instances = 1): Wanted => ({
  kind: 'launch',
  revision,
  instances,
  why: '',
  mayRest: instances === 0,
})

const decide = (
  instances: readonly Instance[],
  {
    predictor = launch('p2'),
    transformer = launch('t2') as Wanted | null,
    isNew = false,
    target = 'RUNNING' as 'RUNNING' | 'STOPPED',
  } = {},
) => {
  const mine = instances.filter(({ component }) => component !== 'transformer')
  const made = withTransformer(plan(target, predictor, mine, now), target, { wanted: transformer, isNew }, instances, now)
  return {
    phase: made.phase,
    serving: made.serving.map(({ id }) => id),
    transformer: made.transformer?.serving.map(({ id }) => id) ?? null,
    actions: made.actions.map((each) =>
      each.kind === 'start' ? `start ${each.component ?? 'predictor'} ${each.revision}` : `${each.kind} ${each.id}`,
    ),
    message: made.message,
  }
}

describe('a deployment with a transformer', () => {
  it('starts both, and runs once both are there', () => {
    expect(decide([])).toMatchObject({
      phase: 'pending',
      actions: ['start predictor p2', 'start transformer t2'],
      transformer: [],
    })
    expect(decide([instance('p', 'p2'), instance('t', 't2', 'starting')])).toMatchObject({ phase: 'pending', transformer: [] })
    expect(decide([instance('p', 'p2'), instance('t', 't2')])).toEqual({
      phase: 'running',
      serving: ['p'],
      transformer: ['t'],
      actions: [],
      message: '',
    })
  })

  it('starts the component again that died, and leaves the other alone', () => {
    expect(decide([instance('p', 'p2'), instance('t', 't2', 'exited')])).toMatchObject({
      phase: 'pending',
      serving: ['p'],
      transformer: [],
      actions: [],
      message: expect.stringMatching(/^transformer: the model server ended/),
    })
  })

  const before = [instance('p1', 'p1'), instance('t1', 't1')]

  it.each([
    { name: 'nothing is there yet', more: [] },
    { name: 'the predictor is there', more: [instance('p2', 'p2')] },
    { name: 'the transformer is there', more: [instance('t2', 't2')] },
    {
      name: 'the transformer does not start',
      more: [instance('p2', 'p2'), instance('t2', 't2', 'exited'), instance('t3', 't2', 'exited')],
    },
  ])('serves with what ran before while $name', ({ more }) => {
    const made = decide([...before, ...more])
    expect(made).toMatchObject({ serving: ['p1'], transformer: ['t1'] })
    expect(made.actions.filter((each) => each.startsWith('stop'))).toEqual([])
  })

  it('changes over when both are there', () => {
    expect(decide([...before, instance('p2', 'p2'), instance('t2', 't2')])).toMatchObject({
      phase: 'running',
      serving: ['p2'],
      transformer: ['t2'],
      actions: ['stop p1', 'stop t1'],
    })
  })

  it('changes the transformer alone', () => {
    const same = [instance('p', 'p2'), instance('t1', 't1')]
    expect(decide(same)).toMatchObject({ serving: ['p'], transformer: ['t1'], actions: ['start transformer t2'] })
    expect(decide([...same, instance('t2', 't2')])).toMatchObject({ serving: ['p'], transformer: ['t2'], actions: ['stop t1'] })
  })

  it('serves without one until a first one is there, but only what had none', () => {
    const bare = [instance('p1', 'p1'), instance('p2', 'p2')]
    expect(decide(bare, { isNew: true })).toMatchObject({ serving: ['p1'], transformer: null, actions: ['start transformer t2'] })
    expect(decide(bare)).toMatchObject({ transformer: [] })
    expect(decide([...bare, instance('t2', 't2')], { isNew: true })).toMatchObject({ serving: ['p2'], transformer: ['t2'] })
  })

  it('keeps the one that is no longer wanted for as long as what ran before serves', () => {
    expect(decide(before, { transformer: null })).toMatchObject({
      serving: ['p1'],
      transformer: ['t1'],
      actions: ['start predictor p2'],
    })
    expect(decide([...before, instance('p2', 'p2')], { transformer: null })).toMatchObject({
      phase: 'running',
      serving: ['p2'],
      transformer: null,
      actions: ['stop p1', 'stop t1'],
    })
  })

  it('may rest by itself', () => {
    expect(decide([instance('p', 'p2')], { transformer: launch('t2', 0) })).toMatchObject({
      phase: 'running',
      serving: ['p'],
      transformer: [],
      message: expect.stringMatching(/^transformer: scaled to zero/),
    })
  })

  it('leaves what there is while nobody knows what it should be', () => {
    const later: Wanted = { kind: 'later', message: 'importing' }
    expect(decide(before, { predictor: later, transformer: later })).toEqual({
      phase: 'pending',
      serving: ['p1'],
      transformer: ['t1'],
      actions: [],
      message: 'importing',
    })
  })

  it('stops whole', () => {
    expect(decide(before, { target: 'STOPPED' })).toMatchObject({
      phase: 'stopping',
      actions: ['stop p1', 'stop t1'],
      serving: [],
    })
    expect(decide([instance('t1', 't1', 'stopping')], { target: 'STOPPED', transformer: null }).phase).toBe('stopping')
    expect(decide([], { target: 'STOPPED' }).phase).toBe('stopped')
  })
})
