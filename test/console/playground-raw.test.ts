import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('what an answer of the playground was on its way', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole({ demo: true })
    const { body } = await under.platform.call('GET', '/v2/lm/deployments')
    await under.platform.until(body.resources[0].id, 'RUNNING')
  }, 60_000)
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('is shown event by event, as it came', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/playground?deployment=demo')
    await page.getByLabel('Most tokens').fill('40')
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Hello')
    await page.keyboard.press('Control+Enter')
    const log = page.getByRole('log', { name: 'Conversation with demo' })
    await log.getByText(/→ \d+ tokens/).waitFor()
    await log.getByRole('button', { name: 'Raw JSON' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('chat.completion', { exact: false }).first().waitFor()
    await dialog.getByText(/^As it came: \d+ events$/).click()
    const list = dialog.getByRole('region', { name: 'Events of the answer' })
    await expect.poll(() => list.getByRole('listitem').first().innerText()).toContain('"chat.completion.chunk"')
    const first = list.getByRole('button').first()
    expect(await first.getAttribute('aria-expanded')).toBe('false')
    await first.click()
    await list.getByRole('region', { name: 'Event 1' }).getByText('"role"').first().waitFor()
    await view.mustBeAccessible()
    await view.picture('playground-raw-events')
    await first.click()
    // The last one is the mark of the end, and only what is in sight is there.
    await page.evaluate('document.querySelector("[role=dialog] ol").parentElement.scrollTo(0, 1e6)')
    await expect.poll(() => list.getByRole('listitem').last().innerText()).toContain('[DONE]')
    // They are of this page: what is kept over a reload is the answer alone.
    await page.waitForTimeout(400)
    await page.reload()
    await log.getByRole('button', { name: 'Raw JSON' }).click()
    await dialog.getByText('chat.completion', { exact: false }).first().waitFor()
    expect(await dialog.getByText(/^As it came/).count()).toBe(0)
  })
})
