import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('the list of deployments', () => {
  let under: ConsoleUnderTest
  const ids = new Map<string, string>()
  beforeAll(async () => {
    under = await openConsole({ demo: true, allowPrivate: true })
    const { call, until } = under.platform
    await call('POST', '/v2/admin/connections', {
      name: 'elsewhere',
      provider: 'openai-compatible',
      baseUrl: 'http://127.0.0.1:9/v1',
      credential: {},
    })
    for (const name of ['chat-prod', 'chat-test', 'search', 'summaries']) {
      const made = await call('POST', '/v2/lm/deployments', {
        name,
        configuration: {
          name,
          scenarioId: 'foundation-models',
          executableId: 'openai-compatible',
          parameterBindings: [
            { key: 'modelName', value: 'small-model' },
            { key: 'connection', value: 'elsewhere' },
          ],
        },
      })
      expect(made.body.id, JSON.stringify(made.body)).toBeTypeOf('string')
      ids.set(name, made.body.id)
      await until(made.body.id, 'RUNNING')
    }
    const { body } = await call('GET', '/v2/lm/deployments')
    for (const { name, id } of body.resources) ids.set(name, id)
    await until(ids.get('demo') ?? '', 'RUNNING')
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('is filtered, sorted and peeked into by its address alone', async () => {
    await using view = await under.visit()
    await view.go(`/deployments?q=chat&sort=-name&peek=${ids.get('chat-prod')}`)
    const { page } = view
    await expect
      .poll(() => page.getByRole('region', { name: 'Deployments' }).getByRole('row').allInnerTexts())
      .toMatchObject([expect.anything(), expect.stringContaining('chat-test'), expect.stringContaining('chat-prod')])
    await page.getByRole('complementary').getByText('/v2/inference/deployments/').waitFor()
    await page.getByPlaceholder('Search by name').fill('nothing is called so')
    await page.getByText('Nothing matches').waitFor()
    expect(page.url()).toContain('q=nothing')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByText('5 deployments').waitFor()
  })

  it('is walked by keys: j and k, Space peeks, x selects, Enter opens', async () => {
    await using view = await under.visit()
    await view.go('/deployments?sort=name')
    const { page } = view
    for (const key of ['j', 'j', 'k', 'j']) await page.keyboard.press(key)
    await page.keyboard.press('Space')
    await page.getByRole('complementary').getByRole('heading', { name: 'chat-test' }).waitFor()
    await page.keyboard.press('j')
    await page.getByRole('complementary').getByRole('heading', { name: 'demo' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('complementary').count()).toBe(0)
    await page.keyboard.press('x')
    await page.getByText('1 selected').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`/deployments/${ids.get('demo')}`))
  })

  it('stops and deletes several, and says how many of them it can', async () => {
    await using view = await under.visit()
    await view.go('/deployments?sort=name')
    const { page } = view
    await page.getByRole('checkbox', { name: 'Select search' }).check()
    await page.getByRole('checkbox', { name: 'Select summaries' }).check()
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await under.platform.until(ids.get('search') ?? '', 'STOPPED')
    await page
      .getByRole('row', { name: /search/ })
      .getByText('Stopped')
      .first()
      .waitFor()
    await page.getByRole('checkbox', { name: 'Select chat-test' }).check()
    await page.getByRole('checkbox', { name: 'Select search' }).check()
    await page.getByRole('button', { name: 'Delete 1 of 2' }).click()
    const sure = page.getByRole('dialog')
    await expect.poll(() => sure.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true)
    await sure.getByRole('textbox').fill('search')
    await sure.getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => page.getByRole('row', { name: /search/ }).count()).toBe(0)
  })

  it('shows the columns that were chosen, and says so in its address', async () => {
    await using view = await under.visit()
    await view.go('/deployments?columns=name,status')
    const { page } = view
    await expect.poll(() => page.getByRole('columnheader').allInnerTexts()).toEqual(['', 'Name', 'Status'])
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Configuration' }).check()
    await page.getByRole('checkbox', { name: 'Status' }).uncheck()
    await page.waitForURL(/columns=name(,|%2C)configuration/)
    await expect.poll(() => page.getByRole('columnheader').allInnerTexts()).toEqual(['', 'Name', 'Configuration'])
    await view.mustBeAccessible()
  })

  it('scales in the list', async () => {
    await using view = await under.visit()
    await view.go('/deployments')
    await view.page.getByRole('button', { name: 'One instance more for demo' }).click()
    await expect
      .poll(async () => {
        const { body } = await under.platform.call('GET', `/v2/lm/deployments/${ids.get('demo')}`)
        return body.scaling?.predictor?.minInstances
      })
      .toBe(2)
    await view.page.getByText('/ 2').waitFor()
  })

  it('shows what changes elsewhere without being asked', async () => {
    await using view = await under.visit()
    await view.go('/deployments')
    await under.platform.call('PATCH', `/v2/lm/deployments/${ids.get('chat-prod')}`, { targetStatus: 'STOPPED' })
    await view.page
      .getByRole('row', { name: /chat-prod/ })
      .getByText('Stopped')
      .first()
      .waitFor()
  })

  it('looks good in both themes', () => under.inBothThemes(`/deployments?peek=${ids.get('demo')}`, 'deployments'))

  it('offers the first step where there is none', async () => {
    await under.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'empty' })
    await under.inBothThemes('/deployments?group=empty', 'deployments-empty', (page) =>
      page.getByText('No deployment yet').waitFor(),
    )
  })
})
