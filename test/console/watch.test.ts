import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('what happened, and how it is', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole({ demo: true })
    await under.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'team-a' })
    await under.platform.call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'not a name' })
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('finds in the trail who was refused what, and why', async () => {
    await using view = await under.visit()
    await view.go('/audit?outcome=refused')
    const { page } = view
    const row = page.getByRole('row', { name: /administrator.*Refused/ }).first()
    await row.click()
    const details = page.getByRole('complementary')
    await details.getByText('/v2/admin/resourceGroups').waitFor()
    await details
      .getByText(/resourceGroupId/)
      .first()
      .waitFor()
    await page.getByLabel('Action, such as deployments').fill('nothing.like.this')
    await page.getByText('Nothing matches').waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('button', { name: 'Download as CSV' }).click()
    expect(readFileSync(await (await download).path(), 'utf8')).toMatch(/^"?id"?,/)
  })

  it('shows a change while it is looked at', async () => {
    await using view = await under.visit()
    await view.go('/audit')
    await under.platform.call('POST', '/v2/admin/apiKeys', { name: 'seen', role: 'viewer', resourceGroups: ['default'] })
    await view.page.getByRole('row', { name: /eys\.create/ }).waitFor()
  })

  it('tells how it is, and packs it up without a secret', async () => {
    await using view = await under.visit()
    await view.go('/about')
    const { page } = view
    await page.getByRole('button', { name: 'Show all checks' }).click()
    await page.getByText('llama.cpp', { exact: true }).waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download bundle' }).click()
    const bundle = gunzipSync(readFileSync(await (await download).path())).toString('latin1')
    expect(bundle).toContain('checks')
    expect(bundle).not.toContain(under.platform.adminKey)
  })

  it('has no event on the first day, and says what one would be', async () => {
    await using view = await under.visit({ language: 'de' })
    await view.go('/events')
    await view.page.getByText('Nichts geschehen').waitFor()
  })

  it.each(['events', 'audit', 'about'])('shows %s in both themes', (name) => under.inBothThemes(`/${name}`, name))
})
