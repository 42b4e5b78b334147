import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

/** The steps of Azure's "Deploy a model to an endpoint", from the sign-in to a streamed answer, with nothing but the browser. */
describe.skipIf(browserPath === null)('the walk of somebody who knows Azure', () => {
  let under: ConsoleUnderTest
  let upstream: OpenaiUpstream
  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    upstream.behaviour.style = 'azure'
    under = await openConsole({ allowPrivate: true })
    const made = await under.platform.call('POST', '/v2/admin/connections', {
      name: 'azure-openai',
      provider: 'azure-openai',
      baseUrl: upstream.address,
      credential: { apiKey: 'secret-of-azure' },
    })
    expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
    // Shipped models retire, and this one does not.
    await under.platform.call('PUT', '/v2/admin/catalog/azure-openai/steady', {
      versions: [{ name: '2026-01-01', latestFrom: '2026-01-01', capabilities: ['text-generation'], streamingSupported: true }],
    })
  })
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    await upstream?.[Symbol.asyncDispose]()
  })

  it('deploys a model of the catalog as a standard deployment, and gets a streamed answer', async () => {
    await using view = await under.visit()
    const { page } = view
    // Deploy options: which there are depends on the model, and what each costs is said beside it.
    await view.go('/deployments')
    await page.getByRole('link', { name: 'New deployment' }).first().click()
    await page.getByRole('radio', { name: /A model of a provider/ }).click()
    await page.getByRole('combobox', { name: 'Model', exact: true }).fill('steady')
    await page.getByRole('option', { name: 'steady', exact: true }).click()
    await expect.poll(() => page.getByLabel('Deployment name').inputValue()).toBe('steady')
    await page.getByText('Advanced options', { exact: true }).click()
    for (const type of ['Standard', 'Serverless', 'Provisioned throughput', 'Batch'])
      await page.getByRole('radio', { name: new RegExp(`^${type}`) }).waitFor()
    await page.getByRole('radio', { name: /^Standard/ }).click()
    const capacity = page.getByRole('textbox', { name: 'Capacity' })
    await capacity.fill('50')
    await page.getByText('50,000 tokens and 300 calls a minute').waitFor()
    await page.getByText('Standard · global').waitFor()
    await view.mustBeAccessible()
    await view.picture('walk-azure')
    await page.getByRole('button', { name: 'Create new deployment' }).click()
    await page.waitForURL(/\/deployments\/d[0-9a-f]+/)
    const id = /deployments\/(d[0-9a-f]+)/.exec(page.url())?.[1] ?? ''
    const made = await under.platform.until(id, 'RUNNING')
    expect(made).toMatchObject({ name: 'steady', deploymentType: 'standard', capacity: 50 })
    // An endpoint: a question, a request to it, an answer that comes word by word.
    await page.getByRole('link', { name: 'Playground' }).last().click()
    const prompt = page.getByRole('textbox', { name: 'Message', exact: true })
    await prompt.fill('Hello?')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Hello there!').waitFor()
    expect(upstream.received.at(-1)).toMatchObject({ json: { stream: true } })
    expect(upstream.received.at(-1)?.headers['api-key']).toBe('secret-of-azure')
  }, 90_000)
})
