import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('creating and editing deployments', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole({ allowPrivate: true })
    const { call } = under.platform
    for (const [name, provider] of [
      ['elsewhere', 'openai-compatible'],
      ['azure-openai', 'azure-openai'],
    ]) {
      const credential = provider === 'azure-openai' ? { apiKey: 'secret' } : {}
      const made = await call('POST', '/v2/admin/connections', { name, provider, baseUrl: 'http://127.0.0.1:9/v1', credential })
      expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
    }
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('keeps one draft through the simple form, the advanced one and YAML', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/deployments/new')
    await page.getByRole('radio', { name: /A model by its name/ }).click()
    await page.getByRole('combobox', { name: 'Connection' }).click()
    await page.getByRole('option', { name: /elsewhere/ }).click()
    await page.getByRole('textbox', { name: 'Model name' }).fill('Qwen/Qwen3 8B')
    await expect.poll(() => page.getByLabel('Deployment name').inputValue()).toBe('Qwen-Qwen3-8B')
    await page.getByText('Advanced options', { exact: true }).click()
    await page.getByRole('button', { name: /Calls: batcher/ }).click()
    await page.getByRole('textbox', { name: 'Lifetime' }).fill('24h')
    await page.getByText('YAML', { exact: true }).click()
    const editor = page.getByRole('textbox', { name: 'Deployment document' })
    await expect.poll(() => editor.innerText()).toContain('modelName: Qwen/Qwen3 8B')
    expect(await editor.innerText()).toContain('ttl: 24h')
    // What is written as YAML is in the form, and what is wrong in it is said with its line.
    const paste = async (text: string): Promise<void> => {
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
      await editor.click()
      await page.keyboard.press('Control+A')
      await page.keyboard.press('Control+V')
    }
    const document = (more: string): string =>
      `kind: Deployment\nname: written\nconfiguration:\n  executableId: openai-compatible\n  parameterBindings: { modelName: small, connection: elsewhere }\n${more}`
    await paste(document('flavour: sweet\n'))
    await page.getByText(/Line 6: there is no field "flavour"/).waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Create new deployment' }).isDisabled()).toBe(true)
    await paste(document('residency: regional\n'))
    await expect.poll(() => page.getByLabel('Deployment name').inputValue()).toBe('written')
    await page.getByText('Serverless · regional').waitFor()
    await page.getByText('Simple', { exact: true }).click()
    await expect.poll(() => page.getByRole('textbox', { name: 'Model name' }).inputValue()).toBe('small')
    await page.getByRole('button', { name: 'Create new deployment' }).click()
    await page.waitForURL(/\/deployments\/d[0-9a-f]+/)
    const { body } = await under.platform.call('GET', '/v2/lm/deployments')
    expect(body.resources[0]).toMatchObject({ name: 'written', residency: 'regional', executableId: 'openai-compatible' })
  })

  it('registers a model of files without leaving the form', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/deployments/new')
    await page.getByRole('radio', { name: /A model of your own/ }).click()
    await page.getByRole('button', { name: 'Upload a model' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name in the registry' }).fill('mine')
    await dialog
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'w.txt', mimeType: 'text/plain', buffer: Buffer.from('2') })
    await expect.poll(() => dialog.getByRole('button', { name: 'Register' }).isEnabled()).toBe(true)
    await view.mustBeAccessible()
    await dialog.getByRole('button', { name: 'Register' }).click()
    await expect.poll(() => page.getByRole('combobox', { name: 'Pick a model' }).inputValue()).toBe('mine')
    await expect.poll(() => page.getByRole('combobox', { name: 'Served by' }).inputValue()).toContain('Python')
    await expect.poll(() => page.getByLabel('Deployment name').inputValue()).toBe('mine')
  })

  it('takes the newest script of a registered model, whatever of the form is open', async () => {
    await using view = await under.visit()
    const { page } = view
    const { call } = under.platform
    const files = [{ path: 'model.txt', text: 'x' }]
    const model = await call('POST', '/v2/lm/registry/models', { framework: 'PYTHON', name: 'scripted', files })
    expect(model.status, JSON.stringify(model.body)).toBeLessThan(300)
    const text = 'export default class Predict {\n  predict(inputs) {\n    return inputs\n  }\n}\n'
    const scripts = { files: [{ path: 'predict.mjs', role: 'predictor', text }] }
    const kept = await call('POST', '/v2/lm/registry/models/scripted/versions/1/artifacts', scripts)
    expect(kept.status, JSON.stringify(kept.body)).toBeLessThan(300)
    await view.go('/deployments/new?registered=scripted&executable=node&mode=advanced&open=none')
    await page.getByRole('table', { name: 'What it will be' }).waitFor()
    await page.getByRole('button', { name: 'Create new deployment' }).click()
    await page.waitForURL(/\/deployments\/d[0-9a-f]+/)
    const { body } = await call('GET', `/v2/lm/deployments/${/\/deployments\/(d[0-9a-f]+)/.exec(page.url())?.[1]}`)
    const made = await call('GET', `/v2/lm/configurations/${body.configurationId}`)
    expect(made.body.parameterBindings).toContainEqual({ key: 'artifactVersion', value: '1' })
    // A configuration that is taken as it is stays so, with its block open or closed.
    const parameterBindings = [{ key: 'model', value: 'scripted' }]
    const bare = { name: 'bare', executableId: 'python', scenarioId: 'model-serving', parameterBindings }
    const { id } = (await call('POST', '/v2/lm/configurations', bare)).body
    await view.go(`/deployments/new?configuration=${id}&mode=advanced&open=model`)
    const script = page.getByRole('combobox', { name: 'Script of the version' })
    await script.click()
    await page.getByRole('option', { name: /predict\.mjs/ }).waitFor()
    expect(await script.inputValue()).toBe('')
  })

  it('says in the words of the server what is wrong, at its field, before anything is made', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/deployments/new?model=gpt-4o')
    await page
      .getByText(/gpt-4o version .* was retired/)
      .first()
      .waitFor()
    await view.go('/deployments/new?model=some-model&connection=elsewhere')
    await page.getByLabel('Deployment name').fill('no name')
    await page.getByText(/must be 1 to 63 letters/).waitFor()
    expect((await under.platform.call('GET', '/v2/lm/configurations')).body.resources).not.toContainEqual(
      expect.objectContaining({ name: 'no name' }),
    )
  })

  it('copies what would be made as a call and as a command', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/deployments/new?model=some-model&connection=elsewhere')
    const copies = async (item: string, text: string): Promise<void> => {
      await page.getByRole('button', { name: 'Copy as' }).click()
      await page.getByRole('menuitem', { name: item }).click()
      await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toContain(text)
      await expect.poll(() => page.getByRole('menuitem').count()).toBe(0)
    }
    await copies('cURL', `curl ${under.platform.url}/v2/lm/deployments`)
    await copies('Command line', 'lectern deployments create some-model \\\n  --executable openai-compatible')
    await copies('YAML', 'kind: Deployment\nname: some-model\n')
  })

  it('tells whether a change restarts anything, shows it, and makes it', async () => {
    await using view = await under.visit()
    const { page } = view
    const { call, until } = under.platform
    const made = await call('POST', '/v2/lm/models/deploy', {
      model: 'first-model',
      name: 'edited',
      executableId: 'openai-compatible',
      connection: 'elsewhere',
    })
    await until(made.body.id, 'RUNNING')
    await view.go(`/deployments/${made.body.id}/edit?open=model,hosting,calls`)
    const summary = page.getByRole('region', { name: 'Summary' })
    await summary.getByText('Nothing has been changed yet.').waitFor()
    await page.getByRole('combobox', { name: 'When a caller leaves' }).click()
    await page.getByRole('option', { name: /read to its end/ }).click()
    await summary.getByText('No restart').waitFor()
    await page.getByRole('textbox', { name: 'Model name' }).fill('second-model')
    await summary.getByText('Rolling restart').waitFor()
    await page.getByRole('region', { name: 'Changes' }).getByText('second-model').waitFor()
    await page.getByRole('textbox', { name: 'Note' }).fill('the better one')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.waitForURL(new RegExp(`/deployments/${made.body.id}(\\?.*)?$`))
    const { body } = await call('GET', `/v2/lm/deployments/${made.body.id}`)
    expect(body).toMatchObject({ name: 'edited', onHangup: 'drain', version: 2 })
    const versions = await call('GET', `/v2/lm/deployments/${made.body.id}/versions`)
    expect(versions.body.resources[0]).toMatchObject({ version: 2, note: 'the better one' })
    await view.go(`/deployments/${made.body.id}/edit`)
    await view.mustBeAccessible()
    await view.picture('edit')
  })

  it('speaks German', async () => {
    await using view = await under.visit({ language: 'de' })
    await view.go('/deployments/new?model=gpt-5&mode=advanced&open=hosting,calls')
    await view.page.getByText('Reservierter Durchsatz').waitFor()
    await view.page.getByText('1 Mio. Eingabe-Token').waitFor()
    await view.picture('new-german')
  })

  it('lets a viewer look, and says what it would take', async () => {
    await under.platform.call('POST', '/v2/admin/people', { name: 'vera', role: 'viewer', resourceGroups: '*' })
    await using view = await under.visit({ as: { name: 'vera', role: 'viewer' } })
    await view.go('/deployments/new?model=gpt-5')
    await view.page.getByText('takes the role operator').waitFor()
  })

  it('looks good in both themes', () =>
    under.inBothThemes('/deployments/new?model=gpt-5&mode=advanced', 'new-advanced', async (page) => {
      await page
        .getByText(/per 1M/)
        .first()
        .waitFor()
    }))

  it('looks good as YAML, and on a phone', async () => {
    await under.inBothThemes('/deployments/new?model=gpt-5&mode=yaml', 'new-yaml', async (page) => {
      await page.getByText('1M input tokens').waitFor()
    })
    await using view = await under.visit({ width: 390, height: 800 })
    await view.go('/deployments/new?model=gpt-5')
    await view.page.getByText('1M input tokens').waitFor()
    await view.picture('new-phone')
  })
})
