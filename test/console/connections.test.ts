import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('connections', () => {
  let under: ConsoleUnderTest
  let upstream: OpenaiUpstream
  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    under = await openConsole({ allowPrivate: true })
  })
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    await upstream?.[Symbol.asyncDispose]()
  })

  it('offers the first one where there is none', () =>
    under.inBothThemes('/connections', 'connections-empty', (page) => page.getByText('No provider is connected').waitFor()))

  it('connects a provider, tests it, changes it and deletes it; its secret is never seen again', async () => {
    await using view = await under.visit()
    await view.go('/connections')
    const { page } = view
    await page.getByRole('button', { name: 'Connect a provider' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Provider' }).click()
    await page.getByRole('option', { name: /OpenAI-compatible/i }).click()
    await dialog.getByLabel('Name').fill('mine')
    await dialog.getByLabel('Address').fill('not an address')
    await dialog.getByLabel('apiKey').first().fill('sk-very-secret')
    await view.mustBeAccessible()
    await view.picture('connections-create')
    await dialog.getByLabel('Address').fill(`${upstream.address}/v1`)
    await dialog.getByRole('button', { name: 'Create' }).click()
    const row = page.getByRole('row', { name: /mine/ })
    await row.getByText('apiKey').waitFor()
    await row.getByRole('button', { name: 'Test mine' }).click()
    await row.getByText(/Works \(\d+ ms\)|Does not work/).waitFor()
    expect(await page.content()).not.toContain('sk-very-secret')

    await row.getByRole('button', { name: 'Edit mine' }).click()
    await dialog.getByLabel('Address').fill('http://127.0.0.1:9/v1')
    await dialog.getByRole('button', { name: 'Save' }).click()
    // A credential does not go to a new address by itself.
    await dialog
      .getByRole('alert')
      .getByText(/credential/)
      .waitFor()
    await dialog.getByLabel('apiKey').first().fill('sk-another')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await row.getByText('http://127.0.0.1:9/v1').waitFor()
    await row.getByRole('button', { name: 'Test mine' }).click()
    await row.getByText('Does not work').waitFor()
    await view.mustBeAccessible()

    await row.getByRole('button', { name: 'Delete mine' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('mine')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => row.count()).toBe(0)
  })

  it('says what the server does not take, in its words', async () => {
    await using view = await under.visit({ language: 'de' })
    await view.go('/connections?create=openai')
    const { page } = view
    await page.getByLabel('apiKey').first().fill('with spaces and ümlauts')
    await page.getByRole('dialog').getByRole('button', { name: 'Anlegen' }).click()
    await page
      .getByRole('alert')
      .getByText(/apiKey/)
      .waitFor()
  })

  it('is shown in both themes', async () => {
    await under.platform.call('POST', '/v2/admin/connections', {
      name: 'openai',
      provider: 'openai',
      credential: { apiKey: { ref: 'env:NOTHING_LIKE_IT' } },
    })
    await under.platform.call('POST', '/v2/admin/connections', {
      name: 'upstream',
      provider: 'openai-compatible',
      baseUrl: `${upstream.address}/v1`,
      credential: {},
      shared: true,
    })
    await under.inBothThemes('/connections', 'connections', (page) => page.getByText('upstream').first().waitFor())
  })
})
