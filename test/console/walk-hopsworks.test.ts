import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

const script = `import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export default class Predict {
  factor = Number(readFileSync(join(process.env.MODEL_FILES_PATH, 'model.txt'), 'utf8'))
  predict(inputs) {
    return inputs.map(([value]) => value * this.factor)
  }
}
`

/** The steps of Hopsworks' "How to create a deployment" (GUI), from a trained model in the registry to a prediction. */
describe.skipIf(browserPath === null)('the walk of somebody who knows Hopsworks', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole()
    for (const text of ['2', '3']) {
      const made = await under.platform.call('POST', '/v2/lm/registry/models', {
        name: 'multiplier',
        framework: 'PYTHON',
        inputExample: [[1]],
        modelSchema: { input_schema: { columnar_schema: [{ name: 'value', type: 'float' }] } },
        files: [{ path: 'model.txt', text }],
      })
      expect(made.status, JSON.stringify(made.body)).toBe(201)
    }
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('creates a deployment for the newest version, finds it in the list, and has it predict', async () => {
    await using view = await under.visit()
    const { page } = view
    const file = join(under.platform.dataDir, 'predict.js')
    writeFileSync(file, script)
    // Step 1: the deployments page, and its button.
    await view.go('/')
    await page.getByRole('navigation').getByRole('link', { name: 'Deployments' }).click()
    await page.getByRole('link', { name: 'New deployment' }).first().click()
    // Step 2: framework, model; the rest is filled in.
    await page.getByRole('radio', { name: /A model of your own/ }).click()
    await page.getByRole('combobox', { name: 'Model framework' }).click()
    await page.getByRole('option', { name: 'PYTHON' }).click()
    await page.getByRole('combobox', { name: 'Pick a model' }).click()
    await page.getByRole('option', { name: 'multiplier' }).click()
    await expect.poll(() => page.getByRole('combobox', { name: 'Version' }).inputValue()).toBe('2 (newest)')
    await expect.poll(() => page.getByLabel('Deployment name').inputValue()).toBe('multiplier')
    await page.getByRole('combobox', { name: 'Served by' }).click()
    await page.getByRole('option', { name: /JavaScript/ }).click()
    await page.getByText('Upload new file').click()
    await page.locator('input[type=file]').setInputFiles(file)
    await expect.poll(() => page.getByRole('combobox', { name: 'Script of the version' }).inputValue()).toContain('predict.js')
    await page.getByLabel('Deployment name').fill('times3')
    await page.getByText(/Fits on this machine/).waitFor()
    await view.mustBeAccessible()
    await view.picture('walk-hopsworks')
    // Step 3: advanced options; everything is there with what was inferred.
    await page.getByText('Advanced options', { exact: true }).click()
    for (const block of ['Predictor', 'Transformer', 'Resources', 'Scaling', /Calls: batcher/])
      await page.getByRole('button', { name: block }).first().waitFor()
    await page.getByRole('button', { name: /Calls: batcher/ }).click()
    await page.getByRole('switch', { name: 'Request batching' }).click()
    await page.getByRole('combobox', { name: 'Inference logger' }).click()
    await page.getByRole('option', { name: 'Requests and answers' }).click()
    await page.getByRole('button', { name: /^Resources/ }).click()
    await page.getByRole('radio', { name: /^starter/ }).click()
    // Step 4: it is created, and comes up.
    await page.getByRole('button', { name: 'Create new deployment' }).click()
    await page.waitForURL(/\/deployments\/d[0-9a-f]+/)
    const id = /deployments\/(d[0-9a-f]+)/.exec(page.url())?.[1] ?? ''
    await under.platform.until(id, 'RUNNING')
    const { call } = under.platform
    expect((await call('GET', `/v2/admin/deployments/${id}/batcher`)).body).toMatchObject({ enabled: true, maxBatchSize: 32 })
    expect((await call('GET', `/v2/admin/deployments/${id}/inferenceLog`)).body).toMatchObject({ mode: 'all' })
    // Step 5: the list, its filters, and the overview.
    await page.getByRole('navigation').getByRole('link', { name: 'Deployments' }).click()
    await page.getByPlaceholder('Search by name').fill('times3')
    await page.getByRole('link', { name: 'times3' }).click()
    await page.getByRole('heading', { name: 'times3', level: 1 }).waitFor()
    await page.getByText('Running', { exact: true }).first().waitFor()
    // And it predicts.
    await page.getByRole('link', { name: 'Playground' }).last().click()
    await page.getByLabel('value').fill('14')
    await page.getByRole('button', { name: 'Predict' }).click()
    await page.getByRole('table', { name: 'Prediction' }).getByRole('cell', { name: '42' }).waitFor()
  }, 90_000)
})
