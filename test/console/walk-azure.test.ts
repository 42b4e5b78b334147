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
  })
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    await upstream?.[Symbol.asyncDispose]()
  })

  it('deploys a model of the catalog and talks to it', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/deployments')
    await page.getByRole('link', { name: 'New deployment' }).first().click()
    await page.getByRole('radio', { name: /A model of a provider/ }).click()
    await page.getByRole('combobox', { name: 'Model', exact: true }).fill('gpt-4o')
    await page.getByRole('option', { name: 'gpt-4o', exact: true }).click()
    // Everything else follows: version, connection, name.
    await expect.poll(() => page.getByLabel('Deployment name').inputValue()).toBe('gpt-4o')
    await page.getByText('1M input tokens').waitFor()
    await page.getByRole('button', { name: 'Create new deployment' }).click()
    await page.waitForURL(/\/deployments\/d[0-9a-f]+/)
    const id = /deployments\/(d[0-9a-f]+)/.exec(page.url())?.[1] ?? ''
    await under.platform.until(id, 'RUNNING')
  })

  it('looks good in both themes', () =>
    under.inBothThemes('/deployments/new?model=gpt-4o', 'new-simple', async (page) => {
      await page.getByText('1M input tokens').waitFor()
    }))
})
