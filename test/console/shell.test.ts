import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('the console around its screens', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole({ demo: true })
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('shows home in both themes', () => under.inBothThemes('/', 'home'))

  it('is used on a phone: the navigation is behind its button', async () => {
    await using view = await under.visit({ width: 390, height: 800 })
    await view.go('/')
    const { page } = view
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.getByRole('link', { name: 'Deployments', exact: true }).click()
    await expect.poll(() => page.locator('h1').textContent()).toBe('Deployments')
    await view.picture('phone')
    await view.mustBeAccessible()
  })

  it('goes by keys: two letters, the palette, and not while somebody writes', async () => {
    await using view = await under.visit()
    await view.go('/')
    const { page } = view
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await page.waitForURL(/deployments/)
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Search or go to').fill('usage')
    await page.keyboard.press('Enter')
    await page.waitForURL(/usage/)
  })

  it('speaks German', async () => {
    await using view = await under.visit({ language: 'de' })
    await view.go('/')
    await view.page.getByRole('link', { name: 'Kontingente' }).waitFor()
    expect(await view.page.locator('html').getAttribute('lang')).toBe('de')
  })
})
