import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRepository } from '../templates/git-repository.ts'
import { aTemplate } from '../templates/samples.ts'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('serving templates', () => {
  let under: ConsoleUnderTest
  let repository: ReturnType<typeof openRepository>
  beforeAll(async () => {
    under = await openConsole()
    repository = openRepository()
    repository.commit({
      'templates/sums.yaml': aTemplate({ name: 'from-git' }),
      'templates/broken.yaml': 'kind: ServingTemplate\nmetadata: 5\n',
    })
  })
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    repository?.[Symbol.dispose]()
  })

  it('are checked as they are written, uploaded, and deployed', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/templates')
    await page.getByRole('link', { name: 'Upload template' }).click()
    const said = page.getByRole('region', { name: 'What the server says' })
    await said.getByText('Sound', { exact: true }).waitFor()
    const editor = page.getByRole('textbox', { name: 'Template' })
    const paste = async (text: string): Promise<void> => {
      await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
      await editor.click()
      await page.keyboard.press('Control+A')
      await page.keyboard.press('Control+V')
    }
    await paste(aTemplate({ name: 'sums' }).replace('runtime: python', 'runtime: cobol'))
    await said.getByText('Not sound').waitFor()
    await said
      .getByText(/Line \d+: /)
      .first()
      .waitFor()
    await view.mustBeAccessible()
    await paste(aTemplate({ name: 'sums' }))
    await said.getByText('It becomes the executable sums of the scenario my-scenario.').waitFor()
    await said.getByRole('button', { name: 'Upload template' }).click()
    await page.getByRole('heading', { name: 'sums', level: 1 }).waitFor()
    await page.getByRole('link', { name: 'Deploy', exact: true }).click()
    await expect.poll(() => page.getByRole('combobox', { name: 'A template or image' }).inputValue()).toContain('sums')
  })

  it('come from a repository, with how that went file by file', async () => {
    await using view = await under.visit()
    const { page } = view
    await view.go('/templates?tab=sources')
    await page.getByText('No repository yet').waitFor()
    await page.getByRole('button', { name: 'Add repository' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Address' }).fill(repository.folder)
    await dialog.getByRole('textbox', { name: 'Name' }).fill('mine')
    await view.mustBeAccessible()
    await dialog.getByRole('button', { name: 'Add' }).click()
    await page.getByRole('button', { name: 'Follow a folder' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Folder' }).fill('templates')
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click()
    await page.getByRole('region', { name: 'Followed folders' }).getByText('from-git is as in').waitFor()
    await page.getByText('Refused').waitFor()
    await view.mustBeAccessible()
    await view.picture('templates-sources')
    await page.getByRole('tab', { name: 'Templates' }).click()
    await page.getByRole('row', { name: /from-git.*From a repository/ }).waitFor()
  })

  it('are deleted by name', async () => {
    await using view = await under.visit()
    const { page } = view
    const { status } = await under.platform.call('POST', '/v2/admin/servingTemplates', {
      template: aTemplate({ name: 'short-lived', scenario: 'another' }),
    })
    expect(status).toBe(201)
    await view.go('/templates/short-lived')
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('short-lived')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.waitForURL(/\/templates(\?.*)?$/)
    await expect.poll(() => page.getByRole('row', { name: /short-lived/ }).count()).toBe(0)
  })

  it('look good in both themes', async () => {
    await under.inBothThemes('/templates', 'templates')
    await under.inBothThemes('/templates/new', 'template-new', (page) => page.getByText('Sound', { exact: true }).waitFor())
  })

  it('can be searched in German', async () => {
    await using view = await under.visit({ language: 'de' })
    await view.go('/templates?q=gibt-es-nicht')
    await view.page.getByRole('button', { name: 'Filter entfernen' }).last().click()
    await view.page.getByText('Eingebaut').first().waitFor()
  })
})
