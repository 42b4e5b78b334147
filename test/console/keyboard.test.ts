import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('the console without a mouse', () => {
  let under: ConsoleUnderTest
  let id = ''
  beforeAll(async () => {
    under = await openConsole({ demo: true })
    const { call, until } = under.platform
    const { body } = await call('GET', '/v2/lm/deployments')
    id = body.resources[0].id
    await until(id, 'RUNNING')
  })
  afterAll(() => under?.[Symbol.asyncDispose]())
  const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const heading = (page: Page) => expect.poll(() => page.locator('h1').first().textContent())

  it('goes everywhere by two letters, and none of them does what it does alone', async () => {
    await using view = await under.visit()
    await view.go('/')
    const { page } = view
    for (const [keys, where] of [
      ['gd', 'Deployments'],
      ['gm', 'Catalog'],
      ['gp', 'Playground'],
      ['gr', 'Registry'],
      ['gc', 'Connections'],
      ['gu', 'Usage and cost'],
      ['gk', 'API keys'],
      ['gs', 'Secrets'],
      ['ge', 'Events'],
      ['gh', 'Home'],
    ] as const) {
      await press(page, ...keys)
      await heading(page).toBe(where)
      // In the playground the prompt has the focus, and letters are letters.
      await page.evaluate('document.activeElement?.blur?.()')
    }
  })

  it('searches, helps, changes the theme and begins a deployment', async () => {
    await using view = await under.visit()
    await view.go('/')
    const { page } = view
    await press(page, '/')
    await page.getByPlaceholder('Search or go to').fill('demo')
    await page.getByRole('button', { name: /demo/ }).first().waitFor()
    await press(page, 'Escape')
    await expect.poll(() => page.getByPlaceholder('Search or go to').count()).toBe(0)
    await press(page, 'Shift+?')
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await help.getByPlaceholder('Filter shortcuts').fill('quota')
    await expect.poll(() => help.getByRole('row').count()).toBe(0)
    await help.getByPlaceholder('Filter shortcuts').fill('theme')
    await help.getByRole('row', { name: /Change the theme/ }).waitFor()
    await view.mustBeAccessible()
    await view.picture('shortcuts')
    await press(page, 'Escape')
    await expect.poll(() => help.count()).toBe(0)
    const scheme = (): Promise<string | null> => page.locator('html').getAttribute('data-mantine-color-scheme')
    await press(page, 'Control+.')
    await expect.poll(scheme).toBe('dark')
    await press(page, 'c')
    await heading(page).toBe('New deployment')
  })

  it('opens a deployment from the list, reads its log, copies its address, edits it', async () => {
    await using view = await under.visit()
    await view.go('/deployments')
    const { page } = view
    await press(page, 'j', 'Space')
    await page.getByRole('complementary').getByRole('heading', { name: 'demo' }).waitFor()
    await press(page, 'Escape', 'o')
    await page.waitForURL(new RegExp(`/deployments/${id}`))
    await page.getByRole('tab', { name: 'Logs' }).waitFor()
    await press(page, 'y')
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toContain(id)
    await press(page, 'l')
    await page.waitForURL(/tab=logs/)
    await view.go(`/deployments/${id}?tab=metrics`)
    await press(page, 't', 'z')
    await page.waitForURL(/from=|range=/)
    await press(page, 'e')
    await page.waitForURL(new RegExp(`/deployments/${id}/edit`))
  })

  it('writes to a model: focus, send, stop', async () => {
    await using view = await under.visit()
    await view.go('/playground?deployment=demo')
    const { page } = view
    await press(page, 'Shift+Escape')
    await page.keyboard.type('go by g d')
    const prompt = page.getByRole('textbox', { name: 'Message', exact: true })
    await expect.poll(() => prompt.inputValue()).toBe('go by g d')
    await press(page, 'Control+Enter')
    await page.getByRole('log').getByText('go by g d').waitFor()
    expect(page.url()).toContain('/playground')
  })

  it('leaves single letters alone where they are switched off', async () => {
    await using view = await under.visit()
    await view.go('/')
    const { page } = view
    await press(page, 'Shift+?')
    const off = page.getByRole('switch', { name: 'Single-key shortcuts' })
    await off.focus()
    await press(page, 'Space')
    await expect.poll(() => off.isChecked()).toBe(false)
    await press(page, 'Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await press(page, 'c', '/', 'g', 'd', 'Shift+?')
    // What takes no single letter still works, so by then the others would have, too.
    await press(page, 'Control+k')
    await page.getByPlaceholder('Search or go to').waitFor()
    expect(await page.locator('h1').first().textContent()).toBe('Home')
    expect(await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).count()).toBe(0)
    await page.getByPlaceholder('Search or go to').fill('deployments')
    await press(page, 'Enter')
    await heading(page).toBe('Deployments')
  })

  it('skips the navigation', async () => {
    await using view = await under.visit()
    await view.go('/deployments')
    const { page } = view
    await press(page, 'Tab')
    await expect.poll(() => page.locator(':focus').textContent()).toBe('Skip to content')
    await press(page, 'Enter')
    await expect.poll(() => page.url()).toContain('#content')
  })
})
