import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

const predictor = `export default class Predict {
  predict(inputs) {
    return inputs
  }
}
`
const transformer = `export default class Transformer {
  preprocess(inputs) {
    return inputs
  }
  postprocess(outputs) {
    return outputs
  }
}
`

describe.skipIf(browserPath === null)('how many instances, in the form', () => {
  let under: ConsoleUnderTest
  let id = ''
  const scaling = async () => (await under.platform.call('GET', `/v2/lm/deployments/${id}`)).body.scaling
  beforeAll(async () => {
    under = await openConsole()
    const { call } = under.platform
    const files = [{ path: 'model.txt', text: 'x' }]
    const made = await call('POST', '/v2/lm/registry/models', { framework: 'PYTHON', name: 'mine', files })
    expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
    const scripts = await call('POST', '/v2/lm/registry/models/mine/versions/1/artifacts', {
      files: [
        { path: 'predict.mjs', role: 'predictor', text: predictor },
        { path: 'transform.mjs', role: 'transformer', text: transformer },
      ],
    })
    expect(scripts.status, JSON.stringify(scripts.body)).toBeLessThan(300)
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('is said of predictor and transformer apart, with schedules, before they are there', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/deployments/new?registered=mine&executable=node&mode=advanced&open=model,scaling')
    const ofPredictor = page.getByRole('region', { name: 'Of the predictor' })
    await ofPredictor.getByText('One instance, always.').waitFor()
    const ofTransformer = page.getByRole('region', { name: 'Of the transformer' })
    await ofTransformer.getByRole('textbox', { name: 'At most' }).fill('3')
    await ofTransformer.getByText(/At least 1, at most 3 instances/).waitFor()
    await ofTransformer.getByText('Calls a second').click()
    await ofTransformer.getByRole('textbox', { name: 'Target' }).fill('40')
    await ofTransformer.getByRole('button', { name: 'Add a schedule' }).click()
    await ofTransformer
      .getByText(/At 07:00, Monday through Friday/)
      .first()
      .waitFor()
    // More than is allowed is said by the server at its field.
    await ofTransformer.getByRole('textbox', { name: 'At least' }).first().fill('5')
    await ofTransformer.getByText(/must be at most maxInstances/).waitFor()
    await ofTransformer.getByRole('textbox', { name: 'At least' }).first().fill('')
    await view.mustBeAccessible()
    await view.picture('new-scaling')
    await page.getByRole('button', { name: 'Create new deployment' }).click()
    await page.waitForURL(/\/deployments\/d[0-9a-f]+/)
    id = /\/deployments\/(d[0-9a-f]+)/.exec(page.url())?.[1] ?? ''
    const { transformer, predictor } = await scaling()
    expect(predictor).toBeUndefined()
    expect(transformer).toMatchObject({ minInstances: 1, maxInstances: 3, metric: 'rps', target: 40 })
    expect(transformer.schedules).toMatchObject([{ cron: '0 7 * * 1-5', minInstances: 1 }])
    await under.platform.until(id, 'RUNNING')
  })

  it('changes without a restart, and what is emptied is as usual again', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go(`/deployments/${id}/edit?open=scaling`)
    const ofTransformer = page.getByRole('region', { name: 'Of the transformer' })
    await ofTransformer.getByRole('button', { name: 'Remove schedule 1' }).click()
    await ofTransformer.getByRole('textbox', { name: 'Target' }).fill('')
    await page.getByRole('region', { name: 'Of the predictor' }).getByRole('textbox', { name: 'At most' }).fill('2')
    await page.getByRole('region', { name: 'Summary' }).getByText('No restart').waitFor()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.waitForURL(new RegExp(`/deployments/${id}(\\?.*)?$`))
    const { transformer, predictor } = await scaling()
    expect(predictor).toMatchObject({ minInstances: 1, maxInstances: 2 })
    expect(transformer).toMatchObject({ maxInstances: 3, metric: 'rps', schedules: [] })
    expect(transformer).not.toHaveProperty('target')
  })
})
