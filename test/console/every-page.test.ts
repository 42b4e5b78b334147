import type { Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bareNumbers } from './bare-numbers.ts'
import { browserPath, type View, type Visit } from './harness.ts'
import { openSeeded, type Seeded } from './seed.ts'

/** Every screen, with all of its tabs, of an installation that is in use: name of its picture, address, and heading. */
const pagesOf = ({ ids, configurationId }: Seeded): readonly (readonly [string, string, string])[] => {
  const of = (name: string): string => `/deployments/${ids.get(name)}`
  const tabs = (name: string, path: string, heading: string, all: readonly string[]) =>
    all.map((tab) => [`${name}-${tab}`, `${path}?tab=${tab}`, heading] as const)
  return [
    ['home', '/', 'Home'],
    ['deployments', '/deployments', 'Deployments'],
    ['deployments-peek', `/deployments?sort=name&peek=${ids.get('assistant')}`, 'Deployments'],
    ...tabs('deployment', of('assistant'), 'assistant', [
      'overview',
      'metrics',
      'logs',
      'requests',
      'scaling',
      'versions',
      'settings',
    ]),
    ['deployment-own', of('sums'), 'sums'],
    ['deployment-own-logs', `${of('sums')}?tab=logs`, 'sums'],
    ['deployment-failed', of('ranker'), 'ranker'],
    ['deployment-stopped', of('translator'), 'translator'],
    ['new', '/deployments/new', 'New deployment'],
    ['edit', `${of('sums')}/edit`, 'Edit sums'],
    ['new-advanced', '/deployments/new?mode=advanced&registered=sums', 'New deployment'],
    ['configurations', '/configurations', 'Configurations'],
    ['new-yaml', '/deployments/new?mode=yaml&model=talker', 'New deployment'],
    ['configuration', `/configurations/${configurationId}`, ''],
    ['playground', '/playground?deployment=demo', 'Playground'],
    ['playground-predict', '/playground?deployment=sums&mode=predict', 'Playground'],
    ['playground-embeddings', '/playground?deployment=demo&mode=embeddings', 'Playground'],
    ['models', '/models', 'Catalog'],
    ['models-table', '/models?view=table&q=gpt', 'Catalog'],
    ['models-scatter', '/models?view=scatter', 'Catalog'],
    ['model', '/models/openai/talker', 'talker'],
    ['registry', '/registry', 'Registry'],
    ['registered', '/registry/sums', 'sums'],
    ['registered-compare', '/registry/sums?compare=1,2&show=compare', 'sums'],
    ['version', '/registry/sums/2', 'sums'],
    ['version-files', '/registry/sums/2?tab=files', 'sums'],
    ['version-scripts', '/registry/sums/2?tab=scripts', 'sums'],
    ...tabs('templates', '/templates', 'Serving templates', ['templates', 'sources']),
    ['template-new', '/templates/new', ''],
    ['connections', '/connections', 'Connections'],
    ...tabs('usage', '/usage', 'Usage and cost', ['overview', 'calls', 'statement', 'hints', 'estimate']),
    ...tabs('quotas', '/quotas', 'Quotas', ['limits', 'pools', 'plans', 'requests', 'calculator']),
    ...tabs('budgets', '/budgets', 'Budgets and alerts', ['budgets', 'notifications']),
    ['retirements', '/retirements', 'Retirements'],
    ['rates', '/rates', 'Rates'],
    ['template', '/templates/my-template', ''],
    ['groups', '/groups', 'Resource groups'],
    ['keys', '/keys', 'API keys'],
    ['clients', '/clients', 'OAuth clients'],
    ['people', '/people', 'People'],
    ...tabs('secrets', '/secrets', 'Secrets', ['generic', 'registries', 'stores']),
    ['events', '/events', 'Events'],
    ['audit', '/audit', 'Audit'],
    ['about', '/about', 'About'],
    ['nowhere', '/no/such/page', ''],
  ]
}

/** One of each kind: the others are looked at for their width alone. */
const phonePictures = new Set([
  'home',
  'deployments',
  'deployment-overview',
  'new',
  'playground',
  'models',
  'usage-overview',
  'about',
])

describe.skipIf(browserPath === null)('every page', () => {
  let seeded: Seeded
  beforeAll(async () => {
    seeded = await openSeeded()
  }, 180_000)
  afterAll(() => seeded?.[Symbol.asyncDispose]())

  /** Walks all pages in one tab, as somebody does who follows links; answers what is wrong with each. */
  const walk = async (visit: Visit, look: (view: View, name: string) => Promise<unknown>): Promise<readonly string[]> => {
    await using view = await seeded.under.visit(visit)
    const { page } = view
    const quiet = watchQuiet(view)
    await view.go('/')
    const wrong: string[] = []
    for (const [name, path, heading] of pagesOf(seeded)) {
      await page.evaluate(`history.pushState({}, '', ${JSON.stringify(`/console${path}`)})`)
      await quiet()
      const said = async (): Promise<void> => {
        if (heading !== '' && visit.language !== 'de')
          await expect.poll(() => page.locator('h1').first().textContent(), { message: heading }).toContain(heading)
        await view.settled()
        await look(view, name)
      }
      await said().catch((error: Error) => wrong.push(`${name} (${path}): ${error.message}`))
    }
    return wrong
  }

  it('is accessible, without trouble, and gets its picture: light, dark, and German on a phone', async () => {
    const wrong = await Promise.all([
      walk({}, async (view, name) => {
        await view.picture(`every/${name}`)
        await view.mustBeAccessible()
        expect(await view.page.evaluate(bareNumbers)).toEqual([])
        await view.turn('dark')
        // Only colours are another in the dark.
        await view.mustBeAccessible(['color-contrast'])
        await view.picture(`every/${name}`)
        await view.turn('light')
      }),
      walk({ language: 'de', width: 390, height: 800 }, async (view, name) => {
        if (phonePictures.has(name)) await view.picture(`every/${name}-phone`)
        const beyond = await view.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        expect(beyond, 'pixels wider than the phone').toBeLessThanOrEqual(0)
      }),
    ])
    expect(wrong.flat()).toEqual([])
  }, 300_000)
})

/** Waits until the page has asked for nothing for a moment; what is followed for ever does not count. */
function watchQuiet({ page }: View): () => Promise<void> {
  const open = new Set<Request>()
  let changedAt = Date.now()
  const counts = (request: Request): boolean => !/\/v2\/lm\/changes|\/logs\?.*follow/.test(request.url())
  page.on('request', (request) => {
    if (!counts(request)) return
    open.add(request)
    changedAt = Date.now()
  })
  const done = (request: Request): void => {
    if (open.delete(request)) changedAt = Date.now()
  }
  page.on('requestfinished', done)
  page.on('requestfailed', done)
  return async () => {
    changedAt = Date.now()
    const until = Date.now() + 8_000
    // A stream that goes on, such as a log's, is not waited for longer than this.
    while (Date.now() < until && (open.size > 0 || Date.now() - changedAt < 250))
      await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
