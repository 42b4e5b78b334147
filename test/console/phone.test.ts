import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

/** Screens with tabs, each with its last one, which is the farthest to the right. */
const lastTabs = [
  ['usage', '/usage?tab=estimate'],
  ['quotas', '/quotas?tab=calculator'],
  ['rates', '/rates?tab=corrections'],
  ['budgets', '/budgets?tab=notifications'],
  ['secrets', '/secrets?tab=stores'],
  ['templates', '/templates?tab=sources'],
] as const

describe.skipIf(browserPath === null)('on a phone', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole({ demo: true })
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  const look = async (language: 'en' | 'de', path: string, picture: string | null): Promise<void> => {
    await using view = await under.visit({ width: 390, height: 800, language })
    const { page } = view
    await view.go(path)
    const row = page.getByRole('tablist').first()
    const open = row.getByRole('tab', { selected: true })
    await open.waitFor()
    const [bounds, tab] = [await row.boundingBox(), await open.boundingBox()]
    if (!bounds || !tab) throw new Error(`${path}: there are no tabs`)
    expect(bounds.height, `${path}: the tabs are one row`).toBeLessThan(tab.height + 8)
    expect(tab.x, path).toBeGreaterThanOrEqual(0)
    expect(tab.x + tab.width, `${path}: the tab that is open is in sight`).toBeLessThanOrEqual(390)
    const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(wider, `${path}: pixels wider than the phone`).toBeLessThanOrEqual(0)
    if (picture === null) return
    await view.mustBeAccessible()
    await view.picture(picture)
  }

  it('tabs are one row, with the one that is open in sight', async () => {
    for (const [name, path] of lastTabs)
      await look('de', path, name === 'quotas' || name === 'usage' ? `${name}-phone-tabs` : null)
    await look('en', '/quotas', 'quotas-phone')
    const { body } = await under.platform.call('GET', '/v2/lm/deployments')
    await look('de', `/deployments/${body.resources[0].id}?tab=settings`, null)
  })
})
