import { describe, expect, it } from 'vitest'
import { ScalingPolicy } from '../domain/scaling.ts'
import { mustBeSchedules, policyAt } from './schedule.ts'

const at = (time: string, schedules: object[], more: object = {}) => {
  const policy = ScalingPolicy.parse({ maxInstances: 4, schedules, ...more })
  const { minInstances, maxInstances } = policyAt(policy, Date.parse(time))
  return [minInstances, maxInstances]
}
const day = { cron: '0 7 * * 1-5', timezone: 'Europe/Berlin', minInstances: 2, maxInstances: 8 }
const night = { cron: '0 20 * * *', timezone: 'Europe/Berlin', minInstances: 0 }

describe('schedules', () => {
  it.each([
    ['a moment before the day begins', '2026-11-20T05:59:59.999Z', [0, 4]],
    ['the moment it does, in winter', '2026-11-20T06:00:00.000Z', [2, 8]],
    ['in summer, an hour earlier by our clocks', '2026-07-20T05:00:00.000Z', [2, 8]],
    ['the evening', '2026-11-20T19:00:00Z', [0, 4]],
    ['Sunday noon: since Friday evening nothing began but another night', '2026-11-22T12:00:00Z', [0, 4]],
    ['the hour that is there twice when summer time ends', '2026-10-25T01:30:00Z', [0, 4]],
  ])('%s', (_, time, bounds) => {
    expect(at(time, [day, night])).toEqual(bounds)
  })

  it('of two that begin together the later in the list holds', () => {
    expect(
      at('2026-11-20T12:00:00Z', [
        { ...day, minInstances: 1 },
        { ...day, minInstances: 3 },
      ]),
    ).toEqual([3, 8])
  })

  it('never allow fewer than they ask for', () => {
    expect(at('2026-11-20T12:00:00Z', [{ cron: '0 7 * * *', minInstances: 6 }])).toEqual([6, 6])
  })

  it('leave the policy alone where there are none', () => {
    expect(at('2026-11-20T12:00:00Z', [])).toEqual([1, 4])
  })

  it.each([
    [{ cron: '0 25 * * *', minInstances: 0 }, /scaling\.schedules\[0\]\.cron: "0 25 \* \* \*" names no time/],
    [{ cron: 'tomorrow at nine', minInstances: 0 }, /cron/],
    [{ cron: '0 0 31 2 *', minInstances: 0 }, /cron/],
    [{ cron: '0 0 1 1 1 *', minInstances: 0 }, /cron/],
    [{ cron: '0 7 * * *', timezone: 'Berlin', minInstances: 0 }, /timezone: "Berlin" is not known/],
    [{ cron: '0 7 * * *', minInstances: 3, maxInstances: 2 }, /minInstances: must be at most maxInstances/],
  ])('refuses %j', (schedule, message) => {
    const { schedules } = ScalingPolicy.parse({ schedules: [schedule] })
    expect(() => mustBeSchedules(schedules, 'scaling.schedules')).toThrow(message)
  })
})
