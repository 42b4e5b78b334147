import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath } from './harness.ts'
import { type MoneyScene, openMoneyScene } from './money-scene.ts'

describe.skipIf(browserPath === null)('rates', () => {
  let scene: MoneyScene
  beforeAll(async () => {
    scene = await openMoneyScene()
    await scene.deploy('chat')
    await scene.ask('chat', 2)
  }, 90_000)
  afterAll(() => scene?.[Symbol.asyncDispose]())

  it('says another price from a day on, and charges again what was used', async () => {
    await using view = await scene.under.visit()
    await view.go('/rates')
    const { page } = view
    await page.getByRole('heading', { name: 'No rate card' }).waitFor()
    await page.getByRole('button', { name: 'New rate card' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Model', { exact: true }).fill('talker')
    await dialog.getByLabel(/^Input/).fill('10')
    await dialog.getByLabel('Output').fill('20')
    await dialog.getByLabel('First day').fill('2026-01-01')
    await dialog.getByRole('button', { name: 'Create' }).click()
    const cards = page.getByRole('region', { name: 'Rate cards' })
    await cards.getByText('$10.00 in, $20.00 out; per million').waitFor()
    await cards.getByText('In force').waitFor()
    const { body } = await scene.under.platform.call('GET', '/v2/admin/rates')
    expect(body.resources).toMatchObject([{ model: 'talker', tokens: { input: 10_000_000_000, output: 20_000_000_000 } }])

    await page.getByRole('tab', { name: 'Charge again' }).click()
    await page.getByRole('button', { name: 'Look only' }).click()
    const list = page.getByRole('table', { name: 'Charge again' })
    await list.getByText('Looked only').waitFor()
    await list.getByText('2 of 2').waitFor()
    await page.getByRole('button', { name: 'Charge again' }).click()
    await list.getByText('Charged', { exact: true }).waitFor()
    const rerates = (await scene.under.platform.call('GET', '/v2/admin/rerates')).body.resources
    const [before, after] = [rerates[0].before.costs[0].nano, rerates[0].after.costs[0].nano]
    expect(after).toBe(before * 10)
  })

  it('is for administrators', async () => {
    await using view = await scene.under.visit({ as: { name: 'vera', role: 'viewer' } })
    await view.go('/rates')
    expect(await view.page.getByRole('button', { name: 'New rate card' }).isDisabled()).toBe(true)
    expect(await view.page.getByRole('link', { name: 'Rates' }).count()).toBe(0)
    await view.go('/rates?tab=corrections')
    await view.page.getByRole('heading', { name: 'Not for this role' }).waitFor()
  })

  it('speaks German', async () => {
    await using view = await scene.under.visit({ language: 'de' })
    await view.go('/rates')
    await view.page.getByText('In Kraft').waitFor()
  })

  it.each([
    ['', 'rates'],
    ['?edit=new', 'rates-new'],
    ['?tab=corrections', 'rates-corrections'],
  ])('looks good in both themes: %s', (query, name) => scene.under.inBothThemes(`/rates${query}`, name))

  it('changes a card and deletes it by name', async () => {
    await using view = await scene.under.visit()
    await view.go('/rates')
    const { page } = view
    await page.getByRole('button', { name: 'Edit talker' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Output').fill('30')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('$10.00 in, $30.00 out; per million').waitFor()
    await page.getByRole('button', { name: 'Delete talker' }).click()
    await dialog.getByLabel('Type talker to confirm').fill('talker')
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { name: 'No rate card' }).waitFor()
  })
})
