import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('a deployment that is changed elsewhere while it is edited', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole({ allowPrivate: true })
    const connection = { name: 'elsewhere', provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', credential: {} }
    expect((await under.platform.call('POST', '/v2/admin/connections', connection)).status).toBeLessThan(300)
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  const deploy = async (name: string): Promise<string> => {
    const order = { model: 'first', name, executableId: 'openai-compatible', connection: 'elsewhere' }
    const { body } = await under.platform.call('POST', '/v2/lm/models/deploy', order)
    await under.platform.until(body.id, 'RUNNING')
    return body.id
  }
  const patch = async (id: string, change: object): Promise<void> => {
    const { status, body } = await under.platform.call('PATCH', `/v2/lm/deployments/${id}`, change)
    expect(status, JSON.stringify(body)).toBeLessThan(300)
  }
  const configured = async (modelName: string): Promise<string> => {
    const { body } = await under.platform.call('POST', '/v2/lm/configurations', {
      name: modelName,
      executableId: 'openai-compatible',
      scenarioId: 'foundation-models',
      parameterBindings: Object.entries({ modelName, connection: 'elsewhere' }).map(([key, value]) => ({ key, value })),
    })
    return body.id
  }
  const modelOf = async (id: string): Promise<string> => {
    const { body } = await under.platform.call('GET', `/v2/lm/deployments/${id}`)
    const { parameterBindings } = (await under.platform.call('GET', `/v2/lm/configurations/${body.configurationId}`)).body
    return parameterBindings.find(({ key }: { readonly key: string }) => key === 'modelName').value
  }
  const modelName = (page: Page) => page.getByRole('textbox', { name: 'Model name' })
  const notice = (page: Page) => page.getByRole('alert').filter({ hasText: 'Changed meanwhile' })
  const save = (page: Page) => page.getByRole('button', { name: 'Save changes' })
  const saved = (page: Page, id: string) => page.waitForURL(new RegExp(`/deployments/${id}(\\?.*)?$`))
  const begin = async (page: Page, go: (path: string) => Promise<void>, id: string): Promise<void> => {
    await go(`/deployments/${id}/edit?open=model,calls`)
    await page.getByText('Nothing has been changed yet.').waitFor()
  }

  it('shows what changed and saves nothing until the draft was chosen, which then takes its place', async () => {
    await using view = await under.visit()
    const { page } = view
    const id = await deploy('kept')
    await begin(page, view.go, id)
    await modelName(page).fill('mine')
    await patch(id, { configurationId: await configured('theirs') })
    await notice(page).getByText('parameterBindings.modelName').waitFor()
    await notice(page).getByText('Your draft would take the place of what is there now: configuration.').waitFor()
    await page.getByRole('region', { name: 'Changed meanwhile' }).getByText('theirs').first().waitFor()
    expect(await modelName(page).inputValue()).toBe('mine')
    expect(await save(page).isDisabled()).toBe(true)
    await view.settled()
    await view.mustBeAccessible()
    await view.picture('edit-meanwhile')
    await view.turn('dark')
    await view.mustBeAccessible(['color-contrast'])
    await view.picture('edit-meanwhile')
    await notice(page).getByRole('button', { name: 'Keep my draft' }).click()
    await notice(page).waitFor({ state: 'hidden' })
    const changes = page.getByRole('region', { name: 'Changes', exact: true })
    await changes.getByText('theirs').first().waitFor()
    await changes.getByText('mine').first().waitFor()
    expect(await modelName(page).inputValue()).toBe('mine')
    await save(page).click()
    await saved(page, id)
    expect(await modelOf(id)).toBe('mine')
  })

  it('is begun anew from what is there, if that is chosen', async () => {
    await using view = await under.visit()
    const { page } = view
    const id = await deploy('anew')
    await begin(page, view.go, id)
    await modelName(page).fill('mine')
    await patch(id, { configurationId: await configured('theirs') })
    await notice(page).getByRole('button', { name: 'Start over from what is there now' }).click()
    await expect.poll(() => modelName(page).inputValue()).toBe('theirs')
    await page.getByText('Nothing has been changed yet.').waitFor()
    expect(await notice(page).count()).toBe(0)
  })

  it('keeps what was changed there where the draft changes something else', async () => {
    await using view = await under.visit()
    const { page } = view
    const id = await deploy('both')
    await begin(page, view.go, id)
    await page.getByRole('combobox', { name: 'When a caller leaves' }).click()
    await page.getByRole('option', { name: /read to its end/ }).click()
    await patch(id, { configurationId: await configured('theirs') })
    await notice(page).getByText('what was changed there stays').waitFor()
    await notice(page).getByRole('button', { name: 'Keep my draft' }).click()
    await expect.poll(() => modelName(page).inputValue()).toBe('theirs')
    await page.getByRole('region', { name: 'Summary' }).getByText('No restart').waitFor()
    await save(page).click()
    await saved(page, id)
    expect(await modelOf(id)).toBe('theirs')
    expect((await under.platform.call('GET', `/v2/lm/deployments/${id}`)).body.onHangup).toBe('drain')
  })

  it('tells of a rollout that began, which another configuration would end', async () => {
    await using view = await under.visit()
    const { page } = view
    const id = await deploy('canary')
    await begin(page, view.go, id)
    await modelName(page).fill('mine')
    await patch(id, { configurationId: await configured('theirs'), rollout: { strategy: 'canary', percent: 10 } })
    await notice(page).getByText('Your draft would take the place of what is there now: rollout.').waitFor()
  })

  it('is shown as it is where nothing was typed', async () => {
    await using view = await under.visit()
    const { page } = view
    const id = await deploy('untouched')
    await begin(page, view.go, id)
    await patch(id, { configurationId: await configured('theirs') })
    await expect.poll(() => modelName(page).inputValue()).toBe('theirs')
    expect(await notice(page).count()).toBe(0)
  })

  it('is looked at again before saving, as nobody may have told', async () => {
    await using view = await under.visit({ provokes: /ERR_FAILED/, language: 'de' })
    const { page } = view
    await page.route('**/v2/lm/changes', (route) => route.abort())
    const id = await deploy('untold')
    await view.go(`/deployments/${id}/edit?open=model`)
    await page.getByText('Es ist noch nichts geändert.').waitFor()
    const name = page.getByRole('textbox', { name: 'Modellname' })
    await name.fill('mine')
    await patch(id, { configurationId: await configured('theirs') })
    await page.getByRole('button', { name: 'Änderungen speichern' }).click()
    await page.getByRole('button', { name: 'Mit dem jetzigen Stand neu beginnen' }).waitFor()
    expect(await modelOf(id)).toBe('theirs')
    expect(await name.inputValue()).toBe('mine')
    await view.picture('edit-meanwhile-german')
    await page.getByRole('button', { name: 'Meinen Entwurf behalten' }).click()
    await page.getByRole('button', { name: 'Änderungen speichern' }).click()
    await saved(page, id)
    expect(await modelOf(id)).toBe('mine')
  })
})
