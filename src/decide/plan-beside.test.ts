import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Instance } from '../domain/instance.ts'
import type { Wanted } from './plan.ts'
import { planBeside } from './plan-beside.ts'

const instance = (id: string, revision: string, phase: Instance['phase'] = 'ready'): Instance => ({
  id,
  deploymentId: 'd000000000000001',
  revision,
  phase,
  address: 'unix:/x',
  concurrency: 1,
  basePath: '',
  model: null,
  pid: 1,
  startedAt: 0,
  readyAt: phase === 'ready' ? 1 : null,
  exit: phase === 'exited' ? { at: 5, code: 1, signal: null, lastWords: 'no', asked: false } : null,
})
const launch = (revision: string): Wanted => ({ kind: 'launch', revision, instances: 1, why: '', mayRest: false })
const beside = { wanted: launch('new'), takesCalls: true }
const run = (instances: readonly Instance[], own = launch('old'), other: Parameters<typeof planBeside>[2] = beside) =>
  planBeside('RUNNING', own, other, instances, 10)

describe('two configurations beside each other', () => {
  it('starts the new one, and what serves goes on', () => {
    const plan = run([instance('a', 'old')])
    expect(plan).toMatchObject({ phase: 'running', actions: [{ kind: 'start', revision: 'new' }] })
    expect(plan.message).toBe('new configuration: the model server is starting')
    expect(plan.targets.map(({ phase }) => phase)).toEqual(['running', 'pending'])
  })

  it('has nothing to say where both run', () => {
    expect(run([instance('a', 'old'), instance('b', 'new')])).toMatchObject({ phase: 'running', actions: [], message: '' })
  })

  it('replaces what serves by its own new revision only when that is ready, though the new configuration runs', () => {
    const plan = run([instance('a', 'before'), instance('b', 'new')])
    expect(plan.actions).toEqual([{ kind: 'start', revision: 'old' }])
    expect(plan.targets[0]?.serving.map(({ id }) => id)).toEqual(['a'])
  })

  it('runs on by the new one alone, where that takes calls', () => {
    const dead = [instance('a', 'old', 'exited'), instance('c', 'old', 'exited'), instance('b', 'new')]
    expect(run(dead).phase).toBe('running')
    expect(run(dead, launch('old'), { ...beside, takesCalls: false }).phase).toBe('dead')
  })

  it('shares instances of configurations that come to the same', () => {
    const plan = run([instance('a', 'old')], launch('old'), { wanted: launch('old'), takesCalls: true })
    expect(plan).toMatchObject({ phase: 'running', actions: [], serving: [{ id: 'a' }] })
    expect(plan.targets.map(({ serving }) => serving.length)).toEqual([1, 1])
  })

  it('takes both down where it is to stop', () => {
    const plan = planBeside('STOPPED', launch('old'), beside, [instance('a', 'old'), instance('b', 'new')], 10)
    expect(plan.actions.map(({ kind }) => kind)).toEqual(['stop', 'stop'])
  })

  it('does to what serves exactly what would be done without the other', () => {
    const phases = fc.constantFrom('starting', 'ready', 'stopping', 'exited')
    const some = (revision: string) =>
      fc.array(phases, { maxLength: 4 }).map((all) => all.map((phase, at) => instance(`${revision}${at}`, revision, phase)))
    fc.assert(
      fc.property(some('old'), some('before'), some('new'), (old, before, fresh) => {
        const both = run([...old, ...before, ...fresh])
        const alone = run([...old, ...before])
        const about = (ids: readonly Instance[]) => new Set(ids.map(({ id }) => id))
        const theirs = about(fresh)
        const mine = both.actions.filter((each) => ('id' in each ? !theirs.has(each.id) : each.revision === 'old'))
        expect(mine).toEqual(alone.actions.filter((each) => 'id' in each || each.revision === 'old'))
        expect(both.targets[0]).toEqual(alone.targets[0])
      }),
    )
  })
})
