import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHub } from '../hub.ts'
import { browserPath, type ConsoleUnderTest, openConsole, type View } from './harness.ts'

/** Each has content of its own: a file that is there already is not fetched again. */
const script = (name: string): string =>
  `// ${name}\nexport default class Predict { predict(inputs) { return inputs } }\n${'// so long that it takes a while\n'.repeat(500)}`

/** Notes what the page tells the browser to say, and lets it be said. */
const noting = `
window.told = []
window.Notification = class extends Notification {
  constructor(title, options) {
    super(title, options)
    window.told.push([title, options.body])
  }
}`

describe.skipIf(browserPath === null)('a deployment that comes up while one looks elsewhere', () => {
  let under: ConsoleUnderTest
  let hub: Awaited<ReturnType<typeof startHub>>
  beforeAll(async () => {
    hub = await startHub()
    under = await openConsole({ hfEndpoint: hub.endpoint, allowPrivate: true })
  })
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    await hub?.[Symbol.asyncDispose]()
  })

  /** A deployment whose script does not come before the hub is told to release it. */
  const coming = async (name: string): Promise<{ readonly id: string; readonly importId: string }> => {
    const { call } = under.platform
    hub.put(`org/repo/main/${name}.mjs`, Buffer.from(script(name)), { hold: true })
    const url = `hf://org/repo/${name}.mjs`
    const started = await call('POST', '/v2/admin/models/imports', { source: url })
    expect(started.status, JSON.stringify(started.body)).toBe(202)
    const artifact = await call('POST', '/v2/lm/artifacts', { name, kind: 'other', url, scenarioId: 'model-serving' })
    expect(artifact.status, JSON.stringify(artifact.body)).toBe(201)
    const made = await call('POST', '/v2/lm/deployments', {
      name,
      configuration: {
        name,
        scenarioId: 'model-serving',
        executableId: 'node',
        inputArtifactBindings: [{ key: 'script', artifactId: artifact.body.id }],
      },
    })
    expect(made.status, JSON.stringify(made.body)).toBe(202)
    await expect.poll(hub.held).toBeGreaterThan(0)
    return { id: made.body.id, importId: started.body.id }
  }
  const look = async (view: View, id: string): Promise<void> => {
    await view.page.addInitScript(noting)
    await view.go(`/deployments/${id}`)
  }
  const told = (view: View): Promise<unknown> => view.page.evaluate('window.told')

  it('says how far it is in the title of the tab, and by the browser when it runs', async () => {
    const { id } = await coming('echo')
    await using view = await under.visit()
    const { page } = view
    await page.context().grantPermissions(['notifications', 'clipboard-read', 'clipboard-write'])
    await look(view, id)
    const title = async (): Promise<string> => {
      hub.drip(100)
      return page.title()
    }
    await expect.poll(title).toMatch(/^[1-9]\d? % · echo · Lectern$/)
    await page.getByText(/Downloading the model · [1-9]\d? %/).waitFor()
    await page.getByRole('button', { name: 'Tell me when it runs' }).click()
    await page.getByRole('button', { name: /^This browser tells you when it runs/ }).waitFor()
    await view.mustBeAccessible()
    await view.picture('deployment-coming')
    expect(await told(view)).toEqual([])
    hub.release()
    await under.platform.until(id, 'RUNNING')
    await expect.poll(() => told(view)).toEqual([['echo runs', expect.any(String)]])
    await expect.poll(() => page.title()).toBe('echo · Lectern')
    // There is nothing to wait for any more.
    await expect.poll(() => page.getByRole('button', { name: /tells you when it runs|Tell me/ }).count()).toBe(0)
  })

  it('says so, too, when it fails', async () => {
    const { id, importId } = await coming('broken')
    await using view = await under.visit({ language: 'de' })
    const { page } = view
    await page.context().grantPermissions(['notifications'])
    await look(view, id)
    await page.getByRole('button', { name: 'Sagen Sie mir, wenn es läuft' }).click()
    await page.getByRole('button', { name: /^Dieser Browser meldet sich/ }).waitFor()
    expect((await under.platform.call('DELETE', `/v2/admin/models/imports/${importId}`)).status).toBeLessThan(300)
    hub.release()
    const { statusMessage } = await under.platform.until(id, 'DEAD')
    await expect.poll(() => told(view)).toEqual([['broken ist fehlgeschlagen', statusMessage]])
    await expect.poll(() => page.title()).toBe('broken · Lectern')
  })

  it('says nothing where the browser does not allow it, and says why', async () => {
    const { id } = await coming('silent')
    await using view = await under.visit()
    const { page } = view
    await look(view, id)
    await page.getByRole('button', { name: 'Tell me when it runs' }).click()
    await expect
      .poll(() => page.getByRole('button', { name: /^This browser lets no page tell you anything/ }).isDisabled())
      .toBe(true)
    hub.release()
    await under.platform.until(id, 'RUNNING')
    await expect.poll(() => page.title()).toBe('silent · Lectern')
    expect(await told(view)).toEqual([])
  })
})
