import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientSecret, startProvider, type TestProvider } from '../people/provider.ts'
import { browserPath, type ConsoleUnderTest, openConsole, type Theme } from './harness.ts'

const password = 'a long enough password'

describe.skipIf(browserPath === null)('signing in', () => {
  let under: ConsoleUnderTest
  let provider: TestProvider
  let adaId: string
  beforeAll(async () => {
    provider = await startProvider()
    // The provider wants to know our address before we have one.
    const port = await freePort()
    provider.callbacks.push(`http://127.0.0.1:${port}/console/sign-in/oidc/callback`)
    under = await openConsole({
      port,
      oidcIssuer: provider.issuer,
      oidcClientId: 'lectern',
      oidcClientSecret: clientSecret,
      oidcLabel: 'Example',
    })
    const made = await under.platform.call('POST', '/v2/admin/people', {
      name: 'ada',
      displayName: 'Ada L.',
      role: 'operator',
      resourceGroups: '*',
      password,
    })
    expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
    adaId = made.body.id
  })
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    await provider?.[Symbol.asyncDispose]()
  })
  const fill = async (page: Page, secret: string): Promise<void> => {
    await page.getByLabel('Name').fill('ada')
    await page.getByRole('textbox', { name: 'Password' }).fill(secret)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  it('says in words that name or password is wrong, and lets in where one wanted to go', async () => {
    await using view = await under.visit({ signedOut: true })
    await view.go('/events?group=default')
    const { page } = view
    await fill(page, 'wrong')
    await page.getByRole('alert').getByText('Name or password is wrong.').waitFor()
    await view.mustBeAccessible()
    await fill(page, password)
    await expect.poll(() => page.locator('h1').textContent()).toBe('Events')
    await page.getByRole('button', { name: 'Account of Ada L.' }).waitFor()
  })

  it('speaks German to whom the browser says so', async () => {
    await using view = await under.visit({ signedOut: true, language: 'de' })
    await view.go('/')
    const { page } = view
    await page.getByLabel('Name').fill('ada')
    await page.getByRole('textbox', { name: 'Passwort' }).fill('falsch')
    await page.getByRole('button', { name: 'Anmelden', exact: true }).click()
    await page.getByRole('alert').getByText('Name oder Passwort ist falsch.').waitFor()
    await page.getByRole('link', { name: 'Mit Example anmelden' }).waitFor()
  })

  it('goes to the identity provider and comes back to the same address', async () => {
    provider.accounts['eve'] = { name: 'Eve', preferred_username: 'eve' }
    provider.as('eve')
    await using view = await under.visit({ signedOut: true, alsoAt: provider.issuer })
    await view.go('/deployments?q=chat')
    const { page } = view
    await page.getByRole('link', { name: 'Sign in with Example' }).click()
    await page.getByRole('button', { name: 'Account of Eve' }).waitFor()
    expect(page.url()).toMatch(/\/console\/deployments\?.*q=chat/)
    await expect.poll(() => page.locator('h1').textContent()).toBe('Deployments')
  })

  it('asks again once the session was ended elsewhere, and goes on at the same address', async () => {
    await using view = await under.visit({ signedOut: true })
    await view.go('/')
    const { page } = view
    await fill(page, password)
    await page.getByRole('link', { name: 'Events', exact: true }).click()
    await expect.poll(() => page.locator('h1').textContent()).toBe('Events')
    const ended = await under.platform.call('DELETE', `/v2/admin/people/${adaId}/sessions`)
    expect(ended.status, JSON.stringify(ended.body)).toBeLessThan(300)
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    expect(page.url()).toContain('/console/events')
    await fill(page, password)
    await expect.poll(() => page.locator('h1').textContent()).toBe('Events')
  })

  it('changes one’s own password', async () => {
    await using view = await under.visit({ signedOut: true })
    await view.go('/')
    const { page } = view
    await fill(page, password)
    const open = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Account of Ada L.' }).click()
      await page.getByRole('menuitem', { name: 'Change password' }).click()
    }
    await open()
    const dialog = page.getByRole('dialog', { name: 'Change password' })
    const say = async (old: string, next: string, again = next): Promise<void> => {
      await dialog.getByRole('textbox', { name: 'Present password' }).fill(old)
      await dialog.getByRole('textbox', { name: /^New password\s*\*?$/ }).fill(next)
      await dialog.getByRole('textbox', { name: 'New password again' }).fill(again)
    }
    await say('not mine', 'another long password', 'mistyped')
    await dialog.getByText('This is not the same').waitFor()
    await expect.poll(() => dialog.getByRole('button', { name: 'Change password' }).isDisabled()).toBe(true)
    await say('not mine', 'another long password')
    await dialog.getByRole('button', { name: 'Change password' }).click()
    await dialog.getByRole('alert').getByText('This is not your present password').waitFor()
    await view.mustBeAccessible()
    await view.picture('change-password')
    await say(password, 'another long password')
    await dialog.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('Password changed').waitFor()
    // This session goes on, the old password is over.
    await page.getByRole('button', { name: 'Account of Ada L.' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    await fill(page, password)
    await page.getByRole('alert').waitFor()
    await fill(page, 'another long password')
    await page.getByRole('button', { name: 'Account of Ada L.' }).waitFor()
  })

  it.each<Theme>(['light', 'dark'])('looks good in the %s theme, signed out and by a link', async (theme) => {
    await using view = await under.visit({ signedOut: true, theme })
    await view.go('/')
    await view.mustBeAccessible()
    await view.picture('sign-in')
    const { page } = view
    const { body } = await under.platform.call('POST', '/v2/admin/sign-in-links', { person: 'ada' })
    // The page of the link sends itself back at once; here nothing comes of that, so that it is seen.
    await page.route(body.url, (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status: 204 }) : route.continue(),
    )
    await page.goto(body.url, { waitUntil: 'commit' })
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await view.mustBeAccessible()
    await view.picture('sign-in-link')
    await page.unroute(body.url)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Account of Ada L.' }).waitFor()
    await page.context().clearCookies()
    await page.goto(body.url)
    await page.getByText('This link works no more').first().waitFor()
    await view.mustBeAccessible()
    await view.picture('sign-in-link-over')
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
