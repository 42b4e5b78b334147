import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('the catalog as points', { timeout: 90_000 }, () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole({ allowPrivate: true })
    const connection = { name: 'openai', provider: 'openai', baseUrl: 'http://127.0.0.1:9/v1', credential: { apiKey: 'none' } }
    const made = await under.platform.call('POST', '/v2/admin/connections', connection)
    expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
  }, 180_000)
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('shows models by two of their numbers, which are in the address, and leads to each', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/models?executable=openai&q=gpt-4.1')
    await page.getByRole('radiogroup', { name: 'View' }).getByText('Chart', { exact: true }).click()
    const plane = page.getByRole('group', { name: 'Input price by Context' })
    const point = (name: RegExp) => plane.getByRole('link', { name })
    await point(/^GPT-4\.1 · OpenAI, Context: 1M, Input price: \$2\.00$/).waitFor()
    expect(await plane.getByRole('link').count()).toBe(3)
    // The cheaper, the lower.
    const top = async (name: RegExp): Promise<number> => (await point(name).locator('circle').boundingBox())?.y ?? Number.NaN
    expect(await top(/^GPT-4\.1 ·/)).toBeLessThan(await top(/^GPT-4\.1 mini/))
    expect(await top(/^GPT-4\.1 mini/)).toBeLessThan(await top(/^GPT-4\.1 nano/))
    // The same for those who hear the page.
    const rows = page.getByRole('table', { name: 'Input price by Context' }).getByRole('row')
    expect(await rows.allTextContents()).toContainEqual(expect.stringMatching(/^GPT-4\.1 nano · OpenAI1M\$0\.10$/))
    await page.getByRole('combobox', { name: 'Across' }).click()
    await page.getByRole('option', { name: 'Output price' }).click()
    await expect.poll(() => page.url()).toMatch(/view=scatter.*x=output|x=output.*view=scatter/)
    const other = page.getByRole('group', { name: 'Input price by Output price' })
    // One stop of the Tab key; arrow keys go from point to point, each said beside it.
    await other.getByRole('link', { name: /^GPT-4\.1 nano/ }).focus()
    await page.keyboard.press('ArrowRight')
    await page.getByText('Output price: $1.60').first().waitFor()
    expect(await other.locator('a[tabindex="0"]').count()).toBe(1)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'GPT-4.1 mini' }).waitFor()
    await page.goBack()
    await other.getByRole('link', { name: /^GPT-4\.1 ·/ }).click()
    await page.getByRole('heading', { level: 1, name: 'GPT-4.1', exact: true }).waitFor()
  })

  it('says how many it cannot show, and draws days', async () => {
    await using view = await under.visit({ language: 'de', width: 390, height: 800 })
    await view.go('/models?view=scatter&x=released&y=output')
    const plane = view.page.getByRole('group', { name: 'Ausgabepreis nach Verfügbar seit' })
    await expect.poll(() => plane.getByRole('link').count()).toBeGreaterThan(60)
    await view.page.getByText(/^\d+ Modelle sind nicht eingezeichnet/).waitFor()
    expect(await plane.locator('text').allTextContents()).toContain('2025')
    const wider = await view.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(wider).toBeLessThanOrEqual(0)
    await view.mustBeAccessible()
    await view.picture('models-scatter-phone')
  })

  it('looks good in both themes', () =>
    under.inBothThemes('/models?view=scatter', 'models-scatter', (page) => page.locator('svg a').nth(60).focus()))
})
