import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { must } from '../conformance/scene.ts'
import { browserPath } from './harness.ts'
import { type MoneyScene, openMoneyScene } from './money-scene.ts'

describe.skipIf(browserPath === null)('quotas', () => {
  let scene: MoneyScene
  beforeAll(async () => {
    scene = await openMoneyScene()
    await scene.deploy('chat')
    const { call } = scene.under.platform
    const pool = { deploymentType: 'standard', residency: 'global', model: 'talker', resourceGroup: 'default', limit: 200 }
    must(200, await call('PUT', '/v2/admin/pools', pool))
  }, 90_000)
  afterAll(() => scene?.[Symbol.asyncDispose]())

  it('limits a model, says what passes now, changes the limit, and deletes it by name', async () => {
    await using view = await scene.under.visit()
    await view.go('/quotas')
    const { page } = view
    await page.getByRole('heading', { name: 'No limit of calls or tokens' }).waitFor()
    await page.getByRole('button', { name: 'New limit' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Model', { exact: true }).fill('talker')
    await dialog.getByLabel('Requests a minute').fill('100')
    await dialog.getByLabel('Tokens a minute').fill('5000')
    await dialog.getByRole('button', { name: 'Create' }).click()
    const table = page.getByRole('region', { name: 'Calls and tokens' })
    await table.getByText('0 of 100').waitFor()

    await table.getByRole('button', { name: /^Edit/ }).click()
    await dialog.getByLabel('Tokens a minute').fill('7000')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await table.getByText('0 of 7,000').waitFor()
    const { body } = await scene.under.platform.call('GET', '/v2/admin/quotas')
    expect(body.resources).toMatchObject([{ scope: { model: 'talker' }, requestsPerMinute: 100, tokensPerMinute: 7_000 }])

    await page.getByPlaceholder('Search by group').fill('another')
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click()
    await table.getByRole('button', { name: /^Delete/ }).click()
    await dialog.getByLabel(/Type .* to confirm/).fill('default · talker')
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { name: 'No limit of calls or tokens' }).waitFor()
  })

  it('calculates what calls need, and says whether the pool has it', async () => {
    await using view = await scene.under.visit()
    await view.go('/quotas?tab=calculator&model=talker&calls=600-1000-0-200')
    const { page } = view
    await page.getByText('720,000', { exact: true }).waitFor()
    await page.getByText('The pool of this group has only 200 of 200 units left.').waitFor()
    await page.getByLabel('Calls a minute 1').fill('60')
    await page.getByText('72,000', { exact: true }).waitFor()
    await page.getByText('enough').waitFor()
    expect(page.url()).toContain('60-1000-0-200')
  })

  it('sets a pool by pulling or typing', async () => {
    await using view = await scene.under.visit()
    await view.go('/quotas?tab=pools')
    const { page } = view
    await page.getByText('0 of 200 thousand tokens a minute').waitFor()
    await page.getByRole('button', { name: /^Change talker/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Limit' }).fill('300')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('0 of 300 thousand tokens a minute').waitFor()
  })

  it('limits instances of a plan', async () => {
    await using view = await scene.under.visit()
    await view.go('/quotas?tab=plans')
    const { page } = view
    await page.getByText('Cores of this machine').waitFor()
    await page.getByRole('button', { name: 'Limit instances' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Resource plan').click()
    await page.getByRole('option').first().click()
    await dialog.getByLabel('Instances', { exact: true }).fill('3')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('0 of 3').waitFor()
  })

  it('has an operator ask, and an administrator decide', async () => {
    await using asking = await scene.under.visit({ as: { name: 'ada', role: 'operator' } })
    await asking.go('/quotas?tab=requests')
    await asking.page.getByRole('button', { name: 'Ask for a limit' }).click()
    const dialog = asking.page.getByRole('dialog')
    await dialog.getByLabel('Model').fill('talker')
    await dialog.getByLabel('Executable').fill('openai')
    await dialog.getByLabel('Requests a minute').fill('240')
    await dialog.getByLabel('Reason').fill('The fair begins on Monday')
    await dialog.getByRole('button', { name: 'Ask' }).click()
    await asking.page.getByText('Waits').waitFor()
    expect(await asking.page.getByRole('button', { name: 'Approve talker' }).isDisabled()).toBe(true)

    await using deciding = await scene.under.visit()
    await deciding.go('/quotas?tab=requests')
    await deciding.page.getByRole('button', { name: 'Approve talker' }).click()
    await deciding.page.getByText('Approved').waitFor()
    await deciding.go('/quotas')
    await deciding.page.getByText('from a quota request').waitFor()
  })

  it('speaks German', async () => {
    await using view = await scene.under.visit({ language: 'de' })
    await view.go('/quotas?tab=calculator')
    await view.page.getByText('Aufrufe je Minute in der Spitze').waitFor()
  })

  it.each([
    ['', 'quotas'],
    ['?tab=pools', 'quotas-pools'],
    ['?tab=plans', 'quotas-plans'],
    ['?tab=requests', 'quotas-requests'],
    ['?tab=calculator&model=talker&calls=600-1000-0-200', 'quotas-calculator'],
    ['?edit=new', 'quotas-new'],
  ])('looks good in both themes: %s', (query, name) => scene.under.inBothThemes(`/quotas${query}`, name))
})
