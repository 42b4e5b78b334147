import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openUpgrades, type UpgradeScene } from './scene.ts'

/** Upgrade policies through the whole platform, with the clock set to the days on which something happens. */
let scene: UpgradeScene
beforeEach(async () => {
  scene = await openUpgrades()
}, 60_000)
afterEach(() => scene[Symbol.asyncDispose]())

/** Until a call is answered so: gateways hear of a change a moment later. */
const untilAsked = async (name: string, model: string): Promise<void> => {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    expect((await scene.ask(name)).status).toBe(200)
    if (scene.asked() === model) return
    await scene.platform.clock.sleep(25)
  }
  throw new Error(`${name} is not answered by ${model}`)
}
const untilStatus = async (ask: () => Promise<{ status: number }>, status: number): Promise<void> => {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if ((await ask()).status === status) return
    await scene.platform.clock.sleep(25)
  }
  throw new Error(`no answer has the status ${status}`)
}

describe('a deployment', () => {
  it('goes on to a new default on its day, can be taken back in one call, and is moved again only when its version ends', async () => {
    const id = await scene.deploy('eager', { upgradePolicy: 'OnceNewDefaultVersionAvailable' })
    await untilAsked('eager', 'talker-v1')
    await scene.travel('2026-10-01T00:00:01Z')
    await untilAsked('eager', 'talker-v2')
    expect(await scene.read(id)).toMatchObject({ id, name: 'eager', status: 'RUNNING', modelVersion: 'v2', version: 2 })
    const { resources } = await scene.read(id, '/versions')
    expect(resources[0]).toMatchObject({ version: 2, createdBy: 'upgrade', note: 'upgrade to version v2 of talker' })
    const told = await scene.platform.call('GET', `/v2/admin/events?kind=upgrade.done&deployment=${id}`)
    expect(told.body.resources).toMatchObject([{ data: { from: 'v1', to: 'v2', why: 'default' } }])

    expect((await scene.platform.call('POST', `/v2/lm/deployments/${id}/rollback`)).status).toBe(202)
    await untilAsked('eager', 'talker-v1')
    await scene.travel('2026-12-01T00:00:00Z')
    expect(await scene.read(id)).toMatchObject({ modelVersion: 'v1', modelLifecycle: 'Deprecated' })
    await scene.travel('2027-02-01T00:00:01Z')
    await untilAsked('eager', 'talker-v2')
    expect(await scene.read(id)).toMatchObject({ modelVersion: 'v2', version: 3, modelRetirementDate: '2028-01-01' })
  })

  it('goes on when its version ends, and no call is refused for it', async () => {
    const id = await scene.deploy('calm', { upgradePolicy: 'OnceCurrentVersionExpired' })
    await scene.travel('2026-10-01T00:00:01Z')
    expect(await scene.read(id)).toMatchObject({ modelVersion: 'v1' })
    const statuses: number[] = []
    let over = false
    const calling = (async () => {
      while (!over) statuses.push((await scene.ask('calm')).status)
    })()
    await scene.travel('2027-02-01T00:00:01Z')
    await untilAsked('calm', 'talker-v2')
    over = true
    await calling
    expect(new Set(statuses)).toEqual(new Set([200]))
    expect((await scene.read(id, '/versions')).resources[0].note).toBe('upgrade to version v2 of talker')
  })

  it('that is not to be upgraded is refused with 410 and the successor when its version ends', async () => {
    await scene.deploy('stubborn', { upgradePolicy: 'NoAutoUpgrade' })
    await scene.travel('2027-02-01T00:00:01Z')
    const path = '/openai/deployments/stubborn/chat/completions?api-version=2024-10-21'
    const azure = () => scene.platform.call('POST', path, { messages: [{ role: 'user', content: 'Hello' }] })
    await untilStatus(azure, 410)
    const { body } = await azure()
    expect(body.error.code).toBe('ModelRetired')
    expect(body.error.message).toContain('version v1 was retired on 2027-02-01')
    expect(body.error.message).toContain('use version v2')
    expect((await scene.ask('stubborn')).status).toBe(410)
  })

  it('that follows the catalog is kept at the version of the day when it is told to stay', async () => {
    const id = await scene.deploy('pinned', {})
    const { configurationId } = await scene.read(id)
    await scene.platform.call('PATCH', `/v2/lm/deployments/${id}`, { upgradePolicy: 'OnceCurrentVersionExpired' })
    await scene.platform.control.sweep()
    expect((await scene.read(id)).configurationId).not.toBe(configurationId)
    await scene.travel('2026-10-01T00:00:01Z')
    await untilAsked('pinned', 'talker-v1')
    expect(await scene.read(id)).toMatchObject({ modelVersion: 'v1', status: 'RUNNING' })
  })

  it('tells beforehand what becomes of it, as a list and as a calendar', async () => {
    await scene.deploy('eager', { upgradePolicy: 'OnceNewDefaultVersionAvailable' })
    await scene.deploy('calm', { upgradePolicy: 'OnceCurrentVersionExpired' })
    await scene.deploy('stubborn', { upgradePolicy: 'NoAutoUpgrade' })
    const { body } = await scene.platform.call('GET', '/v2/lm/retirements')
    const short = body.resources.map(({ deployment, next }: Record<string, Record<string, unknown>>) => [
      deployment?.['name'],
      next,
    ])
    expect(short[0]).toEqual(['eager', { at: '2026-10-01T00:00:00Z', action: 'upgrade', to: 'v2' }])
    expect(Object.fromEntries(short)).toMatchObject({
      calm: { at: '2027-02-01T00:00:00Z', action: 'upgrade', to: 'v2' },
      stubborn: { at: '2027-02-01T00:00:00Z', action: 'disabled', to: null },
    })
    const calendar = await scene.platform.call('GET', '/v2/lm/retirements', undefined, { accept: 'text/calendar' })
    expect(calendar.headers.get('content-type')).toContain('text/calendar')
    const lines = String(calendar.body).split('\r\n')
    expect(lines[0]).toBe('BEGIN:VCALENDAR')
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(3)
    expect(lines).toContain('DTSTART;VALUE=DATE:20261001')
    expect(lines).toContain('SUMMARY:stubborn: talker v1 is retired')
  })
})
