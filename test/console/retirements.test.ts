import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, must } from '../conformance/scene.ts'
import { browserPath } from './harness.ts'
import { type MoneyScene, openMoneyScene } from './money-scene.ts'

describe.skipIf(browserPath === null)('retirements', () => {
  let scene: MoneyScene
  let chat = ''
  beforeAll(async () => {
    scene = await openMoneyScene()
    chat = await scene.deploy('chat', { upgradePolicy: 'OnceCurrentVersionExpired' })
    await scene.deploy('stubborn', { upgradePolicy: 'NoAutoUpgrade' })
    const { call } = scene.under.platform
    const log = { mode: 'all', sink: { kind: 'store' } }
    expect((await call('PUT', `/v2/admin/deployments/${chat}/inferenceLog`, log)).status).toBeLessThan(300)
    const kept = async (): Promise<number> =>
      must(200, await call('GET', `/v2/observability/inferences?deploymentId=${chat}`)).resources.length
    // The first may be too early to be kept.
    await eventually(async () => scene.ask('chat').then(async () => (await kept()) >= 3), scene.under.platform)
  }, 90_000)
  afterAll(() => scene?.[Symbol.asyncDispose]())

  it('says what becomes of each, changes a policy in its line, and chooses a month', async () => {
    await using view = await scene.under.visit()
    await view.go('/retirements')
    const { page } = view
    const table = page.getByRole('region', { name: 'Retirements' })
    await table.getByText(/^Moves to v2 on/).waitFor()
    await table.getByText(/^Calls are refused from/).waitFor()
    await table.getByRole('combobox', { name: 'Upgrade policy of stubborn' }).click()
    await page.getByRole('option', { name: 'When its version ends' }).click()
    await expect.poll(() => table.getByText(/^Moves to v2 on/).count()).toBe(2)
    const { body } = await scene.under.platform.call('GET', '/v2/lm/retirements')
    expect(body.resources.map((each: { upgradePolicy: string }) => each.upgradePolicy)).toEqual([
      'OnceCurrentVersionExpired',
      'OnceCurrentVersionExpired',
    ])
    await page.getByRole('button', { name: /2 move to another version/ }).click()
    await page.waitForURL(/month=\d{4}-\d{2}/)
    await page.getByText('2 deployments').waitFor()
    await page.getByPlaceholder('Search by name or model').fill('another')
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
  })

  it('saves a calendar', async () => {
    await using view = await scene.under.visit()
    await view.go('/retirements')
    const downloading = view.page.waitForEvent('download')
    await view.page.getByRole('button', { name: 'Calendar file' }).click()
    expect(readFileSync(await (await downloading).path(), 'utf8')).toContain('BEGIN:VCALENDAR')
  })

  it('tries the next version with kept calls, compares them one by one, and switches', { timeout: 90_000 }, async () => {
    await using view = await scene.under.visit()
    await view.go('/retirements')
    const { page } = view
    await page.getByRole('button', { name: 'Dry run chat' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Last calls, at most').fill('3')
    await dialog.getByRole('button', { name: 'Start' }).click()
    await dialog.getByText('3 of 3 calls').waitFor({ timeout: 60_000 })
    await dialog.getByText('completed').waitFor({ timeout: 60_000 })
    await dialog.getByRole('table', { name: 'Before and after' }).getByText('Succeeded').waitFor()
    await dialog
      .getByRole('button', { name: /^Answers/ })
      .first()
      .click()
    await dialog.getByRole('textbox', { name: 'Answers: After' }).waitFor()
    expect(page.url()).toContain('call=')
    await dialog.getByRole('button', { name: 'Switch to it' }).click()
    const { call } = scene.under.platform
    await expect
      .poll(async () => (await call('GET', `/v2/lm/deployments/${chat}`)).body.modelVersion, { timeout: 30_000 })
      .toBe('v2')
    await call('POST', `/v2/lm/deployments/${chat}/rollback`)
    await expect
      .poll(async () => (await call('GET', `/v2/lm/deployments/${chat}`)).body.modelVersion, { timeout: 30_000 })
      .toBe('v1')
  })

  it('says that nothing ends, in German', async () => {
    await using view = await scene.under.visit({ language: 'de' })
    const { call } = scene.under.platform
    await call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'empty' })
    await view.go('/retirements?group=empty')
    await view.page.getByRole('heading', { name: 'Nichts endet' }).waitFor()
    await view.go('/retirements?group=default')
    await view.page
      .getByText(/^Geht am .* auf v2/)
      .first()
      .waitFor()
  })

  it('looks good in both themes', () => scene.under.inBothThemes('/retirements', 'retirements'))
  it('looks good in both themes: a dry run', () =>
    scene.under.inBothThemes(`/retirements?trial=${chat}&run=1`, 'retirements-dry-run', async (page) => {
      await page.getByRole('table', { name: 'Before and after' }).waitFor()
      await page
        .getByRole('button', { name: /^Answers/ })
        .first()
        .click()
      await page.getByRole('textbox', { name: 'Answers: After' }).waitFor()
    }))
})
