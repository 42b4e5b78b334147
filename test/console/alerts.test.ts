import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath } from './harness.ts'
import { type MoneyScene, openMoneyScene } from './money-scene.ts'

/** Budgets, and who is told when one comes to its end. */
describe.skipIf(browserPath === null)('budgets and alerts', () => {
  let scene: MoneyScene
  let hook: Server
  let url = ''
  const heard: string[] = []
  beforeAll(async () => {
    hook = createServer(async (request, response) => {
      heard.push(JSON.parse(await text(request)).type)
      response.writeHead(204).end()
    })
    await new Promise<void>((done) => hook.listen(0, '127.0.0.1', done))
    url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/in`
    scene = await openMoneyScene()
    await scene.deploy('chat')
  }, 90_000)
  afterAll(async () => {
    await scene?.[Symbol.asyncDispose]()
    hook.closeAllConnections()
    await new Promise((done) => hook.close(done))
  })

  it('tells a webhook, tries it, and says what arrived', async () => {
    await using view = await scene.under.visit()
    await view.go('/budgets?tab=notifications')
    const { page } = view
    await page.getByRole('heading', { name: 'Nobody is told yet' }).waitFor()
    await page.getByRole('button', { name: 'Tell somebody' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('URL').fill(url)
    await dialog.getByLabel('Secret').fill('a secret of some length')
    await dialog.getByRole('button', { name: 'Create' }).click()
    const targets = page.getByRole('region', { name: 'Who is told' })
    await targets.getByText('webhook, signed').waitFor()
    await targets.getByRole('button', { name: `Test ${url}` }).click()
    await page.getByText('It was taken').waitFor()
    expect(heard).toHaveLength(1)
    const routing = page.getByRole('region', { name: 'Which events go where' })
    await expect.poll(() => routing.getByRole('img', { name: 'is told' }).count()).toBe(8)
    await targets.getByRole('button', { name: `Edit ${url}` }).click()
    await dialog.getByRole('button', { name: 'Save' }).waitFor()
    await page.keyboard.press('Escape')
  })

  it('makes a budget; what is spent shows, and at the end calls are refused and somebody is told', async () => {
    await using view = await scene.under.visit()
    await view.go('/budgets')
    const { page } = view
    await page.getByRole('heading', { name: 'No budget yet' }).waitFor()
    await page.getByRole('button', { name: 'New budget' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Model', { exact: true }).fill('talker')
    await dialog.getByLabel('Amount').fill('0.0001')
    await dialog.getByRole('button', { name: 'Create' }).click()
    const budgets = page.getByRole('list', { name: 'Budgets' })
    await budgets.getByText('At 100 % calls are refused').waitFor()
    // A call may cost 62 millionths, and costs 15.
    await scene.ask('chat')
    await budgets.getByText('15 %').waitFor()
    const refused = await scene.under.platform.call('POST', '/v1/chat/completions', {
      model: 'chat',
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: 2_000,
    })
    expect(refused.status).toBe(429)

    await budgets.getByRole('button', { name: /^Edit/ }).click()
    await dialog.getByLabel('Amount').fill('0.00001')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await budgets.getByText('Used up: calls are refused').waitFor()
    await expect.poll(() => heard, { timeout: 30_000 }).toContain('lectern.budget.threshold')
    await view.go('/budgets?tab=notifications')
    await page.getByRole('region', { name: 'Who is told' }).getByText(url).click()
    await page.getByRole('complementary').getByText('Arrived').first().waitFor()
  })

  it('finds none by another name, and shows a viewer what only others may change', async () => {
    await using view = await scene.under.visit({ as: { name: 'vera', role: 'viewer' } })
    await view.go('/budgets?q=another')
    const { page } = view
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click()
    const budgets = page.getByRole('list', { name: 'Budgets' })
    expect(await budgets.getByRole('button', { name: /^Edit/ }).isDisabled()).toBe(true)
  })

  it('speaks German', async () => {
    await using view = await scene.under.visit({ language: 'de' })
    await view.go('/budgets')
    await view.page.getByText('Aufgebraucht: Aufrufe werden abgelehnt').waitFor()
  })

  it.each([
    ['', 'budgets'],
    ['?edit=new', 'budgets-new'],
    ['?tab=notifications', 'budgets-notifications'],
    ['?tab=notifications&edit=new', 'budgets-target'],
  ])('looks good in both themes: %s', (query, name) => scene.under.inBothThemes(`/budgets${query}`, name))

  it('deletes a budget by name', async () => {
    await using view = await scene.under.visit()
    await view.go('/budgets')
    const { page } = view
    await page
      .getByRole('list', { name: 'Budgets' })
      .getByRole('button', { name: /^Delete/ })
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/Type .* to confirm/).fill('default · talker')
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { name: 'No budget yet' }).waitFor()
  })
})
