import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { buildIfStale } from '../../bin/build.mjs'
import { sites } from '../../bin/sites.mjs'
import { removeFolder } from '../../src/control/registry/materialise.ts'
import { type Platform, startPlatform } from '../platform.ts'

/**
 * The browser's program; null where the machine has none, and tests of the console are skipped. Chromium without windows comes first:
 * it is the same engine and takes a quarter less time.
 */
export const browserPath: string | null =
  [
    process.env['CHROMIUM'] ?? '',
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path !== '' && existsSync(path)) ?? null

/** What tests look at afterwards: a picture of every page in both themes. Not in the repository; CI keeps it. */
export const pictures = join(import.meta.dirname, '..', '..', 'artifacts', 'console')

export type Theme = 'light' | 'dark'
export type Visit = {
  readonly theme?: Theme
  readonly language?: 'en' | 'de'
  readonly width?: number
  readonly height?: number
  /** Signs this person in instead of the administrator: name and role. */
  readonly as?: { readonly name: string; readonly role: string }
  /** Nobody is signed in. */
  readonly signedOut?: boolean
  /** Another address that the page may lead to, such as an identity provider's. */
  readonly alsoAt?: string
  /** Address in front of Lectern that the browser is given instead: a reverse proxy's. */
  readonly at?: string
  /** What the browser may note in its console because the test provokes it, such as a line that breaks. */
  readonly provokes?: RegExp
}

/** A page of the console with somebody signed in, and what went wrong in it so far. */
export type View = AsyncDisposable & {
  readonly page: Page
  /** Goes to a view, `/deployments?group=default`, and waits until it has settled. */
  go(path: string): Promise<void>
  /** Waits until nothing is being read any more. */
  settled(): Promise<void>
  /** As when the system goes over to another theme. */
  turn(theme: Theme): Promise<void>
  /** Fails on any violation of WCAG 2.2 A and AA that axe finds now; `only`: of these rules. */
  mustBeAccessible(only?: readonly string[]): Promise<void>
  /** Keeps a picture as `<name>-<theme>.png`. */
  picture(name: string): Promise<void>
}

export type ConsoleUnderTest = AsyncDisposable & {
  readonly platform: Platform
  visit(visit?: Visit): Promise<View>
  /** Shows a view in both themes: accessible, without trouble, with a picture of each. `prepare` brings it to where it is looked at. */
  inBothThemes(path: string, name: string, prepare?: (page: Page) => Promise<void>): Promise<void>
}

/** The real server with the real console, and a real browser in front of it. `at`: the time there, if it is not now. */
export async function openConsole(settings: Record<string, unknown> = {}, at?: string): Promise<ConsoleUnderTest> {
  if (browserPath === null) throw new Error('no Chromium on this machine')
  await buildIfStale(sites.console)
  // A copy: another test run may build anew meanwhile.
  const consoleFolder = mkdtempSync(join(tmpdir(), 'lectern-console-'))
  cpSync(join(sites.console.folder, 'dist'), consoleFolder, { recursive: true })
  const platform = await startPlatform({ settings, consoleFolder, ...(at === undefined ? {} : { at }) })
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
  const visit = (asked: Visit = {}) => openView(browser, platform, asked)
  return {
    platform,
    visit,
    async inBothThemes(path, name, prepare = async () => undefined) {
      await using view = await visit()
      await view.go(path)
      await prepare(view.page)
      await view.settled()
      await view.mustBeAccessible()
      await view.picture(name)
      await view.turn('dark')
      // The page is the same; what a theme changes is its colours.
      await view.mustBeAccessible(['color-contrast'])
      await view.picture(name)
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await platform[Symbol.asyncDispose]()
      await removeFolder(consoleFolder)
    },
  }
}

async function openView(browser: Browser, platform: Platform, visit: Visit): Promise<View> {
  let { theme = 'light' } = visit
  const { language = 'en', width = 1280, height = 860, at = platform.url, alsoAt = at } = visit
  const context = await browser.newContext({
    colorScheme: theme,
    locale: language,
    viewport: { width, height },
    reducedMotion: 'reduce',
    ignoreHTTPSErrors: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const troubles: string[] = []
  // Shorter than a test may take, so that it says what was waited for.
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  page.on('console', (message) => {
    // A refusal that the test provokes is shown to the person, too; that the browser also notes it is no trouble.
    const expected = /status of 4\d\d/.test(message.text()) || visit.provokes?.test(message.text())
    if (message.type() === 'error' && !expected) troubles.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => troubles.push(`page: ${error.message}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${at}/`) && !url.startsWith(alsoAt) && !/^(data|blob):/.test(url)) troubles.push(`off origin: ${url}`)
  })
  if (!visit.signedOut) await signIn(context, platform, at, visit.as)
  const settled = async (): Promise<void> => {
    await page.waitForLoadState('load')
    await page.locator('h1').first().waitFor()
    await expect.poll(() => page.locator('.mantine-Skeleton-root, .mantine-Loader-root').count()).toBe(0)
    await page.evaluate('document.fonts.ready.then(() => undefined)')
    await page.evaluate(transitionsOver)
  }
  return {
    page,
    settled,
    async go(path) {
      await page.goto(`${at}/console${path}`)
      await settled()
    },
    async turn(next) {
      theme = next
      await page.emulateMedia({ colorScheme: next })
      await page.locator(`html[data-mantine-color-scheme="${next}"]`).waitFor()
      await settled()
    },
    async mustBeAccessible(only) {
      await page.evaluate(axeSource)
      const found = await page.evaluate(axeRun(only ?? tags))
      expect(found, `axe at ${page.url()} (${theme})`).toEqual([])
    },
    async picture(name) {
      mkdirSync(pictures, { recursive: true })
      await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) })
    },
    async [Symbol.asyncDispose]() {
      await context.close()
      expect(troubles).toEqual([])
    },
  }
}

/** Colours on their way from one theme to another are neither's. */
const transitionsOver = `Promise.all(
  document
    .getAnimations()
    .filter((each) => each instanceof CSSTransition)
    .map((each) => each.finished.catch(() => {})),
).then(() => undefined)`

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Runs in the page, where the line before has put axe: what is violated, and by what. */
const axeRun = (runOnly: readonly string[]): string => `axe
  .run(document, { runOnly: ${JSON.stringify(runOnly)} })
  .then(({ violations }) =>
    violations.map(({ id, nodes }) => ({
      rule: id,
      at: nodes.slice(0, 5).map(({ html, failureSummary }) => html.slice(0, 200) + ' — ' + failureSummary),
    })),
  )`

/** By a one-time link, as the banner shows one. */
async function signIn(context: BrowserContext, platform: Platform, at: string, as: Visit['as']): Promise<void> {
  if (as) await platform.call('POST', '/v2/admin/people', { ...as, resourceGroups: '*' })
  const made = await platform.call('POST', '/v2/admin/sign-in-links', as ? { person: as.name } : {})
  expect(made.status, JSON.stringify(made.body)).toBeLessThan(300)
  // What the page of the link does by itself.
  const answer = await context.request.post(made.body.url.replace(platform.url, at), {
    headers: { origin: new URL(at).origin },
    maxRedirects: 0,
  })
  expect(answer.status()).toBe(303)
}
