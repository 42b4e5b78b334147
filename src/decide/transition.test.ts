import { describe, expect, it } from 'vitest'
import { deploymentStatuses } from '../domain/deployment.ts'
import { Failure } from '../domain/failure.ts'
import { type Change, mustAllow } from './transition.ts'

const changes: readonly Change[] = ['reconfigure', 'stop', 'start', 'delete']
const scales = (status: (typeof deploymentStatuses)[number], targetStatus: 'RUNNING' | 'STOPPED' | 'DELETED') => () =>
  mustAllow('scale', { id: 'd0123456789abcde', status, targetStatus })

const allowed = (status: (typeof deploymentStatuses)[number], targetStatus: 'RUNNING' | 'STOPPED' | 'DELETED') =>
  changes.filter((change) => {
    try {
      mustAllow(change, { id: 'd0123456789abcde', status, targetStatus })
      return true
    } catch (refusal) {
      expect(refusal).toBeInstanceOf(Failure)
      expect(refusal).toMatchObject({ code: 'precondition', details: { code: '01010076' } })
      return false
    }
  })

describe('what a state allows', () => {
  it.each([
    ['UNKNOWN', 'RUNNING', ['delete']],
    ['PENDING', 'RUNNING', ['reconfigure', 'stop']],
    ['RUNNING', 'RUNNING', ['reconfigure', 'stop']],
    ['DEAD', 'RUNNING', ['reconfigure', 'start', 'delete']],
    ['STOPPED', 'STOPPED', ['start', 'delete']],
    ['STOPPING', 'STOPPED', []],
    ['COMPLETED', 'RUNNING', ['delete']],
    // asked already, not seen yet
    ['RUNNING', 'STOPPED', []],
    ['PENDING', 'STOPPED', []],
    ['STOPPED', 'RUNNING', ['reconfigure', 'stop']],
    ['STOPPING', 'RUNNING', ['reconfigure', 'stop']],
    ['DEAD', 'STOPPED', ['reconfigure', 'start', 'delete']],
  ] as const)('%s, wanted %s: %j', (status, target, expected) => expect(allowed(status, target)).toEqual(expected))

  it.each(deploymentStatuses)('%s, wanted DELETED: only delete again', (status) =>
    expect(allowed(status, 'DELETED')).toEqual(['delete']),
  )
})

it('scaling may change in any state, but of what is going', () => {
  for (const status of deploymentStatuses.filter((each) => each !== 'COMPLETED')) {
    expect(scales(status, 'STOPPED')).not.toThrow()
    expect(scales(status, 'DELETED')).toThrow('is being deleted')
  }
})

it('speaks with the documented words', () => {
  expect(() => mustAllow('stop', { id: 'd0123456789abcde', status: 'UNKNOWN', targetStatus: 'RUNNING' })).toThrow(
    'Invalid Request, Current status UNKNOWN cannot be changed..',
  )
})
