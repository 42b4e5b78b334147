import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('a draft that is not saved', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole({ allowPrivate: true })
    const { call } = under.platform
    const connection = { name: 'elsewhere', provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', credential: {} }
    for (const headers of [{}, { 'ai-resource-group': 'team-a' }]) {
      if ('ai-resource-group' in headers) await call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-a' })
      const made = await call('POST', '/v2/admin/connections', connection, headers)
      expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
    }
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  const begun = '/deployments/new?model=some-model&connection=elsewhere'
  const question = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' })
  const answer = async (page: Page, name: 'Keep editing' | 'Discard'): Promise<void> => {
    await question(page).getByRole('button', { name }).click()
    await question(page).waitFor({ state: 'hidden' })
  }
  const modelName = (page: Page) => page.getByRole('textbox', { name: 'Model name' })
  const to = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })

  it('is asked about once when the page is left, and goes when it is discarded', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/connections')
    await page.keyboard.press('c')
    await page.getByRole('radio', { name: /A model by its name/ }).click()
    await modelName(page).fill('another')
    // Another mode of the form is the same page.
    await page.getByText('Advanced options', { exact: true }).click()
    await page.getByText('Simple', { exact: true }).click()
    await expect.poll(() => page.url()).toContain('mode=simple')
    expect(await question(page).count()).toBe(0)
    expect(await modelName(page).inputValue()).toBe('another')
    await to(page, 'Connections').click()
    await question(page).waitFor()
    await view.mustBeAccessible()
    await view.picture('new-unsaved')
    await answer(page, 'Keep editing')
    expect(page.url()).toContain('/deployments/new')
    expect(await modelName(page).inputValue()).toBe('another')
    // The browser's own button, too.
    await page.evaluate('history.back()')
    await answer(page, 'Keep editing')
    await expect.poll(() => page.url()).toContain('/deployments/new')
    await to(page, 'Connections').click()
    await answer(page, 'Discard')
    await page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor()
    await page.keyboard.press('c')
    await page.getByRole('radio', { name: /A model by its name/ }).waitFor()
    expect(await page.getByLabel('Deployment name').inputValue()).toBe('')
  })

  it('asks nothing where nothing was changed, or after it was created', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go(begun)
    await to(page, 'Connections').click()
    await page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor()
    await view.go(begun)
    await page.getByLabel('Deployment name').fill('made')
    await page.getByRole('button', { name: 'Create new deployment' }).click()
    await page.waitForURL(/\/deployments\/d[0-9a-f]+/)
    await page.getByRole('heading', { level: 1, name: 'made' }).waitFor()
    expect(await question(page).count()).toBe(0)
  })

  it('gives way to a new one that is begun on purpose, once that was asked', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/deployments/new')
    const name = page.getByLabel('Deployment name')
    const begin = async (draft: string): Promise<void> => {
      await page.getByRole('radio', { name: /A model by its name/ }).click()
      await modelName(page).fill(draft)
      await expect.poll(() => name.inputValue()).toBe(draft)
      await page.getByRole('heading', { level: 1 }).click()
      await page.keyboard.press('c')
    }
    await begin('first')
    await answer(page, 'Keep editing')
    expect(await name.inputValue()).toBe('first')
    await page.keyboard.press('c')
    await answer(page, 'Discard')
    await expect.poll(() => name.inputValue()).toBe('')
    // A draft belongs to its resource group.
    await page.getByRole('radio', { name: /A model by its name/ }).click()
    await modelName(page).fill('second')
    const switchTo = async (group: string): Promise<void> => {
      await page.getByRole('combobox', { name: 'Resource group' }).click()
      await page.getByRole('option', { name: group }).click()
    }
    await switchTo('team-a')
    await answer(page, 'Keep editing')
    expect(await modelName(page).inputValue()).toBe('second')
    expect(await page.getByRole('combobox', { name: 'Resource group' }).inputValue()).toBe('default')
    await switchTo('team-a')
    await answer(page, 'Discard')
    await expect.poll(() => page.getByRole('combobox', { name: 'Resource group' }).inputValue()).toBe('team-a')
    await expect.poll(() => name.inputValue()).toBe('')
  })

  it('is asked about by the browser when its tab is closed', async () => {
    await using view = await under.visit()
    const { page } = view
    const asked: string[] = []
    page.on('dialog', (dialog) => {
      asked.push(dialog.type())
      void dialog.accept()
    })
    await view.go(begun)
    await page.reload()
    await modelName(page).fill('another')
    expect(asked).toEqual([])
    await page.reload()
    expect(asked).toEqual(['beforeunload'])
  })

  it('is asked about while a deployment is edited, and not after it was saved', async () => {
    await using view = await under.visit()
    const { page } = view
    const { call, until } = under.platform
    const made = await call('POST', '/v2/lm/models/deploy', {
      model: 'first-model',
      name: 'edited',
      executableId: 'openai-compatible',
      connection: 'elsewhere',
    })
    await until(made.body.id, 'RUNNING')
    await view.go(`/deployments/${made.body.id}/edit`)
    await page.getByText('Nothing has been changed yet.').waitFor()
    await modelName(page).fill('second-model')
    await to(page, 'Connections').click()
    await answer(page, 'Keep editing')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.waitForURL(new RegExp(`/deployments/${made.body.id}(\\?.*)?$`))
    expect(await question(page).count()).toBe(0)
  })
})
