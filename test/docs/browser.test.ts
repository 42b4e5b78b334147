import { readFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildIfStale } from '../../bin/build.mjs'
import { sites } from '../../bin/sites.mjs'
import { browserPath } from '../console/harness.ts'
import { type Platform, startPlatform } from '../platform.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Plain words, and the page that is meant. */
const expected = {
  scale: 'how-to/scale/',
  budget: 'how-to/limit-and-budget/',
  batch: 'how-to/run-a-batch/',
  quota: 'how-to/limit-and-budget/',
  'sign in': 'how-to/sign-in/',
  metrics: 'how-to/observe/',
  registry: 'how-to/keep-models-in-the-registry/',
  'chat app': 'how-to/open-a-chat-app/',
  usage: 'how-to/see-usage/',
  connection: 'how-to/connect-a-provider/',
}

/** A reverse proxy that puts a path before ours and takes it away again, and tells us nothing of it. */
async function startProxy(target: string, prefix: string) {
  const server = createServer((incoming, answer) => {
    const { method = 'GET', headers, url = '' } = incoming
    // What is not below the path is not ours: it is not found.
    const path = url.startsWith(prefix) ? url.slice(prefix.length) : '/nothing-here'
    const sent = request(target + path, { method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    sent.on('error', () => answer.destroy())
    incoming.pipe(sent)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`, stop: () => server.close() }
}

describe.skipIf(browserPath === null)('the documentation in a browser, below a path of a proxy', () => {
  let platform: Platform
  let browser: Browser
  let page: Page
  let proxy: Awaited<ReturnType<typeof startProxy>>
  const troubles: string[] = []

  beforeAll(async () => {
    await buildIfStale(sites.docs)
    platform = await startPlatform()
    proxy = await startProxy(platform.url, '/tools/lectern')
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox', '--disable-dev-shm-usage'] })
    page = await browser.newPage({ colorScheme: 'dark' })
    page.setDefaultTimeout(25_000)
    page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on(
      'request',
      (sent) => !/^(data|blob):/.test(sent.url()) && !sent.url().startsWith(proxy.url) && troubles.push(sent.url()),
    )
    page.on('response', (got) => got.status() >= 400 && troubles.push(`${got.status()} ${got.url()}`))
  }, 400_000)
  afterAll(async () => {
    await browser?.close()
    proxy?.stop()
    await platform?.[Symbol.asyncDispose]()
  })

  /** Opens the search, as soon as the page's script is there to hear of it. */
  const search = async () => {
    const box = page.getByRole('textbox', { name: 'Search' })
    await expect
      .poll(async () => {
        if (!(await box.isVisible())) await page.keyboard.press('Control+k')
        return box.isVisible()
      })
      .toBe(true)
    return box
  }

  it('shows a page, in the theme that the system has', async () => {
    await page.goto(`${proxy.url}/docs`)
    await page.getByRole('link', { name: 'Your first model' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Your first model' }).waitFor()
    expect(page.url()).toBe(`${proxy.url}/docs/tutorials/first-model/`)
    expect(await page.evaluate(() => Reflect.get(globalThis, 'document').documentElement.dataset.theme)).toBe('dark')
  })

  it('finds pages by their words', async () => {
    await (await search()).fill('spillover')
    await page.locator('a.pagefind-ui__result-link').first().click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expect.poll(() => page.url()).toMatch(/\/tools\/lectern\/docs\/[a-z-]+\/[a-z0-9-]+\//)
    await expect.poll(async () => (await page.locator('main').innerText()).toLowerCase()).toContain('spill')
  })

  it('finds the page that tells how before those where things are looked up', { timeout: 120_000 }, async () => {
    await page.goto(`${proxy.url}/docs/`)
    const box = await search()
    // What is still being read stands in its place without a link.
    const link = page.locator('.pagefind-ui__result').first().locator('a.pagefind-ui__result-link').first()
    for (const [word, path] of Object.entries(expected)) {
      await box.fill(word)
      const found = async () => ((await link.count()) > 0 ? await link.getAttribute('href') : null)
      await expect.poll(found, { message: word }).toContain(`/docs/${path}`)
    }
  })

  it.each(['', 'reference/errors/', 'tutorials/own-model/', 'reference/operations/deployment/'])(
    'can be read by everybody: /docs/%s',
    { timeout: 60_000 },
    async (path) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.goto(`${proxy.url}/docs/${path}`)
        await page.evaluate(axe)
        const found = await page.evaluate(
          'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
        )
        expect(found, colorScheme).toEqual([])
      }
    },
  )

  it('browses the API', { timeout: 60_000 }, async () => {
    await page.goto(`${proxy.url}/docs/reference/api/`)
    await page.getByRole('link', { name: 'Try the API' }).first().click()
    await page.getByRole('link', { name: 'Deployment', exact: true }).first().waitFor({ timeout: 50_000 })
    expect(page.url()).toBe(`${proxy.url}/docs/api`)
  })

  it('asks for nothing elsewhere, and breaks no rule of its own', () => expect(troubles).toEqual([]))
})
