import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeFolder } from '../../src/control/registry/materialise.ts'
import { pythonWith } from '../python-environment.ts'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

const train = `
import sys, joblib
from sklearn.linear_model import LinearRegression
joblib.dump(LinearRegression().fit([[0, 0], [1, 0], [0, 1]], [1, 3, 4]), sys.argv[1])
`
const predictor = `import os, joblib

class Predict:
    def __init__(self, model):
        self.model = joblib.load(os.path.join(model.model_files_path, "model.joblib"))

    def predict(self, inputs):
        print("asked for", len(inputs))
        return [round(each, 3) for each in self.model.predict(inputs)]
`

/** Typing several lines at once has Chromium make styles of its own, which the policy refuses; a person pastes. */
async function write(page: Page, editor: Locator, text: string): Promise<void> {
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
  await editor.focus()
  await editor.press('Control+a')
  await editor.press('Control+v')
}

describe.skipIf(browserPath === null)('scripts of a registered model', { timeout: 120_000 }, () => {
  let under: ConsoleUnderTest
  const folder = mkdtempSync(join(tmpdir(), 'lectern-scripts-'))
  beforeAll(async () => {
    const python = pythonWith()
    execFileSync(python, ['-c', train, join(folder, 'model.joblib')])
    under = await openConsole({ demo: false, python })
    const { call, clock } = under.platform
    const source = pathToFileURL(join(folder, 'model.joblib')).href
    const started = await call('POST', '/v2/lm/registry/imports', { source, name: 'lines', inputExample: [[2, 3]] })
    expect(started.status, JSON.stringify(started.body)).toBe(202)
    for (let tries = 0; tries < 400; tries += 1) {
      const { body } = await call('GET', `/v2/lm/registry/imports/${started.body.id}`)
      if (body.state !== 'running') break
      await clock.sleep(25)
    }
  }, 300_000)
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    await removeFolder(folder)
  })

  it('are checked while they are written, and run for a moment with the registered example', async () => {
    await using view = await under.visit()
    await view.go('/registry/lines/1?tab=scripts')
    const { page } = view
    await page.getByRole('button', { name: 'Begin with' }).click()
    await page.getByRole('menuitem', { name: 'predictor.py' }).click()
    const editor = page.getByRole('textbox', { name: 'Predictor', exact: true })
    await page.getByText('Nothing is known to be wrong').waitFor()
    await write(page, editor, 'class Predict:\n    def predict(self, inputs)\n        return inputs\n')
    await page.getByText(/predictor\.py line 2/).waitFor()
    await write(page, editor, 'class Other:\n    pass\n')
    await page.getByText(/predictor\.py has no class Predict/).waitFor()
    await write(page, editor, predictor)
    await page.getByText('Nothing is known to be wrong').waitFor()
    const run = page.getByRole('region', { name: 'Test run' })
    await run.getByRole('button', { name: 'Run' }).click()
    await run.getByText(/^Answered 200/).waitFor({ timeout: 60_000 })
    await run.getByText('"predictions"').waitFor()
    await run.getByText('14', { exact: true }).waitFor()
    await run.getByText('asked for 1').waitFor()
    const kept = await under.platform.call('GET', '/v2/lm/registry/models/lines/versions/1/artifacts')
    expect(kept.body.resources[0]).toMatchObject({ artifactVersion: 1, predictor: 'predictor.py' })
    await expect.poll(() => page.url()).toMatch(/script=(%22)?1/)
    // The deployment was for the moment.
    await expect
      .poll(async () => (await under.platform.call('GET', '/v2/lm/deployments')).body.count, { timeout: 20_000 })
      .toBe(0)
  })

  it('that raise show their traceback', async () => {
    await using view = await under.visit({ provokes: /status of 500/ })
    await view.go('/registry/lines/1?tab=scripts&script=1')
    const { page } = view
    const editor = page.getByRole('textbox', { name: 'Predictor', exact: true })
    await expect.poll(() => editor.innerText()).toContain('joblib.load')
    await write(page, editor, predictor.replace('print("asked for", len(inputs))', 'raise ValueError("of no use")'))
    await editor.press('Control+Enter')
    const run = page.getByRole('region', { name: 'Test run' })
    await run.getByText(/^Answered 500/).waitFor({ timeout: 60_000 })
    await run.getByRole('region', { name: 'Traceback' }).getByText('ValueError: of no use').waitFor({ timeout: 20_000 })
    await view.settled()
    await view.mustBeAccessible()
    await view.picture('registry-script-run')
  })

  it('are not needed to run a model that is served as it is', async () => {
    await using view = await under.visit()
    await view.go('/registry/lines/1?tab=scripts')
    const run = view.page.getByRole('region', { name: 'Test run' })
    await run.getByLabel('Python packages').fill('system')
    await run.getByRole('button', { name: 'Run' }).click()
    await run.getByText(/^Answered 200/).waitFor({ timeout: 60_000 })
  })

  it(
    'look good in both themes',
    () =>
      under.inBothThemes('/registry/lines/1?tab=scripts&script=1', 'registry-scripts', async (page) => {
        await page.getByText('Nothing is known to be wrong').waitFor()
      }),
    90_000,
  )
})
