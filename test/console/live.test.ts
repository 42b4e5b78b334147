import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'
import { type ReverseProxy, startReverseProxy } from './proxy.ts'

describe.skipIf(browserPath === null)('the live line', () => {
  let under: ConsoleUnderTest
  let line: ReverseProxy
  beforeAll(async () => {
    under = await openConsole()
    line = await startReverseProxy(under.platform.url)
  })
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    await line?.[Symbol.asyncDispose]()
  })

  it('says when it is broken, comes back by itself, and reads again what it missed', async () => {
    const { call } = under.platform
    await using view = await under.visit({ at: line.url, provokes: /net::ERR_/ })
    await view.go('/groups')
    const { page } = view
    await page.getByRole('status').getByText('Live', { exact: true }).waitFor()
    await call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'seen-at-once' })
    await page.getByRole('row', { name: /seen-at-once/ }).waitFor()
    line.cut()
    await page.getByRole('status').getByText('Stale', { exact: true }).waitFor()
    await view.mustBeAccessible()
    await view.picture('stale')
    await call('POST', '/v2/admin/resourceGroups', { resourceGroupId: 'made-meanwhile' })
    expect(await page.getByRole('row', { name: /made-meanwhile/ }).count()).toBe(0)
    line.mend()
    await page.getByRole('status').getByText('Live', { exact: true }).waitFor()
    await page.getByRole('row', { name: /made-meanwhile/ }).waitFor()
  })

  it('is tried again when the page is opened while the server is away', async () => {
    await using view = await under.visit({ at: line.url, provokes: /net::ERR_/ })
    await view.go('/')
    const { page } = view
    // The page itself is there, and then the server is not: as when it restarts.
    await page.route('**/console/session', (route) => route.abort('connectionrefused'))
    await page.reload()
    await page.getByText('Lectern cannot be reached').waitFor()
    await view.mustBeAccessible()
    await view.picture('unreachable')
    await page.unroute('**/console/session')
    await page.getByRole('heading', { name: 'Home' }).waitFor()
  })
})
