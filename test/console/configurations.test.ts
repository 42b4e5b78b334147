import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('configurations', () => {
  let under: ConsoleUnderTest
  const ids = new Map<string, string>()
  beforeAll(async () => {
    under = await openConsole({ allowPrivate: true })
    const { call } = under.platform
    await call('POST', '/v2/admin/connections', {
      name: 'elsewhere',
      provider: 'openai-compatible',
      baseUrl: 'http://127.0.0.1:9/v1',
      credential: {},
    })
    for (const [name, model] of [
      ['small', 'small-model'],
      ['large', 'large-model'],
    ]) {
      const { body } = await call('POST', '/v2/lm/configurations', {
        name,
        scenarioId: 'foundation-models',
        executableId: 'openai-compatible',
        parameterBindings: [
          { key: 'modelName', value: model },
          { key: 'connection', value: 'elsewhere' },
        ],
      })
      ids.set(name ?? '', body.id)
    }
    const made = await call('POST', '/v2/lm/deployments', { name: 'chat', configurationId: ids.get('small') })
    expect(made.status, JSON.stringify(made.body)).toBe(202)
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('are listed with who uses them, and found by a parameter', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/configurations?sort=name')
    await page.getByRole('row', { name: /small/ }).getByRole('link', { name: 'chat' }).waitFor()
    await page.getByLabel('Search by name, id or a parameter').fill('large-model')
    await page.getByText('1 of 2 configurations').waitFor()
    expect(page.url()).toContain('q=large-model')
    await page.getByLabel('Search by name, id or a parameter').fill('nothing is called so')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).last().click()
    await page.getByText('2 configurations').waitFor()
  })

  it('are held against one another', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go(`/configurations/${ids.get('small')}`)
    await page.getByRole('combobox', { name: 'With another configuration' }).click()
    await page.getByRole('option', { name: /large/ }).click()
    await page.getByRole('region', { name: 'Compare' }).getByText('large-model').waitFor()
    expect(page.url()).toContain(`compare=${ids.get('large')}`)
    await view.mustBeAccessible()
  })

  it('are deployed', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go(`/configurations/${ids.get('large')}`)
    await page.getByRole('link', { name: 'Deploy', exact: true }).click()
    await expect.poll(() => page.getByLabel('Deployment name').inputValue()).toBe('large')
    await page.getByRole('button', { name: 'Create new deployment' }).click()
    await page.waitForURL(/\/deployments\/d[0-9a-f]+/)
    const { body } = await under.platform.call('GET', '/v2/lm/deployments')
    expect(body.resources.map(({ name }: { name: string }) => name)).toContain('large')
  })

  it('look good in both themes', async () => {
    await under.inBothThemes('/configurations', 'configurations')
    await under.inBothThemes(`/configurations/${ids.get('small')}?compare=${ids.get('large')}`, 'configuration')
  })

  it('say in German what would be here', async () => {
    await under.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'empty' })
    await using view = await under.visit({ language: 'de' })
    await view.go('/configurations?group=empty')
    await view.page.getByText('Noch keine Konfiguration').waitFor()
    await view.mustBeAccessible()
  })
})
