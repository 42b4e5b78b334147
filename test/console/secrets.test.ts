import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('secrets', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole()
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('keeps values that are typed or come of a file, hands them to a deployment, and says who uses them', async () => {
    await using view = await under.visit()
    await view.go('/secrets')
    const { page } = view
    await page.getByText('No secret yet').waitFor()
    await page.getByRole('button', { name: 'Create secret' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('hub')
    await dialog.getByLabel('Key 1', { exact: true }).fill('token')
    await dialog.getByLabel('Value 1', { exact: true }).fill('grüße, welt')
    await dialog.getByRole('button', { name: 'Add key' }).click()
    const chooser = page.waitForEvent('filechooser')
    await dialog.getByRole('button', { name: 'Value 2 from a file' }).click()
    await (await chooser).setFiles({ name: 'ca.pem', mimeType: 'text/plain', buffer: Buffer.from('pem') })
    await expect.poll(() => dialog.getByLabel('Key 2', { exact: true }).inputValue()).toBe('ca.pem')
    await view.mustBeAccessible()
    await view.picture('secrets-create')
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    const row = page.getByRole('row', { name: /hub/ })
    await row.getByText('this group').waitFor()

    const { call, until } = under.platform
    const secretVariables = JSON.stringify({ TOKEN: 'hub/token', CA: 'hub/ca.pem' })
    const made = await call('POST', '/v2/lm/deployments', {
      name: 'greeter',
      configuration: {
        name: 'greeter',
        scenarioId: 'predictors',
        executableId: 'node',
        parameterBindings: [
          { key: 'script', value: `file://${import.meta.dirname}/says-environment.mjs` },
          { key: 'secretVariables', value: secretVariables },
        ],
      },
    })
    expect(made.status, JSON.stringify(made.body)).toBe(202)
    await row.getByRole('link', { name: 'greeter' }).waitFor()
    await until(made.body.id, 'RUNNING')
  })
})
