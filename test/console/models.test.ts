import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('the catalog of models', { timeout: 90_000 }, () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole({ demo: false, allowPrivate: true })
    const { call, until } = under.platform
    const made = await call('POST', '/v2/admin/connections', {
      name: 'openai',
      provider: 'openai',
      baseUrl: 'http://127.0.0.1:9/v1',
      credential: { apiKey: 'none' },
    })
    expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
    const deployed = await call('POST', '/v2/lm/models/deploy', { model: 'gpt-4.1', connection: 'openai', name: 'chat' })
    expect(deployed.status, JSON.stringify(deployed.body)).toBe(202)
    await until(deployed.body.id, 'RUNNING')
  }, 180_000)
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('is searched and filtered by its address, with counts, and says when nothing matches', async () => {
    await using view = await under.visit()
    await view.go('/models?can=embeddings&view=table&sort=input')
    const { page } = view
    const rows = page.getByRole('region', { name: 'Catalog' }).getByRole('row')
    await expect.poll(() => rows.allInnerTexts()).toContainEqual(expect.stringContaining('text-embedding-3-small'))
    expect(await rows.allInnerTexts()).not.toContainEqual(expect.stringContaining('gpt-4.1'))
    await page.getByRole('button', { name: /^Connected here/ }).click()
    await expect.poll(() => page.url()).toContain('here=yes')
    await expect.poll(() => rows.count()).toBeLessThan(6)
    await page.getByPlaceholder('Search by name').fill('nothing is called so')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click()
    await page.getByText(/^\d{3} models$/).waitFor()
  })

  it('shows some hundred cards, of which only those in sight are there', async () => {
    await using view = await under.visit()
    await view.go('/models?sort=-context')
    const { page } = view
    const cards = page.getByRole('article')
    await cards.first().waitFor()
    expect(await cards.count()).toBeLessThan(60)
    const first = await cards.first().innerText()
    await page.getByRole('combobox', { name: 'Sort' }).click()
    await page.getByRole('option', { name: 'Cheapest output' }).click()
    await expect.poll(() => cards.first().innerText()).not.toBe(first)
  })

  it('puts models side by side, and the address says which', async () => {
    await using view = await under.visit()
    await view.go('/models?q=gpt-4.1&executable=openai')
    const { page } = view
    for (const name of ['Compare GPT-4.1', 'Compare GPT-4.1 mini', 'Compare GPT-4.1 nano'])
      await page.getByRole('checkbox', { name, exact: true }).check()
    await page.getByRole('button', { name: 'Compare 3' }).click()
    const sure = page.getByRole('dialog')
    await expect
      .poll(() => sure.getByRole('row', { name: /^Input/ }).allInnerTexts())
      .toContainEqual(expect.stringMatching(/\$2\.00[\s\S]*\$0\.40[\s\S]*\$0\.10\s*best/))
    expect(decodeURIComponent(page.url())).toContain('compare=openai/gpt-4.1,openai/gpt-4.1-mini,openai/gpt-4.1-nano')
    await sure.getByRole('button', { name: 'Take GPT-4.1 mini out' }).click()
    await expect.poll(() => sure.getByRole('columnheader').count()).toBe(2)
  })

  it('tells of one model its versions and who serves it, and leads on to deploy and try it', async () => {
    await using view = await under.visit()
    await view.go('/models/openai/gpt-4.1')
    const { page } = view
    await page.getByRole('region', { name: 'Versions' }).getByText('2025-04-14').waitFor()
    await page.getByRole('region', { name: 'Deployments of it' }).getByRole('link', { name: 'chat' }).waitFor()
    await page.getByRole('region', { name: 'Ways to serve it' }).getByText('openai').first().waitFor()
    const href = (name: string) => page.getByRole('link', { name, exact: true }).getAttribute('href')
    expect(await href('Try')).toContain('playground?deployment=chat')
    expect(await href('Deploy')).toMatch(/deployments\/new\?model=gpt-4\.1&executable=openai/)
    await view.go('/models/anthropic/claude-opus-4-1')
    await page.getByText('No connection.', { exact: false }).waitFor()
    await view.go('/models/openai/no-such-model')
    await page.getByText('Nothing is here').waitFor()
  })

  it('speaks German', async () => {
    await using view = await under.visit({ language: 'de', width: 390, height: 800 })
    await view.go('/models?q=gpt-4.1')
    await view.page.getByRole('heading', { name: 'Katalog' }).waitFor()
    await view.page.getByText('je Million', { exact: false }).count()
    await view.mustBeAccessible()
    await view.picture('models-phone')
  })

  it('looks good in both themes: cards', () => under.inBothThemes('/models', 'models'))
  it('looks good in both themes: table', () => under.inBothThemes('/models?view=table&here=yes', 'models-table'))
  it('looks good in both themes: side by side', () =>
    under.inBothThemes('/models?compare=openai/gpt-4.1,openai/gpt-4o,anthropic/claude-opus-4-1&show=compare', 'models-compare'))
  it('looks good in both themes: one model', () => under.inBothThemes('/models/openai/gpt-4.1', 'model'))
})
