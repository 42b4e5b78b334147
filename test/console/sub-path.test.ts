import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'
import { type ReverseProxy, startReverseProxy } from './proxy.ts'

describe.skipIf(browserPath === null)('below a path of a reverse proxy that strips it', () => {
  let under: ConsoleUnderTest
  let proxy: ReverseProxy
  beforeAll(async () => {
    under = await openConsole({ demo: true })
    proxy = await startReverseProxy(under.platform.url, '/lectern')
    const made = await under.platform.call('POST', '/v2/admin/people', {
      name: 'ada',
      role: 'admin',
      resourceGroups: '*',
      password: 'a long enough password',
    })
    expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
  })
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    await proxy?.[Symbol.asyncDispose]()
  })

  it('signs in by link and by password, and stays below', async () => {
    // By a link: every visit of the harness.
    await using view = await under.visit({ at: proxy.url })
    await view.go('/')
    const { page } = view
    await page.getByRole('button', { name: /Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    await page.getByLabel('Name').fill('ada')
    await page.getByRole('textbox', { name: 'Password' }).fill('a long enough password')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: 'Home' }).waitFor()
    await page.goto(`${proxy.url}/`)
    await page.waitForURL(`${proxy.url}/console/**`)
    expect(proxy.strays).toEqual([])
  })

  it('opens a deep link, and what changes shows by itself', async () => {
    const { call } = under.platform
    const { body } = await call('GET', '/v2/lm/deployments')
    const { id } = body.resources[0]
    await under.platform.until(id, 'RUNNING')
    await using view = await under.visit({ at: proxy.url })
    await view.go(`/deployments/${id}?tab=overview`)
    const { page } = view
    await page.getByRole('heading', { name: 'demo', level: 1 }).waitFor()
    // What is copied works from outside.
    await page.getByText(`${proxy.url}/v1`).first().waitFor()
    await page.getByRole('status').getByText('Live', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Deployments', exact: true }).first().click()
    await call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' })
    await page.getByRole('row', { name: /demo/ }).getByText('Stopped').first().waitFor()
    expect(page.url()).toMatch(`${proxy.url}/console/deployments`)
    await expect.poll(() => page.locator('header img').first().evaluate(loaded)).toBe(true)
    expect(proxy.strays).toEqual([])
  })

  it('leads to the documentation of this very installation', async () => {
    await using view = await under.visit({ at: proxy.url })
    await view.go('/')
    const { page } = view
    await page.getByRole('button', { name: /Account of/ }).click()
    for (const name of ['Documentation', 'API']) {
      const href = await page.getByRole('menuitem', { name, exact: true }).getAttribute('href')
      const there = new URL(href ?? '', page.url()).href
      expect(there).toMatch(`${proxy.url}/docs`)
      const seen = await fetch(there)
      const direct = await fetch(there.replace(proxy.url, under.platform.url))
      expect([seen.status, await seen.text()]).toEqual([direct.status, await direct.text()])
    }
    expect(proxy.strays).toEqual([])
  })
})

const loaded = (image: { naturalWidth?: number }): boolean => (image.naturalWidth ?? 0) > 0
