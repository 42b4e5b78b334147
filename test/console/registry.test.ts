import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeFolder } from '../../src/control/registry/materialise.ts'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('the registry', { timeout: 90_000 }, () => {
  let under: ConsoleUnderTest
  const folder = mkdtempSync(join(tmpdir(), 'lectern-registry-'))
  const register = (name: string, more: object) =>
    under.platform.call('POST', '/v2/lm/registry/models', { name, files: [{ path: 'model.onnx', text: 'x' }], ...more })
  beforeAll(async () => {
    under = await openConsole({ demo: false })
    mkdirSync(join(folder, 'rose', 'labels'), { recursive: true })
    writeFileSync(join(folder, 'rose', 'model.onnx'), 'not really')
    writeFileSync(join(folder, 'rose', 'labels', 'names.json'), '{"names": ["setosa", "virginica"]}')
  }, 180_000)
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    await removeFolder(folder)
  })

  it('begins empty, and takes a first version by upload', async () => {
    await using view = await under.visit()
    await view.go('/registry')
    const { page } = view
    await page.getByText('No model of your own yet').waitFor()
    await page.getByRole('button', { name: 'Upload a version' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('iris')
    await dialog.locator('input[type=file]').setInputFiles([
      { name: 'model.onnx', mimeType: 'application/octet-stream', buffer: Buffer.from([0, 1, 2, 3]) },
      { name: 'notes.md', mimeType: 'text/markdown', buffer: Buffer.from('# Flowers\n\nThree kinds.') },
    ])
    await expect.poll(() => dialog.getByText('complete', { exact: false }).count()).toBeGreaterThanOrEqual(2)
    await dialog.getByRole('combobox', { name: 'Framework' }).click()
    await page.getByRole('option', { name: 'ONNX' }).click()
    await dialog.getByRole('button', { name: 'Metrics, schema and example' }).click()
    const metrics = dialog.getByRole('textbox', { name: /^Metrics/ })
    await metrics.fill('{"accuracy": high}')
    await dialog.getByRole('button', { name: 'Register' }).click()
    await dialog.getByRole('alert').getByText('is not JSON').waitFor()
    await metrics.fill('{"accuracy": 0.97, "loss": 0.12}')
    await dialog.getByRole('button', { name: 'Register' }).click()
    await page.waitForURL(/registry\/iris\/1/)
    await page.getByRole('region', { name: 'Metrics' }).getByText('0.97').waitFor()
    const { body } = await under.platform.call('GET', '/v2/lm/registry/models/iris/versions/1')
    expect(body).toMatchObject({ framework: 'ONNX', fileCount: 2, metrics: { accuracy: 0.97, loss: 0.12 } })
  })

  it('imports from elsewhere and shows how far it is', async () => {
    await using view = await under.visit()
    await view.go('/registry?show=import')
    const { page } = view
    const dialog = page.getByRole('dialog')
    await dialog.getByText('This machine').click()
    await dialog.getByLabel('Source').fill(pathToFileURL(join(folder, 'rose')).href)
    await dialog.getByLabel('Name').fill('rose')
    await dialog.getByRole('button', { name: 'Start' }).click()
    const imports = page.getByRole('region', { name: 'Imports' })
    await imports.getByText('Done').waitFor()
    await page.getByRole('region', { name: 'Registry' }).getByRole('link', { name: 'rose' }).waitFor()
  })

  it('looks into the files of a version', async () => {
    await using view = await under.visit()
    await view.go('/registry/rose/1?tab=files')
    const { page } = view
    await page.getByRole('button', { name: /^names\.json/ }).click()
    await page.getByText('"setosa"').waitFor()
    expect(page.url()).toContain('file=labels')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download labels/names.json' }).click()
    expect((await download).suggestedFilename()).toBe('names.json')
    await view.go('/registry/iris/1?tab=files&file=model.onnx')
    await page.getByText('No text: download it').waitFor()
    await view.go('/registry/iris/1?tab=files&file=notes.md')
    await page.getByRole('heading', { name: 'Flowers' }).waitFor()
  })

  it('compares versions by what they measure, and finds the best', async () => {
    await register('iris', { framework: 'ONNX', metrics: { accuracy: 0.99, loss: 0.2 } })
    await register('iris', { framework: 'ONNX', metrics: { accuracy: 0.95, loss: 0.05 } })
    await using view = await under.visit()
    await view.go('/registry/iris?best=accuracy')
    const { page } = view
    const rows = page.getByRole('region', { name: 'Versions' }).getByRole('row')
    await expect.poll(() => rows.filter({ hasText: 'best' }).allInnerTexts()).toEqual([expect.stringContaining('0.99')])
    await view.go('/registry/iris?best=loss&lowest=yes')
    await expect.poll(() => rows.filter({ hasText: 'best' }).allInnerTexts()).toEqual([expect.stringContaining('0.05')])
    await page.getByRole('checkbox', { name: 'Select iris 1' }).check()
    await page.getByRole('checkbox', { name: 'Select iris 2' }).check()
    await page.getByRole('button', { name: 'Compare 2 versions' }).click()
    await page.getByRole('dialog').getByText('+0.02 to the first').waitFor()
  })

  it('says what is to be said, tags it, and names who uses it', async () => {
    const bindings = { model: 'iris', modelVersion: '1' }
    const parameterBindings = Object.entries(bindings).map(([key, value]) => ({ key, value }))
    const configuration = { name: 'iris', scenarioId: 'model-serving', executableId: 'onnx', parameterBindings }
    const made = await under.platform.call('POST', '/v2/lm/deployments', { name: 'flowers', configuration })
    expect(made.status, JSON.stringify(made.body)).toBe(202)
    await using view = await under.visit()
    await view.go('/registry/iris/1')
    const { page } = view
    await page.getByRole('region', { name: 'Used by' }).getByRole('link', { name: 'flowers' }).waitFor()
    await page.getByRole('textbox', { name: 'Name of the tag' }).fill('stage')
    await page.getByRole('textbox', { name: 'Value' }).fill('{"gate": 2}')
    await page.getByRole('button', { name: 'Add a tag' }).click()
    await page.getByRole('region', { name: 'Tags' }).getByText('{"gate":2}').waitFor()
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('dialog').getByLabel('Description').fill('Three kinds of flowers')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('main').getByText('Three kinds of flowers').waitFor()
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await page.getByRole('button', { name: 'Delete' }).click()
    const sure = page.getByRole('dialog')
    await sure.getByRole('textbox').fill('iris 1')
    await sure.getByRole('button', { name: 'Delete' }).click()
    await sure.getByRole('alert').getByText('is used by flowers').waitFor()
  })

  it('is filtered by its address, and for a viewer shows but does not change', async () => {
    await using view = await under.visit({ as: { name: 'looks', role: 'viewer' } })
    await view.go('/registry?framework=ONNX')
    const { page } = view
    await page.getByText('2 models').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Upload a version' }).isDisabled()).toBe(true)
    await page.getByPlaceholder('Search by name').fill('nothing is called so')
    await page.getByText('Nothing matches').waitFor()
    await view.go('/registry/iris/1?tab=scripts')
    await expect.poll(() => page.getByRole('button', { name: 'Run' }).isDisabled()).toBe(true)
  })

  it('looks good in both themes: list', () => under.inBothThemes('/registry', 'registry'))
  it('looks good in both themes: model', () => under.inBothThemes('/registry/iris?best=accuracy&compare=1,2', 'registry-model'))
  it('looks good in both themes: version', () => under.inBothThemes('/registry/iris/1', 'registry-version'))
  it('looks good in both themes: upload', () => under.inBothThemes('/registry?show=upload', 'registry-upload'))
  it('looks good in both themes: files', () =>
    under.inBothThemes('/registry/rose/1?tab=files&file=labels/names.json', 'registry-files'))

  it('deletes a model by its name, in German', async () => {
    await using view = await under.visit({ language: 'de' })
    await view.go('/registry/rose')
    const { page } = view
    await page.getByRole('button', { name: 'Modell löschen' }).click()
    const sure = page.getByRole('dialog')
    await sure.getByRole('textbox').fill('rose')
    await sure.getByRole('button', { name: 'Löschen' }).click()
    await page.getByRole('region', { name: 'Registry' }).getByRole('link', { name: 'iris' }).waitFor()
    expect((await under.platform.call('GET', '/v2/lm/registry/models/rose/versions')).status).toBe(404)
  })
})
