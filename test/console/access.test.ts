import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('who may get in', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole()
    await under.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-a' })
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('makes a key that works, shows it once, and revokes it by name', async () => {
    await using view = await under.visit()
    await view.go('/keys')
    const { page } = view
    await page.getByRole('button', { name: 'Create key' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('billing bot')
    await dialog.getByRole('button', { name: 'Create' }).click()
    const shown = page.getByRole('dialog', { name: 'The key billing bot' })
    const key = await shown.getByText(/^lk_/).innerText()
    await view.mustBeAccessible()
    const models = () => under.platform.call('GET', '/v1/models', undefined, { authorization: `Bearer ${key}` })
    expect((await models()).status).toBe(200)
    await shown.getByRole('button', { name: 'I have kept it' }).click()
    const row = page.getByRole('row', { name: /billing bot/ })
    await row.getByText('not in 90 days').waitFor()
    await row.getByRole('button', { name: 'Revoke billing bot' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('billing bot')
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect.poll(() => row.count()).toBe(0)
    await expect.poll(async () => (await models()).status).toBe(401)
    await page.getByLabel('Show revoked and expired').check()
    await row.getByText('Revoked').waitFor()
  })

  it('makes a client whose service key gets a token', async () => {
    await using view = await under.visit()
    await view.go('/clients?create=true')
    const { page } = view
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('SAP app')
    await dialog.getByRole('button', { name: 'Create' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download' }).click()
    const { clientid, clientsecret, url } = JSON.parse(readFileSync(await (await download).path(), 'utf8'))
    const token = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientid, client_secret: clientsecret }),
    })
    expect(token.status).toBe(200)
  })

  it('keeps a tenant: labels, two keys, and its end with its name typed', async () => {
    await using view = await under.visit()
    await view.go('/groups?create=true')
    const { page } = view
    const { call } = under.platform
    await page.getByRole('dialog').getByLabel('Name').fill('team-b')
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    const row = page.getByRole('row', { name: /team-b/ })
    await row.getByRole('button', { name: 'Edit the labels of team-b' }).click()
    await page.getByRole('button', { name: 'Add label' }).click()
    await page.getByRole('textbox', { name: 'Key' }).fill('ext.ai.sap.com/cost-centre')
    await page.getByRole('textbox', { name: 'Value' }).fill('4711')
    await page.getByRole('button', { name: 'Save' }).click()
    await row.getByText('cost-centre=4711').waitFor()
    await row.getByRole('button', { name: 'The two keys of team-b' }).click()
    await page.getByRole('button', { name: 'Show the keys' }).click()
    const first = await page.getByText(/^lk_/).first().innerText()
    await page.getByRole('button', { name: 'Make key 1 anew' }).click()
    await expect.poll(() => page.getByText(/^lk_/).first().innerText()).not.toBe(first)
    await view.mustBeAccessible()
    await page.keyboard.press('Escape')
    await row.getByRole('button', { name: 'Delete team-b' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('team-b')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(async () => (await call('GET', '/v2/admin/resourceGroups/team-b')).status).toBe(404)
    await expect.poll(() => row.count()).toBe(0)
  })

  it('invites a person, who signs in with the password and sees what the role shows', async () => {
    await using view = await under.visit()
    await view.go('/people?create=true')
    const { page } = view
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Sign-in name').fill('ada')
    await dialog.getByLabel('Password').first().fill('a long enough password')
    await dialog.getByRole('radio', { name: 'Viewer' }).check()
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('row', { name: /ada/ }).getByText('Viewer').waitFor()

    await page.getByRole('button', { name: /Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    // The page before has labels with names, too.
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    await page.getByLabel('Name').fill('ada')
    await page.getByLabel('Password').first().fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Password').first().fill('a long enough password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    // The very page that was asked for, which is not for a viewer.
    await page.getByText('Not for this role').waitFor()
    await expect.poll(() => page.getByRole('link', { name: 'API keys' }).count()).toBe(0)
  })

  it('disables and deletes a person, and hands out a sign-in link', async () => {
    await under.platform.call('POST', '/v2/admin/people', { name: 'grace', role: 'operator', resourceGroups: ['team-a'] })
    await using view = await under.visit()
    await view.go('/people')
    const { page } = view
    const row = page.getByRole('row', { name: /grace/ })
    const more = async (item: string): Promise<void> => {
      await row.getByRole('button', { name: 'More for grace' }).click()
      await page.getByRole('menuitem', { name: item }).click()
    }
    await more('Sign-in link')
    await page.getByText(/\/console\/sign-in\//).waitFor()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await more('Disable')
    await row.getByText('Disabled').waitFor()
    await more('Delete')
    await page.getByRole('dialog').getByRole('textbox').fill('grace')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => row.count()).toBe(0)
  })

  it.each(['keys', 'clients', 'groups', 'people'])('shows %s in both themes', (name) => under.inBothThemes(`/${name}`, name))
})
