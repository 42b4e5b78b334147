import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath } from './harness.ts'
import { type MoneyScene, openMoneyScene } from './money-scene.ts'

describe.skipIf(browserPath === null)('usage and cost', () => {
  let scene: MoneyScene
  let chat = ''
  beforeAll(async () => {
    scene = await openMoneyScene()
    chat = await scene.deploy('chat')
    await scene.deploy('search')
    await scene.deploy('quiet')
  }, 90_000)
  afterAll(() => scene?.[Symbol.asyncDispose]())

  it('says that nothing was used, and shows calls as they come', async () => {
    await using view = await scene.under.visit()
    await view.go('/usage')
    const { page } = view
    await page.getByRole('heading', { name: 'Nothing was used in this time' }).waitFor()
    await scene.ask('chat', 3)
    await scene.ask('search')
    const table = page.getByRole('region', { name: 'Usage and cost' })
    await table.getByRole('row', { name: /chat/ }).waitFor()
    await expect.poll(() => table.getByRole('row', { name: /^chat/ }).innerText(), { timeout: 20_000 }).toMatch(/chat\s+3\s/)
  })

  it('groups, filters and measures by its address, and saves the same as CSV', async () => {
    await using view = await scene.under.visit()
    await view.go(`/usage?deployment=${chat}&by=model,apiKey&measure=calls&interval=hour&timezone=Europe/Berlin`)
    const { page } = view
    const table = page.getByRole('region', { name: 'Usage and cost' })
    await table.getByRole('row', { name: /talker/ }).waitFor()
    expect(await table.getByRole('row').count()).toBe(2)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'CSV' }).click()
    const csv = readFileSync(await (await downloading).path(), 'utf8')
    expect(csv.split('\n')[0]).toMatch(/^start,end,.*model/)
    expect(csv).toContain('talker')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect.poll(() => page.url()).not.toContain('deployment=')
  })

  it('finds nothing with filters that fit nothing, and takes them away', async () => {
    await using view = await scene.under.visit()
    await view.go('/usage?model=another')
    await view.page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
    await view.page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click()
    await view.page.getByRole('region', { name: 'Usage and cost' }).waitFor()
  })

  it('shows single calls, and of one the price that it was charged by', async () => {
    await using view = await scene.under.visit()
    await view.go('/usage?tab=calls')
    const { page } = view
    const calls = page.getByRole('region', { name: 'Calls' })
    await calls.getByRole('row', { name: /chat/ }).first().click()
    const peek = page.getByRole('complementary')
    await peek.getByText('Price that was used').waitFor()
    await peek.getByText('$1.00').first().waitFor()
    await peek.getByText('Settled', { exact: true }).waitFor()
    expect(page.url()).toContain('peek=')
  })

  it('adds up a month, and estimates one beside what was charged', async () => {
    await using view = await scene.under.visit()
    await view.go('/usage?tab=statement')
    const { page } = view
    await page.getByText('This month goes on; its sums grow.').waitFor()
    await page.getByRole('button', { name: 'Month before' }).click()
    await page.getByRole('heading', { name: 'Nothing was used in this month' }).waitFor()
    await view.go(`/usage?tab=estimate&deployment=${chat}`)
    await page.getByText('Estimated, a month').waitFor()
    await expect.poll(() => page.getByRole('combobox', { name: 'Model', exact: true }).inputValue()).toBe('talker')
    await page.getByRole('cell', { name: 'Tokens', exact: true }).waitFor()
    // At the prices of its own version.
    await page.getByText('100 %', { exact: true }).waitFor()
  })

  it('speaks German', async () => {
    await using view = await scene.under.visit({ language: 'de' })
    await view.go('/usage?tab=hints')
    await view.page.getByRole('heading', { name: 'Nichts fällt auf' }).waitFor()
    await view.go('/usage')
    await view.page.getByRole('button', { name: 'Nach Kosten sortieren' }).waitFor()
  })

  it.each([
    ['', 'usage'],
    ['?tab=calls', 'usage-calls'],
    ['?tab=statement', 'usage-statement'],
  ])('looks good in both themes: %s', (query, name) => scene.under.inBothThemes(`/usage${query}`, name))

  it('looks good in both themes: the estimate', () =>
    scene.under.inBothThemes(`/usage?tab=estimate&deployment=${chat}`, 'usage-estimate', (page) =>
      page.getByText('Estimated, a month').waitFor(),
    ))
})
