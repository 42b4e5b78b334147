import { describe, expect, it } from 'vitest'
import { stateOf } from './serving-state.ts'

type Seen = Parameters<typeof stateOf>[0]

const fresh: Seen = {
  status: 'STOPPED',
  targetStatus: 'STOPPED',
  statusMessage: '',
  lastOperation: 'CREATE',
  latestRunningConfigurationId: null,
  configurationId: 'c1',
}
const wanted: Seen = { ...fresh, targetStatus: 'RUNNING', lastOperation: 'UPDATE' }
const served: Seen = { ...wanted, latestRunningConfigurationId: 'c1' }
const [none, coming, one] = [
  { ready: 0, starting: 0, transformers: 0 },
  { ready: 0, starting: 1, transformers: 0 },
  { ready: 1, starting: 0, transformers: 0 },
]

/** The words and steps are those that clients of 4.1 and 5.2 show and wait for. */
describe('a deployment in Hopsworks’ words', () => {
  it.each([
    {
      name: 'was never started',
      seen: fresh,
      instances: none,
      expected: ['Created', 'STOPPED', true, 'Deployment is not running'],
    },
    {
      name: 'has not been looked at since it was made',
      seen: { ...fresh, status: 'UNKNOWN' as const },
      instances: none,
      expected: ['Created', 'STOPPED', true, 'Deployment is not running'],
    },
    {
      name: 'was asked to start a moment ago',
      seen: wanted,
      instances: none,
      expected: ['Starting', 'SCHEDULED', null, 'Waiting for being scheduled'],
    },
    {
      name: 'gets its packages',
      seen: { ...wanted, status: 'PENDING' as const, statusMessage: 'installing pandas' },
      instances: none,
      expected: ['Starting', 'INITIALIZED', null, 'Initializing deployment: installing pandas'],
    },
    {
      name: 'has an instance on its way',
      seen: { ...wanted, status: 'PENDING' as const, statusMessage: 'the model is loading' },
      instances: coming,
      expected: ['Starting', 'STARTED', null, 'Deployment is starting'],
    },
    {
      name: 'has an instance that is up, and was not looked at yet',
      seen: { ...wanted, status: 'PENDING' as const, statusMessage: 'the model is loading' },
      instances: one,
      expected: ['Starting', 'STARTED', null, 'Deployment is starting'],
    },
    {
      name: 'runs',
      seen: { ...served, status: 'RUNNING' as const },
      instances: one,
      expected: ['Running', 'READY', true, 'Deployment is ready'],
    },
    {
      name: 'is ready and has no instance while nobody calls',
      seen: { ...served, status: 'RUNNING' as const, statusMessage: 'scaled to zero: nobody has called for 60 s' },
      instances: none,
      expected: ['Idle', 'READY', true, 'Deployment is ready'],
    },
    {
      name: 'gets another configuration while the one before serves',
      seen: { ...served, status: 'PENDING' as const, statusMessage: 'the model is loading', configurationId: 'c2' },
      instances: { ready: 1, starting: 1, transformers: 0 },
      expected: ['Updating', 'STARTED', null, 'Deployment is starting'],
    },
    {
      name: 'starts again after it stood still',
      seen: { ...served, status: 'PENDING' as const },
      instances: coming,
      expected: ['Starting', 'STARTED', null, 'Deployment is starting'],
    },
    {
      name: 'has a script that ends',
      seen: { ...wanted, status: 'DEAD' as const, statusMessage: 'the model server did not start: NameError: x (exit code 1)' },
      instances: none,
      expected: ['Failed', 'STARTED', false, 'Failed to run: the model server did not start: NameError: x (exit code 1)'],
    },
    {
      name: 'cannot be placed',
      seen: { ...wanted, status: 'DEAD' as const, statusMessage: 'pip found no version of pandsa' },
      instances: none,
      expected: ['Failed', 'INITIALIZED', false, 'Failed to initialize: pip found no version of pandsa'],
    },
    {
      name: 'was asked to stop and has an instance',
      seen: { ...served, status: 'RUNNING' as const, targetStatus: 'STOPPED' as const },
      instances: one,
      expected: ['Stopping', 'SCHEDULED', null, 'Waiting to be unscheduled'],
    },
    {
      name: 'has no instance left and was not looked at yet',
      seen: { ...served, status: 'STOPPING' as const, targetStatus: 'STOPPED' as const },
      instances: none,
      expected: ['Stopping', 'STOPPED', null, 'Stopping deployment'],
    },
    {
      name: 'has stopped',
      seen: { ...served, status: 'STOPPED' as const, targetStatus: 'STOPPED' as const },
      instances: none,
      expected: ['Stopped', 'STOPPED', true, 'Deployment is not running'],
    },
  ])('$name', ({ seen, instances, expected }) => {
    const { status, condition } = stateOf(seen, instances)
    expect([status, condition.type, condition.status, condition.reason]).toEqual(expected)
  })
})
