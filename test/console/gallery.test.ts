import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('shared parts of the console', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole()
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it.each([
    ['charts', (page: Page) => page.locator('canvas').nth(4).waitFor()],
    ['log', (page: Page) => page.getByRole('log').getByText('request 399').waitFor()],
    ['code', (page: Page) => page.locator('.cm-lint-marker-error').waitFor()],
    ['form', (page: Page) => page.getByLabel('Context size').waitFor()],
    ['texts', (page: Page) => page.getByRole('heading', { name: 'A model card' }).waitFor()],
    ['graphs', (page: Page) => page.locator('.react-flow__edge-path').first().waitFor({ state: 'attached' })],
    ['controls', (page: Page) => page.getByText('Drop files').waitFor()],
  ] as const)('%s: accessible in both themes', (part, ready) =>
    under.inBothThemes(`/gallery?part=${part}`, `gallery-${part}`, ready),
  )

  it('has room on a phone', async () => {
    await using view = await under.visit({ width: 390, height: 800 })
    for (const part of ['charts', 'log', 'form', 'graphs', 'controls']) {
      await view.go(`/gallery?part=${part}`)
      await view.settled()
      await view.picture(`gallery-${part}-phone`)
      expect(await view.page.evaluate('document.documentElement.scrollWidth'), part).toBeLessThanOrEqual(390)
    }
  })

  it('speaks German', async () => {
    await using view = await under.visit({ language: 'de' })
    await view.go('/gallery?part=charts')
    await view.page.getByRole('button', { name: 'Zeitraum: Letzte Stunde' }).waitFor()
    await view.page.getByRole('button', { name: 'Als Tabelle zeigen: Latency' }).waitFor()
  })
})
