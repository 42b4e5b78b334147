import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

const run = promisify(execFile)

describe.skipIf(browserPath === null)('the page of a deployment', () => {
  let under: ConsoleUnderTest
  let id = ''
  const at = (tab = '', more = ''): string => `/deployments/${id}?${tab === '' ? '' : `tab=${tab}`}${more}`
  const ask = (content: string) =>
    under.platform.call('POST', '/v1/chat/completions', { model: 'demo', messages: [{ role: 'user', content }], max_tokens: 8 })
  beforeAll(async () => {
    under = await openConsole({ demo: true })
    const { call, until } = under.platform
    const { body } = await call('GET', '/v2/lm/deployments')
    id = body.resources[0].id
    await until(id, 'RUNNING')
    for (let n = 0; n < 4; n += 1) expect((await ask(`Hello ${n}`)).status).toBe(200)
    await call('POST', '/v1/chat/completions', { model: 'demo', messages: 'none' })
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('says how it is called, in words that work as they are', async () => {
    await using view = await under.visit()
    await view.go(at())
    const { page } = view
    const callIt = page.getByRole('region', { name: 'Call it' }).first()
    const env = { ...process.env, LECTERN_API_KEY: under.platform.adminKey.trim() }
    const root = join(import.meta.dirname, '../..')
    for (const api of ['OpenAI', 'OpenAI Responses', 'Azure OpenAI', 'SAP AI Core', 'Anthropic']) {
      await page.getByRole('combobox', { name: 'API' }).click()
      await page.getByRole('option', { name: api, exact: true }).click()
      await callIt.getByRole('tab', { name: 'cURL' }).click()
      const answer = await run('bash', ['-c', `${await callIt.locator('pre').innerText()} -sS`], { env })
      expect(JSON.parse(answer.stdout), api).toMatchObject({ [api === 'Anthropic' ? 'content' : 'model']: expect.anything() })
      if (api === 'SAP AI Core' || api === 'OpenAI Responses') continue
      await callIt.getByRole('tab', { name: 'TypeScript' }).click()
      const code = await callIt.locator('pre').innerText()
      const said = await run(process.execPath, ['--input-type=module-typescript', '-e', code], { env, cwd: root })
      expect(said.stdout.trim(), api).not.toMatch(/^(undefined)?$/)
    }
  })

  it('pauses and resumes, stops and starts, and says what to do next', async () => {
    await using view = await under.visit()
    await view.go(at())
    const { page } = view
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Calls are answered 423').waitFor()
    expect((await ask('Hello?')).status).toBe(423)
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    expect((await ask('Hello!')).status).toBe(200)
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByText('Start it again whenever you like').waitFor()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await page.getByRole('button', { name: 'Stop', exact: true }).waitFor()
    await under.platform.until(id, 'RUNNING')
    await page.getByText('Running', { exact: true }).waitFor()
  })

  it('charts its calls; dragging zooms into the address', async () => {
    await using view = await under.visit()
    await view.go(at('metrics'))
    const { page } = view
    await expect.poll(() => page.getByText(/\d× 4xx|\d × 4xx/).innerText()).toMatch(/^[1-9]\d* × 4xx, 0 × 5xx$/)
    const calls = page.getByRole('region', { name: 'Calls by answer' })
    const box = await calls.locator('canvas').boundingBox()
    if (!box) throw new Error('the chart is nowhere')
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.9, box.y + 60, { steps: 5 })
    await page.mouse.up()
    await page.waitForURL(/tab=metrics.*from=.*to=|from=.*to=.*tab=metrics/)
    await calls.getByRole('button', { name: 'Show as table' }).click()
    await calls.getByRole('table').waitFor()
  })

  it('follows its log, and the address keeps the filter', async () => {
    await using view = await under.visit()
    await view.go(at('logs'))
    const { page } = view
    await page
      .getByText(/serving lectern-mini/)
      .first()
      .waitFor()
    await page.getByPlaceholder('Filter lines').fill('listening')
    await page.waitForURL(/q=listening/)
    await expect.poll(() => page.getByText(/serving lectern-mini/).count()).toBe(0)
    // The instance that was stopped above is a run before this one.
    await view.go(at('logs', '&previous=true'))
    await page
      .getByText(/serving lectern-mini/)
      .first()
      .waitFor()
  })

  it('lists its calls, keeps what is said where it is told to, and walks them by keys', async () => {
    await using view = await under.visit()
    await view.go(at('requests'))
    const { page } = view
    const list = page.getByRole('region', { name: 'Calls' })
    await list
      .getByRole('row')
      .nth(1)
      .click({ position: { x: 4, y: 4 } })
    await page.getByText('What was said was not kept').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('switch', { name: 'Keep what is said' }).click()
    await expect.poll(async () => (await log()).mode).toBe('all')
    await page.getByRole('combobox', { name: 'What is kept' }).waitFor()
    expect((await ask('How many lamps are there?')).status).toBe(200)
    await page.getByRole('button', { name: 'Refresh', exact: true }).click()
    await list.getByRole('img', { name: 'What was said is kept' }).waitFor()
    await list
      .getByRole('row')
      .nth(1)
      .click({ position: { x: 4, y: 4 } })
    const peek = page.getByRole('complementary')
    await peek.getByText('How many lamps are there?').waitFor()
    const first = page.url()
    await page.keyboard.press('j')
    await expect.poll(() => page.url()).not.toBe(first)
    await page.keyboard.press('k')
    await expect.poll(() => page.url()).toBe(first)
    await page.getByPlaceholder('Request id').fill('no call has this')
    await page.getByText('Nothing matches').waitFor()
  })
  const log = async () => (await under.platform.call('GET', `/v2/admin/deployments/${id}/inferenceLog`)).body

  it('is not found where it is not', async () => {
    await using view = await under.visit()
    await view.go('/deployments/d0000000000000000')
    await view.page.getByText('Nothing is here').waitFor()
  })

  it('looks good in both themes: what it is', () => under.inBothThemes(at(), 'deployment-overview', drawn), 60_000)

  it(
    'looks good in both themes: how it did',
    () => under.inBothThemes(at('metrics'), 'deployment-metrics', (page) => page.locator('canvas').first().waitFor()),
    60_000,
  )

  it(
    'looks good in both themes: what it wrote',
    () =>
      under.inBothThemes(at('logs'), 'deployment-logs', (page) =>
        page
          .getByText(/serving/)
          .first()
          .waitFor(),
      ),
    60_000,
  )

  it('looks good in both themes: what was asked', async () => {
    const { resources } = (await under.platform.call('GET', `/v2/analytics/ledger?deployment=${id}`)).body
    await under.inBothThemes(at('requests', `&peek=${encodeURIComponent(resources[0].id)}`), 'deployment-requests', (page) =>
      page.getByRole('complementary').waitFor(),
    )
  }, 60_000)
})

const drawn = (page: Page): Promise<void> => page.locator('.react-flow').getByText('GGUF').waitFor()
