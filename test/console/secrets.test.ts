import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('secrets', () => {
  let under: ConsoleUnderTest
  const encoded = (text: string): string => Buffer.from(text).toString('base64')
  beforeAll(async () => {
    under = await openConsole()
    const { call } = under.platform
    const script = 'export class Predict { predict(names) { return names.map((name) => process.env[name] ?? null) } }'
    await call('POST', '/v2/lm/registry/models', { name: 'm', files: [{ path: 'a', text: 'a' }] })
    const files = [{ path: 'predict.mjs', role: 'predictor', text: script }]
    const made = await call('POST', '/v2/lm/registry/models/m/versions/1/artifacts', { files })
    expect(made.status, JSON.stringify(made.body)).toBe(201)
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
    const bound = { model: 'm', artifactVersion: '1', secretVariables: JSON.stringify({ TOKEN: 'hub/token', CA: 'hub/ca.pem' }) }
    const parameterBindings = Object.entries(bound).map(([key, value]) => ({ key, value }))
    const configuration = { name: 'greeter', scenarioId: 'model-serving', executableId: 'node', parameterBindings }
    const { status, body } = await call('POST', '/v2/lm/deployments', { name: 'greeter', configuration })
    expect(status, JSON.stringify(body)).toBe(202)
    await row.getByRole('link', { name: 'greeter' }).waitFor()
    await until(body.id, 'RUNNING')
    const ask = async () =>
      (await call('POST', `/v2/inference/deployments/${body.id}/v1/models/m:predict`, { instances: ['TOKEN', 'CA'] })).body
    expect(await ask()).toMatchObject({ predictions: ['grüße, welt', 'pem'] })

    // Another value, as JSON, reaches it by itself.
    await row.getByRole('button', { name: 'Replace hub' }).click()
    await dialog.getByText('JSON', { exact: true }).click()
    await dialog.getByRole('textbox', { name: 'JSON' }).fill('["no object"]')
    await dialog.getByText('This is no JSON object of texts').waitFor()
    await dialog.getByRole('textbox', { name: 'JSON' }).fill('{"token": "next", "ca.pem": "pem"}')
    await dialog.getByRole('button', { name: 'Replace', exact: true }).click()
    await page.getByText('hub is replaced').waitFor()
    await expect.poll(ask).toMatchObject({ predictions: ['next', 'pem'] })
  })

  it('is deleted with its name typed, and shows what others made without being asked', async () => {
    const { call } = under.platform
    await using view = await under.visit()
    await view.go('/secrets')
    const { page } = view
    await call('POST', '/v2/admin/secrets', { name: 'late', data: { a: encoded('b') } })
    const everywhere = { 'ai-tenant-scope': 'true', 'ai-resource-group': '*' }
    await call('POST', '/v2/admin/secrets', { name: 'proxy', data: { a: encoded('b') } }, everywhere)
    await page.getByRole('row', { name: /proxy/ }).getByText('all groups').waitFor()
    const row = page.getByRole('row', { name: /late/ })
    await row.getByRole('button', { name: 'Delete late' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('late')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => row.count()).toBe(0)
    expect((await call('GET', '/v2/admin/secrets/late')).status).toBe(404)
  })

  it('keeps what opens registries of images', async () => {
    await using view = await under.visit()
    await view.go('/secrets?tab=registries')
    const { page } = view
    await page.getByRole('button', { name: 'Add registry' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('team')
    await dialog.getByRole('textbox', { name: 'Registry', exact: true }).fill('registry.example.com')
    await dialog.getByRole('textbox', { name: 'User name' }).fill('ann')
    await dialog.getByRole('textbox', { name: 'Password or token' }).fill('a-token')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('row', { name: /team/ }).waitFor()
    const { body } = await under.platform.call('GET', '/v2/admin/dockerRegistrySecrets')
    expect(body.resources).toEqual([{ name: 'team' }])
  })

  it('keeps object stores, whose place is shown and whose keys are not', async () => {
    await using view = await under.visit()
    await view.go('/secrets?tab=stores&create=true')
    const { page } = view
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('models')
    await dialog.getByLabel('Bucket').fill('weights')
    await dialog.getByLabel('Region').fill('eu-central-1')
    await dialog.getByRole('textbox', { name: 'AWS_ACCESS_KEY_ID' }).fill('id')
    await dialog.getByRole('textbox', { name: 'AWS_SECRET_ACCESS_KEY' }).fill('key-that-nobody-sees')
    await view.mustBeAccessible()
    await view.picture('secrets-store-create')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page
      .getByRole('row', { name: /models/ })
      .getByText('eu-central-1')
      .waitFor()
    await page.getByRole('button', { name: 'Replace models' }).click()
    expect(await dialog.getByLabel('Bucket').inputValue()).toBe('weights')
    expect(await page.content()).not.toContain('key-that-nobody-sees')
  })

  it('leaves registries to administrators, and everything to operators', async () => {
    await using view = await under.visit({ as: { name: 'olga', role: 'operator' } })
    await view.go('/secrets?tab=registries')
    const { page } = view
    await expect.poll(() => page.getByRole('button', { name: 'Replace team' }).isDisabled()).toBe(true)
    await page.getByRole('tab', { name: 'Variables' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Replace hub' }).isEnabled()).toBe(true)
    await using other = await under.visit({ as: { name: 'vera', role: 'viewer' } })
    await other.go('/secrets')
    await other.page.getByText('Not for this role').waitFor()
    expect(await other.page.getByRole('link', { name: 'Secrets' }).count()).toBe(0)
  })

  it('speaks German', async () => {
    await using view = await under.visit({ language: 'de' })
    await view.go('/secrets')
    await view.page.getByRole('heading', { name: 'Geheimnisse' }).waitFor()
    await view.page.getByRole('button', { name: 'hub ersetzen' }).waitFor()
  })

  it('looks good in both themes', () => under.inBothThemes('/secrets', 'secrets'))
})
