import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemPython } from '../python-environment.ts'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

/** Several tensors come as an object of them. */
const predictor = `class Predict:
    def predict(self, inputs):
        rows = zip(*inputs.values()) if isinstance(inputs, dict) else inputs
        return [float(sum(row)) for row in rows]
`
const columns = [
  { name: 'width', type: 'double' },
  { name: 'height', type: 'double' },
]

describe.skipIf(browserPath === null)('predictions and embeddings of the playground', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole({ demo: true, python: systemPython })
    const { call, until } = under.platform
    const model = { framework: 'PYTHON', name: 'sums', files: [{ path: 'model.txt', text: 'x' }] }
    const described = { modelSchema: { input_schema: { columnar_schema: columns } }, inputExample: [3, 4] }
    expect((await call('POST', '/v2/lm/registry/models', { ...model, ...described })).status).toBe(201)
    const files = [{ path: 'predict.py', role: 'predictor', text: predictor }]
    expect((await call('POST', '/v2/lm/registry/models/sums/versions/1/artifacts', { files })).status).toBe(201)
    const parameterBindings = [
      { key: 'model', value: 'sums' },
      { key: 'artifactVersion', value: '1' },
    ]
    const made = await call('POST', '/v2/lm/deployments', {
      name: 'sums',
      configuration: { name: 'sums', scenarioId: 'model-serving', executableId: 'python', parameterBindings },
    })
    expect(made.status, JSON.stringify(made.body)).toBe(202)
    const { body } = await call('GET', '/v2/lm/deployments')
    for (const { id } of body.resources) await until(id, 'RUNNING')
  }, 60_000)
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('asks an own model by the form of its schema, and shows the answer as a table', async () => {
    await using view = await under.visit()
    await view.go('/playground?deployment=sums')
    const { page } = view
    await expect.poll(() => page.getByLabel('width').inputValue()).toBe('3')
    await page.getByLabel('width').fill('38')
    await page.getByRole('button', { name: 'Predict' }).click()
    await page.getByRole('table', { name: 'Prediction' }).getByRole('cell', { name: '42' }).waitFor()
    await page.getByText(/answered in/).waitFor()
    await page.getByRole('tab', { name: 'Code' }).click()
    await page.getByText(/inference\/deployments\/d\w+\/v1\/models\/sums:predict/).waitFor()
  })

  it('speaks the Open Inference Protocol, too, and says what was wrong', async () => {
    await using view = await under.visit()
    await view.go('/playground?deployment=sums&mode=predict')
    const { page } = view
    await page.getByText('Open Inference Protocol').click()
    await page.getByText('POST /v2/models/sums/infer').waitFor()
    await page.getByRole('button', { name: 'Predict' }).click()
    await page.getByRole('table', { name: 'Prediction' }).getByRole('cell', { name: '7' }).waitFor()
    await page.getByText('V1', { exact: true }).click()
    await page.getByRole('button', { name: 'Delete instances 1' }).click()
    await page.getByRole('button', { name: 'Predict' }).click()
    await page.getByText('The request was not accepted').waitFor()
    await page.getByText('Any path').click()
    await page.getByRole('textbox', { name: 'Path' }).fill('/nowhere')
    await page.getByRole('button', { name: 'Predict' }).click()
    await page.getByRole('alert').getByText('The deployment is gone').waitFor()
  })

  it('says how alike texts are', async () => {
    await using view = await under.visit()
    await view.go('/playground?deployment=demo&mode=embeddings')
    const { page } = view
    await page.getByRole('textbox', { name: 'Text 1' }).fill('a small boat')
    await page.getByRole('textbox', { name: 'Text 2' }).fill('a small boat')
    await page.getByRole('button', { name: 'Embed' }).click()
    const table = page.getByRole('table', { name: 'Cosine similarity' })
    await expect.poll(() => table.getByRole('cell', { name: '1.000' }).count()).toBe(4)
  })

  it('shows predictions in both themes', () =>
    under.inBothThemes('/playground?deployment=sums', 'playground-predict', async (page) => {
      await page.getByRole('button', { name: 'Predict' }).click()
      await page.getByRole('table', { name: 'Prediction' }).waitFor()
    }))

  it('shows embeddings in both themes', () =>
    under.inBothThemes('/playground?mode=embeddings', 'playground-embeddings', async (page) => {
      await page.getByRole('textbox', { name: 'Text 1' }).fill('A small boat on the lake')
      await page.getByRole('textbox', { name: 'Text 2' }).fill('A large ship on the sea')
      await page.getByRole('button', { name: 'Embed' }).click()
      await page.getByRole('table', { name: 'Cosine similarity' }).waitFor()
    }))
})
