import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemPython } from '../python-environment.ts'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

const script = (factor: number): string => `
class Predict:
    def __init__(self):
        print("multiplies by ${factor}")
    def predict(self, inputs):
        return [x * ${factor} for row in inputs for x in row]
`

describe.skipIf(browserPath === null)("the page of a deployment of one's own model", () => {
  let under: ConsoleUnderTest
  const folder = mkdtempSync(join(tmpdir(), 'lectern-scripts-'))
  const configurations: string[] = []
  let id = ''
  const at = (tab = '', more = ''): string => `/deployments/${id}?${tab === '' ? '' : `tab=${tab}`}${more}`
  const read = async (path = '') => (await under.platform.call('GET', `/v2/lm/deployments/${id}${path}`)).body
  const predict = async () =>
    (await under.platform.call('POST', `/v2/inference/deployments/${id}/v1/models/times:predict`, { instances: [[1, 2]] })).body
  beforeAll(async () => {
    under = await openConsole({ python: systemPython })
    const { call, until } = under.platform
    for (const factor of [2, 3]) {
      const file = join(folder, `times-${factor}.py`)
      writeFileSync(file, script(factor))
      const source = pathToFileURL(file).href
      const { body } = await call('POST', '/v2/admin/models/imports', { source })
      await vi.waitUntil(async () => (await call('GET', `/v2/admin/models/imports/${body.id}`)).body.state === 'done', 20_000)
      const made = await call('POST', '/v2/lm/configurations', {
        name: `times-${factor}`,
        scenarioId: 'model-serving',
        executableId: 'python',
        parameterBindings: [{ key: 'script', value: source }],
      })
      expect(made.status, JSON.stringify(made.body)).toBe(201)
      configurations.push(made.body.id)
    }
    const made = await call('POST', '/v2/lm/deployments', { configurationId: configurations[0], name: 'times' })
    id = made.body.id
    await until(id, 'RUNNING')
  })
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  it('rolls another configuration out beside the one in use, moves its share, and promotes it', async () => {
    await using view = await under.visit()
    await view.go(at('versions'))
    const { page } = view
    const form = page.getByRole('region', { name: 'Change the configuration' })
    await form.getByRole('combobox', { name: 'New configuration' }).click()
    await page.getByRole('option', { name: /times-3/ }).click()
    await form.getByRole('textbox', { name: 'Note' }).fill('threefold')
    await form.getByRole('button', { name: 'Begin the rollout' }).click()
    const rollout = page.getByRole('region', { name: 'Rollout', exact: true })
    await rollout.getByText('Under way').waitFor()
    expect((await read()).rollout).toMatchObject({ strategy: 'canary', percent: 10, configurationId: configurations[1] })
    await rollout.getByRole('textbox', { name: 'Share of the calls' }).fill('100')
    await rollout.getByRole('button', { name: 'Set to 100 %' }).click()
    await expect.poll(async () => (await read()).rollout.percent).toBe(100)
    expect(await predict()).toEqual({ predictions: [3, 6] })
    await expect.poll(() => rollout.getByRole('row', { name: /^Calls/ }).innerText()).toMatch(/^Calls\s+0\s+1$/)
    await rollout.getByRole('button', { name: 'Promote' }).click()
    await expect.poll(() => rollout.count()).toBe(0)
    const history = page.getByRole('region', { name: 'History' })
    const newest = history.getByRole('row').nth(1)
    await newest.getByText('In force').waitFor()
    expect(await newest.innerText()).toMatch(/threefold/)
    expect(await newest.innerText()).toMatch(/Administrator|admin/i)
  })

  it('tells versions apart, and rolls back at one click', async () => {
    await using view = await under.visit()
    await view.go(at('versions'))
    const { page } = view
    await page.getByRole('checkbox', { name: 'Compare version 1' }).check()
    await page.getByRole('checkbox', { name: 'Compare version 2' }).check()
    await page.waitForURL(/compare=1\.\.2/)
    const diff = page.getByRole('region', { name: 'From version 1 to version 2' })
    await diff.getByText(/times-2\.py/).waitFor()
    await diff.getByText(/times-3\.py/).waitFor()
    await page.getByRole('button', { name: 'Roll back to 1' }).click()
    await page.getByText('Version 1 is in force again').waitFor()
    await expect.poll(predict, { timeout: 15_000 }).toEqual({ predictions: [2, 4] })
  })

  it('shows how it is called and what it wrote', async () => {
    await using view = await under.visit()
    await view.go(at())
    const { page } = view
    const callIt = page.getByRole('region', { name: 'Call it' }).first()
    await callIt.getByText(/v1\/models\/times:predict/).waitFor()
    await page.getByRole('combobox', { name: 'API' }).click()
    await page.getByRole('option', { name: 'Open Inference Protocol' }).click()
    await callIt.getByText(/v2\/models\/times\/infer/).waitFor()
    await view.go(at('logs'))
    await page.getByText('multiplies by 2').first().waitFor()
    await view.go(at('logs', '&previous=true'))
    await page.getByText('multiplies by 3').first().waitFor()
  })

  it('scales: bounds, what moves them, and schedules, said in a sentence', async () => {
    await using view = await under.visit({ language: 'de' })
    await view.go(at('scaling'))
    const { page } = view
    const form = page.getByRole('region', { name: 'Predictor: wie viele Instanzen' })
    await form.getByRole('textbox', { name: 'Höchstens' }).fill('3')
    await form.getByText(/Mindestens 1, höchstens 3 Instanzen\. Eine weitere startet, wenn/).waitFor()
    await form.getByRole('button', { name: 'Zeitplan hinzufügen' }).click()
    await form
      .getByText(/Um 07:00, Montag bis Freitag/)
      .first()
      .waitFor()
    await form.getByRole('button', { name: 'Speichern' }).click()
    await page.getByText('Gespeichert; dafür wird nichts neu gestartet').waitFor()
    expect((await read()).scaling.predictor).toMatchObject({
      minInstances: 1,
      maxInstances: 3,
      schedules: [{ cron: '0 7 * * 1-5', minInstances: 1 }],
    })
    const now = page.getByRole('region', { name: 'Instanzen jetzt' })
    await now.getByText('Läuft').waitFor()
    await now.getByText(/MiB/).waitFor()
  })

  it('keeps its settings, each saved by itself', async () => {
    await using view = await under.visit()
    await view.go(at('settings'))
    const { page } = view
    const hangup = page.getByRole('region', { name: 'When a caller goes away' })
    await hangup.getByText('Read to the end').click()
    await hangup.getByRole('button', { name: 'Save' }).click()
    await expect.poll(async () => (await read()).onHangup).toBe('drain')
    const batching = page.getByRole('region', { name: 'Batching' })
    await batching.getByRole('switch', { name: 'Put calls together' }).click()
    await batching.getByRole('textbox', { name: 'Most in one batch' }).fill('16')
    await batching.getByRole('button', { name: 'Save' }).click()
    const batcher = () => under.platform.call('GET', `/v2/admin/deployments/${id}/batcher`)
    await expect.poll(async () => (await batcher()).body).toMatchObject({ enabled: true, maxBatchSize: 16 })
    // What the server refuses is said where it was asked for.
    const terms = page.getByRole('region', { name: 'Type, capacity and upgrades' })
    await terms.getByRole('combobox', { name: 'Service tier' }).click()
    await page.getByRole('option', { name: 'Priority' }).click()
    await terms.getByRole('button', { name: 'Save' }).click()
    await terms.getByRole('alert').waitFor()
  })

  it('lets nobody change it who may only look', async () => {
    await under.platform.call('POST', '/v2/admin/people', { name: 'vera', role: 'viewer', resourceGroups: '*' })
    await using view = await under.visit({ as: { name: 'vera', role: 'viewer' } })
    await view.go(at('versions'))
    const { page } = view
    await expect.poll(() => page.getByRole('button', { name: 'Stop', exact: true }).isDisabled()).toBe(true)
    await expect.poll(() => page.getByRole('button', { name: 'Roll back to 2' }).isDisabled()).toBe(true)
    await page.getByText('Changing this takes the role operator').first().waitFor()
  })

  it(
    'looks good in both themes: how many there are',
    () => under.inBothThemes(at('scaling'), 'deployment-scaling', (page) => page.getByText('MiB').first().waitFor()),
    60_000,
  )

  it(
    'looks good in both themes: what it was',
    () =>
      under.inBothThemes(at('versions', '&compare=1..2'), 'deployment-versions', (page) =>
        page
          .getByText(/times-3\.py/)
          .first()
          .waitFor(),
      ),
    60_000,
  )

  it('looks good in both themes: its settings', () => under.inBothThemes(at('settings'), 'deployment-settings'), 60_000)

  it('is stopped and deleted by its name', async () => {
    await using view = await under.visit()
    await view.go(at('settings'))
    const { page } = view
    const danger = page.getByRole('region', { name: 'Danger zone' })
    await danger.getByRole('button', { name: 'Stop' }).click()
    await under.platform.until(id, 'STOPPED')
    await danger.getByRole('button', { name: 'Delete this deployment' }).click()
    const sure = page.getByRole('dialog')
    await sure.getByRole('textbox').fill('times')
    await sure.getByRole('button', { name: 'Delete' }).click()
    await page.waitForURL(/\/deployments(\?|$)/)
  })
})
