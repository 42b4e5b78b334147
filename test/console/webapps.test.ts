import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('hosted chat apps', () => {
  let under: ConsoleUnderTest
  let path: string
  beforeAll(async () => {
    under = await openConsole({ demo: true })
    const { call, until } = under.platform
    const { body } = await call('GET', '/v2/lm/deployments')
    await until(body.resources[0].id, 'RUNNING')
    path = `/v2/lm/deployments/${body.resources[0].id}/webapp`
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('is for who signs in, and calls as them', async () => {
    const { call, url } = under.platform
    expect((await call('GET', path)).status).toBe(404)
    const made = await call('POST', path, { title: 'Ask the demo', greeting: 'Ask whatever you like.' })
    expect(made).toMatchObject({ status: 200, body: { name: 'demo', url: `${url}/webapps/demo/`, public: false, apiKey: null } })
    expect(await call('GET', path)).toMatchObject({ body: made.body })
    await using view = await under.visit({ as: { name: 'guest', role: 'consumer' } })
    const { page } = view
    await page.goto(`${url}/webapps/demo`)
    await page.getByRole('heading', { name: 'Ask the demo' }).waitFor()
    expect(page.url()).toBe(`${url}/webapps/demo/`)
    await page.getByRole('textbox', { name: 'Message' }).fill('Hello')
    await page.keyboard.press('Enter')
    await page
      .getByRole('log')
      .getByText(/lectern-mini/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Answer again' }).waitFor()
    await view.mustBeAccessible()
    await view.picture('webapp')
    await page.emulateMedia({ colorScheme: 'dark' })
    await view.mustBeAccessible()
    await view.picture('webapp-in-the-dark')
  })

  it('tells nobody of itself who may not use it', async () => {
    const { url } = under.platform
    expect((await fetch(`${url}/webapps/demo/public`)).status).toBe(404)
    expect((await fetch(`${url}/webapps/demo/app`)).status).toBe(401)
    await using view = await under.visit()
    await view.page.goto(`${url}/webapps/nothing/`)
    await view.page.getByText('There is no chat app here').waitFor()
    await view.page.context().clearCookies()
    await view.page.goto(`${url}/webapps/demo/`)
    await view.page.getByRole('heading', { name: /Lectern/ }).waitFor()
  })

  it('is everybody’s where an administrator says so: by a key of its own, which opens that deployment alone', async () => {
    const { call, url } = under.platform
    const made = await call('POST', path, { title: 'Ask the demo', public: true })
    expect(made).toMatchObject({ status: 200, body: { public: true, apiKey: expect.any(String) } })
    await using view = await under.visit()
    const { page } = view
    await page.context().clearCookies()
    await page.goto(`${url}/webapps/demo/`)
    await page.getByRole('textbox', { name: 'Message' }).fill('Hello')
    await page.keyboard.press('Enter')
    await page
      .getByRole('log')
      .getByText(/lectern-mini/)
      .first()
      .waitFor()
    const { token } = (await (await fetch(`${url}/webapps/demo/public`)).json()) as { token: string }
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(`${url}/v2/admin/apiKeys`, { headers })).status).toBe(403)
    expect((await call('POST', path, { public: false })).body).toMatchObject({ public: false, apiKey: null })
    await expect.poll(async () => (await fetch(`${url}/v1/models`, { headers })).status).toBe(401)
    expect((await fetch(`${url}/webapps/demo/public`)).status).toBe(404)
    const { apiKey } = (await call('POST', path, { public: true })).body
    expect((await fetch(`${url}/webapps/demo/public`)).status).toBe(200)
    expect((await call('DELETE', `/v2/admin/apiKeys/${apiKey}`)).status).toBeLessThan(300)
    expect((await fetch(`${url}/webapps/demo/public`)).status).toBe(404)
    for (let times = 0; times < 2; times += 1) expect((await call('DELETE', path)).status).toBe(200)
  })

  it('is opened and closed beside the playground', async () => {
    await using view = await under.visit()
    await view.go('/playground?deployment=demo&show=app')
    const dialog = view.page.getByRole('dialog', { name: 'Chat app of demo' })
    await dialog.getByLabel('Name in the address').fill('ask me')
    await dialog.getByRole('button', { name: 'Open the chat app' }).click()
    await dialog.getByText('must begin with a letter or digit').waitFor()
    await dialog.getByLabel('Name in the address').fill('ask')
    await dialog.getByLabel('Everybody who has the address').check()
    await dialog.getByRole('button', { name: 'Open the chat app' }).click()
    await dialog.getByText(/webapps\/ask\/$/).waitFor()
    await dialog.getByText('Its API key').waitFor()
    await view.mustBeAccessible()
    await view.picture('playground-app')
    await dialog.getByRole('button', { name: 'Close the chat app' }).click()
    await dialog.getByRole('button', { name: 'Open the chat app' }).waitFor()
    expect((await under.platform.call('GET', path)).status).toBe(404)
  })

  it('takes an operator, and an administrator for everybody', async () => {
    const { call } = under.platform
    const keyOf = async (role: string) =>
      (await call('POST', '/v2/admin/apiKeys', { name: role, role, resourceGroups: ['default'] })).body.key as string
    const as = async (role: string) => ({ authorization: `Bearer ${await keyOf(role)}` })
    expect((await call('POST', path, {}, await as('consumer'))).status).toBe(403)
    const operator = await as('operator')
    expect(await call('POST', path, { public: true }, operator)).toMatchObject({
      status: 403,
      body: { error: { target: 'public' } },
    })
    expect((await call('POST', path, { name: 'not a name' }, operator)).status).toBe(400)
    expect((await call('POST', path, {}, operator)).status).toBe(200)
  })
})
