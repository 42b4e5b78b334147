import { expect, it } from 'vitest'
import { aConfiguration, aDeployment } from '../../test/samples.ts'
import { describeEachStore } from '../../test/stores.ts'
import type { DryRun } from '../domain/dry-run.ts'
import type { NotificationTarget } from '../domain/notification.ts'

const target = (id: string, more: Partial<NotificationTarget> = {}): NotificationTarget => ({
  ...{ id, resourceGroup: null, kind: 'webhook', url: 'https://example.com', recipients: [], events: ['*'], sealedSecret: null },
  createdAt: 1,
  ...more,
})
const event = (id: string, once: string | null = null) => ({
  ...({ id, at: 100, kind: 'budget.threshold', severity: 'warning', resourceGroup: 'default', deploymentId: null } as const),
  ...{ message: 'm', data: { a: 1 }, once },
})

describeEachStore('notifications', (under) => {
  it('are on their way from the moment of their event, each once, and wait for their time', async () => {
    const { notifications, events } = under.store
    await notifications.insert(target('one'))
    await notifications.insert(
      target('two', { kind: 'email', url: null, recipients: ['a@example.com'], resourceGroup: 'team-a' }),
    )
    expect(await notifications.targets()).toEqual([target('one'), expect.objectContaining({ recipients: ['a@example.com'] })])
    expect(await events.add(event('e1', 'word'), ['one', 'two', 'gone'])).toBe(true)
    expect(await events.add(event('e2', 'word'), ['one'])).toBe(false)
    expect(await notifications.due(99, 10)).toEqual([])
    const due = await notifications.due(100, 10)
    expect(due.map(({ targetId, event: { id } }) => [targetId, id]).sort()).toEqual([
      ['one', 'e1'],
      ['two', 'e1'],
    ])
    expect(due[0]?.event).toEqual(event('e1', 'word'))
    expect(await notifications.due(100, 1)).toHaveLength(1)

    const one = { targetId: 'one', eventId: 'e1' }
    await notifications.tried({ ...one, attempts: 1, dueAt: 500, endedAt: null, trouble: 'no answer' })
    // A try that somebody else made already.
    await notifications.tried({ ...one, attempts: 1, dueAt: 100, endedAt: 100, trouble: null })
    await under.reopen()
    const again = under.store.notifications
    expect((await again.due(499, 10)).map(({ targetId }) => targetId)).toEqual(['two'])
    expect((await again.due(500, 10)).find(({ targetId }) => targetId === 'one')).toMatchObject({
      attempts: 1,
      trouble: 'no answer',
    })
    await again.tried({ ...one, attempts: 2, dueAt: 500, endedAt: 501, trouble: null })
    expect((await again.due(1_000, 10)).map(({ targetId }) => targetId)).toEqual(['two'])
    expect(await again.deliveries('one', 10)).toMatchObject([{ attempts: 2, endedAt: 501, event: { id: 'e1' } }])
  })

  it('go with their target, their event and their group', async () => {
    const { notifications, events, resourceGroups } = under.store
    await notifications.insert(target('one'))
    await notifications.insert(target('two', { resourceGroup: 'team-a' }))
    await expect(notifications.insert(target('three', { resourceGroup: 'nowhere' }))).rejects.toThrow('nowhere')
    await events.add(event('e1'), ['one', 'two'])
    expect(await notifications.remove('one')).toBe(true)
    expect(await notifications.remove('one')).toBe(false)
    await resourceGroups.remove('team-a')
    expect(await notifications.targets()).toEqual([])
    expect(await notifications.due(1_000, 10)).toEqual([])
    await notifications.insert(target('four'))
    await events.add(event('e2'), ['four'])
    await events.removeBefore(101)
    expect(await notifications.due(1_000, 10)).toEqual([])
  })
})

describeEachStore('dry runs', (under) => {
  it('are kept with their deployment, and are found until they have ended', async () => {
    const { configurations, deployments, dryRuns } = under.store
    const configuration = aConfiguration('c1', 'default')
    await configurations.insert(configuration)
    const deployment = aDeployment('d000000000000001', configuration)
    await deployments.insert(deployment)
    const { id } = deployment
    const run: DryRun = {
      ...{ deploymentId: id, number: 1, state: 'running', message: '', configurationId: 'c2', modelVersion: '2', version: 2 },
      ...{ credentialId: 'dryrunabcdef', key: 'k', inferenceIds: ['i1'], skipped: 0, calls: [], createdBy: 'me', createdAt: 1 },
      endedAt: null,
    }
    await dryRuns.insert(run)
    await expect(dryRuns.insert(run)).rejects.toThrow('already')
    await dryRuns.insert({ ...run, number: 2 })
    await dryRuns.update({ ...run, state: 'completed', endedAt: 9 })
    expect((await dryRuns.list(id)).map(({ number, state }) => [number, state])).toEqual([
      [2, 'running'],
      [1, 'completed'],
    ])
    expect(await dryRuns.unfinished()).toEqual([{ ...run, number: 2 }])
    expect(await dryRuns.get(id, 1)).toEqual({ ...run, state: 'completed', endedAt: 9 })
    expect(await dryRuns.get(id, 3)).toBeNull()
    await deployments.remove(id, deployment.generation)
    expect(await dryRuns.list(id)).toEqual([])
  })
})
