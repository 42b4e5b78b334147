import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole, type View } from './harness.ts'

const asVera = { name: 'vera', role: 'viewer' } as const

describe.skipIf(browserPath === null)('somebody who may only look', () => {
  let under: ConsoleUnderTest
  let id = ''
  let configurationId = ''
  beforeAll(async () => {
    under = await openConsole({ demo: true })
    const { call, until } = under.platform
    const { body } = await call('GET', '/v2/lm/deployments')
    const [demo] = body.resources
    id = demo.id
    configurationId = demo.configurationId
    await until(id, 'RUNNING')
    const quota = { scope: { deployment: id }, requestsPerMinute: 600 }
    expect((await call('POST', '/v2/admin/quotas', quota)).status).toBeLessThan(300)
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  /** Each is there, does nothing, and stands within what says why. */
  const mustBeBarred = async ({ page }: View, role: string, names: readonly (string | RegExp)[]): Promise<void> => {
    const reason = page.getByRole('group', { name: `This takes the role ${role} or a higher one.` })
    for (const name of names) {
      const control = reason.getByRole('button', { name, exact: true }).or(reason.getByRole('link', { name, exact: true }))
      await control.first().waitFor()
      expect(await control.first().isDisabled(), `${name}`).toBe(true)
    }
  }

  it('finds what changes a deployment disabled, and why', async () => {
    await using view = await under.visit({ as: asVera })
    const { page } = view
    await view.go(`/deployments/${id}`)
    await mustBeBarred(view, 'operator', ['Stop', 'Pause', 'Edit', 'Duplicate', 'Delete'])
    await mustBeBarred(view, 'consumer', ['Playground'])
    // By key, too.
    await page.getByRole('group', { name: 'This takes the role operator' }).first().focus()
    await page.getByRole('tooltip').getByText('This takes the role operator or a higher one.').waitFor()
    await view.mustBeAccessible()
    await view.picture('deployment-viewer')
    await view.go(`/deployments/${id}?tab=settings`)
    await mustBeBarred(view, 'operator', ['Delete'])
    await view.go('/deployments')
    await mustBeBarred(view, 'operator', ['New deployment'])
    await view.go(`/configurations/${configurationId}`)
    await mustBeBarred(view, 'operator', [/Deploy/])
  })

  it('finds limits to read, and what is not for it by its name', async () => {
    await using view = await under.visit({ as: { ...asVera, name: 'wilma' } })
    await view.go('/quotas')
    await mustBeBarred(view, 'operator', ['New limit', /^Edit /, /^Delete /])
    await view.mustBeAccessible()
    await view.picture('quotas-viewer')
    // An address of a dialog does not open it.
    await view.go('/quotas?edit=new')
    expect(await view.page.getByRole('dialog').count()).toBe(0)
    await view.go('/quotas?tab=plans')
    await mustBeBarred(view, 'admin', ['Limit instances'])
    await view.go('/quotas?tab=requests')
    await view.page.getByText('This takes the role operator or a higher one.', { exact: false }).waitFor()
  })

  it('finds a playground that says what it takes', async () => {
    await using view = await under.visit({ as: { ...asVera, name: 'wanda' } })
    const { page } = view
    await view.go('/playground?deployment=demo')
    await page.getByText('This takes the role consumer or a higher one.').first().waitFor()
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Hello')
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    await view.go('/playground?deployment=demo&mode=embeddings')
    await mustBeBarred(view, 'consumer', [/./])
  })
})
