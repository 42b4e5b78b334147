import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

describe.skipIf(browserPath === null)('conversations of the playground', () => {
  let under: ConsoleUnderTest
  let upstream: OpenaiUpstream
  let id: string
  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    under = await openConsole({ allowPrivate: true })
    const { call, until } = under.platform
    const connection = { name: 'elsewhere', provider: 'openai-compatible', baseUrl: `${upstream.address}/v1`, credential: {} }
    await call('POST', '/v2/admin/connections', connection)
    const parameterBindings = [
      { key: 'modelName', value: 'small-model' },
      { key: 'connection', value: 'elsewhere' },
    ]
    const made = await call('POST', '/v2/lm/deployments', {
      name: 'helper',
      configuration: { name: 'helper', scenarioId: 'foundation-models', executableId: 'openai-compatible', parameterBindings },
    })
    id = made.body.id
    await until(id, 'RUNNING')
  }, 60_000)
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    await upstream?.[Symbol.asyncDispose]()
  })

  const ask = async (page: Page, text: string): Promise<void> => {
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill(text)
    await page.keyboard.press('Control+Enter')
  }
  const lastMessages = () => upstream.received.findLast(({ url }) => url.includes('chat'))?.json?.['messages']

  it('sends images along', async () => {
    await using view = await under.visit()
    await view.go('/playground')
    const { page } = view
    await page.locator('input[type=file][accept*=png]').setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: dot })
    await page.getByRole('img', { name: 'Image 1' }).waitFor()
    await ask(page, 'What is this?')
    await page.getByText('Hello there!').waitFor()
    expect(lastMessages()).toMatchObject([
      { content: [{ type: 'text' }, { image_url: { url: expect.stringMatching(/^data:image\/png/) } }] },
    ])
  })

  it('are a file, and come back from one; only so many messages of before are sent', async () => {
    await using view = await under.visit()
    await view.go('/playground')
    const { page } = view
    for (const text of ['first', 'second']) {
      await ask(page, text)
      await expect.poll(() => page.getByText('Hello there!').count()).toBe(text === 'first' ? 1 : 2)
    }
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the conversation' }).click(),
    ])
    const file = readFileSync(await download.path(), 'utf8')
    await page.getByRole('button', { name: 'Begin anew' }).click()
    await page.getByText('Ask helper').waitFor()
    const input = page.locator('input[type=file][accept*=json]')
    await input.setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('{}') })
    await page.getByText('other.json is no conversation from here').waitFor()
    await input.setInputFiles({ name: 'it.json', mimeType: 'application/json', buffer: Buffer.from(file) })
    await page.getByText('second').waitFor()
    await page.getByLabel('Past messages').fill('0')
    await ask(page, 'third')
    await expect.poll(() => page.getByText('Hello there!').count()).toBe(3)
    expect(lastMessages()).toEqual([{ role: 'user', content: 'third' }])
  })

  it('fits a phone, with the settings behind a button', async () => {
    await using view = await under.visit({ width: 390, height: 800 })
    await view.go('/playground')
    const { page } = view
    await ask(page, 'Hello')
    await page.getByText('Hello there!').waitFor()
    await page.getByText('no price known').waitFor()
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
    await view.picture('playground-phone')
    await view.mustBeAccessible()
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('dialog').getByLabel('System prompt').waitFor()
    await view.mustBeAccessible()
  })

  it('says that the deployment is stopped, and leads there', async () => {
    const { call, until } = under.platform
    await call('PATCH', `/v2/lm/deployments/${id}`, { targetStatus: 'STOPPED' })
    await until(id, 'STOPPED')
    await using view = await under.visit()
    await view.go('/playground')
    const { page } = view
    await page.getByText('Stopped').first().waitFor()
    await ask(page, 'Hello')
    await page.getByText('The deployment is stopped').waitFor()
    await view.mustBeAccessible()
    await page.getByRole('link', { name: 'To the deployment' }).click()
    await page.waitForURL(new RegExp(`/deployments/${id}`))
  })

  it('offers the first step where nothing can be called', async () => {
    await under.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'empty-one' })
    await using view = await under.visit()
    await view.go('/playground?group=empty-one')
    await view.page.getByText('Nothing to try yet').waitFor()
    await view.page.getByRole('link', { name: 'New deployment' }).waitFor()
  })
})
