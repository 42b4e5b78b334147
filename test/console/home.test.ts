import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('home', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole({ demo: true })
    const { call, until } = under.platform
    // The demo is deployed before control is ready.
    const { body } = await call('GET', '/v2/lm/deployments')
    await until(body.resources[0].id, 'RUNNING')
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('counts a call as soon as it is settled, and checks the step off', async () => {
    await using view = await under.visit()
    await view.go('/')
    const { page } = view
    const calls = page.getByRole('group', { name: 'Calls today' })
    await calls.getByText('0', { exact: true }).first().waitFor()
    const { call } = under.platform
    await call('POST', '/v1/chat/completions', { model: 'demo', messages: [{ role: 'user', content: 'Hello' }] })
    await calls.getByText('1', { exact: true }).first().waitFor()
    const steps = page.getByRole('region', { name: 'First steps' })
    await expect.poll(() => steps.getByRole('img', { name: 'done' }).count()).toBe(1)
  })

  it('says what is wrong, why, and leads there', async () => {
    const file = join(under.platform.dataDir, 'no-model.gguf')
    writeFileSync(file, 'GGUF, but no model')
    const { call } = under.platform
    const { body } = await call('POST', '/v2/admin/models/imports', { source: `file://${file}` })
    await expect.poll(async () => (await call('GET', `/v2/admin/models/imports/${body.id}`)).body.state).toBe('done')
    const made = await call('POST', '/v2/lm/deployments', {
      name: 'broken',
      configuration: {
        name: 'broken',
        scenarioId: 'foundation-models',
        executableId: 'llama-cpp',
        parameterBindings: [{ key: 'modelFile', value: `file://${file}` }],
      },
    })
    expect(made.status, JSON.stringify(made.body)).toBe(202)
    await using view = await under.visit()
    await view.go('/')
    const wrong = view.page.getByRole('region', { name: 'What is wrong' })
    await wrong
      .getByText(/the model/)
      .first()
      .waitFor()
    await wrong.getByRole('link', { name: 'broken' }).click()
    await view.page.waitForURL(/\/deployments\/d/)
  })

  it('puts the first steps away, and shows them again', async () => {
    await using view = await under.visit()
    await view.go('/')
    await view.page.getByRole('button', { name: 'Hide the first steps' }).click()
    await view.page.reload()
    await view.page.getByRole('button', { name: 'Show the first steps' }).click()
    await view.page.getByText('Invite a person').waitFor()
  })

  it('looks good in both themes', () => under.inBothThemes('/', 'home'))
})
