import { describe, expect, it } from 'vitest'
import type { Deployment } from '../domain/deployment.ts'
import { expiryOf } from './expiry.ts'

const day = 86_400_000
const deployment = (rest: Partial<Deployment>): Deployment => ({
  id: 'd000000000000001',
  resourceGroup: 'default',
  name: 'x',
  configurationId: 'c',
  targetStatus: 'RUNNING',
  lastOperation: 'CREATE',
  spread: null,
  onHangup: 'abort',
  scaling: null,
  scaled: null,
  targetsSeen: null,
  instancesRunning: null,
  rollout: null,
  version: 1,
  terms: null,
  status: 'RUNNING',
  statusMessage: '',
  observedGeneration: 1,
  modelVersion: null,
  latestRunningConfigurationId: null,
  startTime: null,
  completionTime: null,
  ttl: null,
  generation: 1,
  createdAt: 1_000,
  modifiedAt: 1_000,
  submissionTime: 1_000,
  ...rest,
})

describe('expiry', () => {
  it.each([
    { name: 'a ttl counts from creation', rest: { ttl: '10m' }, now: 1_000 + 60_000, left: 540_000, why: 'ttl' },
    {
      name: 'one that never ran goes after seven days of DEAD',
      rest: { status: 'DEAD', completionTime: 0 },
      now: 6 * day,
      left: day,
      why: 'dead',
    },
    {
      name: 'one that ran before stays, so that it can be mended',
      rest: { status: 'DEAD', completionTime: 0, latestRunningConfigurationId: 'c' },
      now: 30 * day,
      left: null,
      why: undefined,
    },
    { name: 'a running one without ttl stays', rest: {}, now: 900 * day, left: null, why: undefined },
  ] as const)('$name', ({ rest, now, left, why }) => {
    const expiry = expiryOf(deployment(rest))
    expect(expiry?.why).toBe(why)
    expect(expiry?.afterMs(now) ?? null).toBe(left)
  })
})
