import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decimalOf, exactNumber } from '../../console/src/parts/exact.ts'
import { eventually } from '../gateway-harness.ts'
import { bareNumbers } from './bare-numbers.ts'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe('exact numbers', () => {
  it.each([
    [0, '0'],
    [1_234_500_000, '1.2345'],
    [-1, '-0.000000001'],
    [9_007_199_254_740_991, '9007199.254740991'],
    [120_000_000_000, '120'],
  ])('%d billionths of a currency are %s', (nano, text) => expect(decimalOf(nano)).toBe(text))

  it.each([
    [1_234_567.891, '1234567.891'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
    [0.1 + 0.2, '0.30000000000000004'],
    ['1234.50', '1234.50'],
  ])('%s is copied as %s', (value, text) => expect(exactNumber(value)).toBe(text))
})

describe.skipIf(browserPath === null)('figures', () => {
  let under: ConsoleUnderTest
  let demo: string
  beforeAll(async () => {
    under = await openConsole({ demo: true })
    const { call, until } = under.platform
    demo = (await call('GET', '/v2/lm/deployments')).body.resources[0].id
    await until(demo, 'RUNNING')
    await call('POST', '/v2/admin/budgets', { scope: {}, amount: '1234.5678', currency: 'EUR', period: 'month' })
    for (let at = 0; at < 3; at += 1)
      await call('POST', '/v1/chat/completions', { model: 'demo', messages: [{ role: 'user', content: 'Hello' }] })
    // Counted in the ledger a moment after the last answer.
    await eventually(async () => (await call('GET', '/v2/analytics/ledger')).body.resources.length === 3, 30_000)
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  const copied = (page: Page): Promise<string> => page.evaluate('navigator.clipboard.readText()')

  it('of a tile copy what is counted, by a click and by key, and the tile still leads on', async () => {
    await using view = await under.visit()
    await view.go('/')
    const { page } = view
    const calls = page.getByRole('group', { name: 'Calls today' })
    const figure = calls.getByRole('button', { name: '3', exact: true })
    await expect.poll(() => figure.getAttribute('title')).toBe('3 – Copy')
    await figure.click()
    await expect.poll(() => copied(page)).toBe('3')
    await page.getByRole('status').getByText('Copied 3').waitFor()
    // Its tick goes by itself.
    await expect.poll(() => figure.getAttribute('data-copied')).toBeNull()
    const money = page.getByRole('group', { name: 'Running' }).getByRole('button').first()
    await money.focus()
    await page.keyboard.press('Space')
    await expect.poll(() => copied(page)).toBe('1')
    await view.mustBeAccessible()
    await calls.click({ position: { x: 8, y: 8 } })
    await page.waitForURL(/\/usage/)
  })

  it('are rounded for people and copied whole', async () => {
    await using view = await under.visit()
    await view.go('/budgets')
    const { page } = view
    await page.getByRole('button', { name: '€1,234.57', exact: true }).first().click()
    await expect.poll(() => copied(page)).toBe('1234.5678')
    await view.go('/about')
    const memory = page
      .getByRole('row', { name: /Memory/ })
      .getByRole('button')
      .last()
    const shown = await memory.innerText()
    expect(shown).toMatch(/^[\d.]+ [GM]iB$/)
    await memory.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => copied(page)).toMatch(/^\d{7,}$/)
    expect(Number(await copied(page)) / 1024 ** (shown.endsWith('GiB') ? 3 : 2)).toBeCloseTo(Number.parseFloat(shown), -1)
  })

  it('are copied where the browser gives a page without TLS no clipboard', async () => {
    await using view = await under.visit()
    const { page } = view
    await page.addInitScript("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    await view.go('/budgets')
    const amount = page.getByRole('button', { name: '€1,234.57', exact: true }).first()
    await amount.click()
    await page.getByRole('status').getByText('Copied 1234.5678').waitFor()
    expect(await page.evaluate('document.activeElement.textContent')).toBe('€1,234.57')
    const search = page.getByRole('textbox', { name: 'Search by group, model, key' })
    await search.focus()
    await page.keyboard.press('Control+V')
    await expect.poll(() => search.inputValue()).toBe('1234.5678')
  })

  it('of a table are no stops each: a click copies one, a button all of them', async () => {
    await using view = await under.visit()
    await view.go('/usage?tab=calls')
    const { page } = view
    const table = page.getByRole('region', { name: 'Calls', exact: true })
    const { body } = await under.platform.call('GET', '/v2/analytics/ledger')
    const [newest] = body.resources
    const row = table.getByRole('row').nth(1)
    const duration = row.locator('data[data-unit=ms]')
    await duration.click()
    await expect.poll(() => copied(page)).toBe(String(newest.durationMs))
    // The row was not looked into.
    expect(page.url()).not.toContain('peek=')
    expect(await table.locator('data[tabindex], time[tabindex]').count()).toBe(0)
    const copyAll = page.getByRole('button', { name: 'Copy as table' })
    await copyAll.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const [heading = [], ...rows] = (await copied(page))
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'))
    expect(heading).toContain('Took (ms)')
    expect(rows).toHaveLength(3)
    const cell = (name: string): string | undefined => rows[0]?.[heading.indexOf(name)]
    expect(cell('Took (ms)')).toBe(String(newest.durationMs))
    expect(cell('Tokens in')).toBe(String(newest.inputTokens))
    expect(cell('Started')).toBe(new Date(newest.startedAt).toISOString())
    // In the look into one call they are stops.
    await row.getByText('demo').click()
    const peek = page.getByRole('complementary', { name: newest.id })
    await peek.getByRole('row', { name: /^Took/ }).getByRole('button').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => copied(page)).toBe(String(newest.durationMs))
  })

  it('of a long table are all copied, also those out of sight', async () => {
    await using view = await under.visit()
    await view.go('/models?view=table')
    const { page } = view
    const all = Number(await page.getByRole('status').locator('data').last().getAttribute('value'))
    expect(all).toBeGreaterThan(60)
    await page.getByRole('button', { name: 'Copy as table' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const lines = (await copied(page)).trimEnd().split('\n')
    expect(lines).toHaveLength(all + 1)
  })

  it('go into a table without making a formula of what somebody called a thing', async () => {
    await under.platform.call('POST', '/v2/admin/apiKeys', { name: '=1+1', role: 'consumer', resourceGroups: ['default'] })
    await using view = await under.visit()
    await view.go('/keys')
    const { page } = view
    await page.getByRole('button', { name: 'Copy as table' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await copied(page)).toMatch(/^'=1\+1\t/m)
  })

  it('of a chart are kept by a click, and stand whole in its table', async () => {
    await using view = await under.visit()
    await view.go('/usage?range=1h&measure=tokens')
    const { page } = view
    const chart = page.getByRole('region', { name: 'Tokens' })
    await chart.getByRole('img', { name: /^Tokens: / }).focus()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => copied(page)).toMatch(/^\d{4}-\d\d-\d\dT/)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => copied(page)).toMatch(/^\d+$/)
    await view.mustBeAccessible()
    await chart.getByRole('button', { name: 'Show as table: Tokens' }).click()
    const { body } = await under.platform.call('GET', '/v2/analytics/usage?interval=minute')
    const row = body.resources.find(({ inputTokens }: { inputTokens: number }) => inputTokens > 0)
    const cell = chart.locator(`data[value="${row.inputTokens + row.outputTokens}"]`).first()
    await cell.click()
    await expect.poll(() => copied(page)).toBe(String(row.inputTokens + row.outputTokens))
    await chart.getByRole('button', { name: 'Copy as table' }).click()
    await expect.poll(() => copied(page)).toMatch(/^Time\t/)
    await view.mustBeAccessible()
  })

  it('stand nowhere without a way to copy them', async () => {
    await using view = await under.visit()
    for (const path of pages(demo)) {
      await view.go(path)
      expect(await view.page.evaluate(bareNumbers), path).toEqual([])
    }
  })
})

/** `every-page.test.ts` looks at all others, too. */
const pages = (demo: string): readonly string[] => [
  '/',
  '/deployments',
  `/deployments/${demo}?tab=metrics`,
  `/deployments/${demo}?tab=requests`,
  '/usage',
  '/models?view=table',
  '/about',
]
