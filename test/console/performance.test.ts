import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { aConfiguration, aDeployment } from '../samples.ts'
import { browserPath, type ConsoleUnderTest, openConsole, type View } from './harness.ts'
import { within } from './within.ts'

const many = 1_000

/** What a person waits at most. */
const mostMs = 1_000

describe.skipIf(browserPath === null)(`a list of ${many} deployments`, () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole()
    const store = await openStore({ kind: 'sqlite', path: join(under.platform.dataDir, 'lectern.db') })
    const configuration = aConfiguration('c-of-all', 'default')
    await store.configurations.insert(configuration)
    for (let n = 0; n < many; n += 1) {
      const id = `d${n.toString(16).padStart(15, '0')}`
      const name = `${['chat', 'search', 'summaries', 'ranking'][n % 4]}-${String(n).padStart(4, '0')}`
      const still = { targetStatus: 'STOPPED', status: 'STOPPED', observedGeneration: 1 } as const
      await store.deployments.insert(aDeployment(id, configuration, { name, ...still, createdAt: Date.now() - n * 60_000 }))
    }
    await store[Symbol.asyncDispose]()
  }, 120_000)
  afterAll(() => under?.[Symbol.asyncDispose]())

  it('is there, and answers a filter, within the time of a thought', async () => {
    await using view = await under.visit()
    const { page } = view
    await page.addInitScript(notesFirstRow)
    await within(mostMs, '1,000 deployments opened', async () => {
      await view.go('/deployments')
      await page.getByText('1,000 deployments').waitFor()
      return page.evaluate<number>('window.firstRowAt')
    })
    await within(mostMs, '1,000 deployments filtered', () => page.evaluate<number>(filters))
    await within(mostMs, '1,000 deployments sorted', () => page.evaluate<number>(sorts))
    // Only what is in sight is in the page.
    expect(await rows(view)).toBeLessThan(80)
  }, 90_000)
})

const rows = ({ page }: View): Promise<number> => page.getByRole('region', { name: 'Deployments' }).getByRole('row').count()

/** From the start of the navigation until the first row can be seen and clicked. */
const notesFirstRow = `
  const look = () => {
    if (document.querySelector('[role=region] tbody tr[aria-rowindex]')) window.firstRowAt = performance.now()
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
`

/** From the typed word until no row of another name is left, and back. */
const filters = `(async () => {
  const input = document.querySelector('main input[placeholder]')
  const type = (text) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, text)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const shown = () => [...document.querySelectorAll('[role=region] tbody tr[aria-rowindex]')].map((row) => row.textContent)
  const until = async (holds) => { while (!holds(shown())) await new Promise(requestAnimationFrame) }
  const begun = performance.now()
  type('ranking-09')
  await until((texts) => texts.length > 0 && texts.every((text) => text.includes('ranking-09')))
  const took = performance.now() - begun
  type('')
  await until((texts) => texts.some((text) => !text.includes('ranking-09')))
  return took
})()`

/** From the click that turns a sorted column round until the rows are turned. */
const sorts = `(async () => {
  const first = () => document.querySelector('[role=region] tbody tr[aria-rowindex="2"]')?.textContent
  const head = document.querySelector('[role=region] thead th[aria-sort], [role=region] thead th:has(button)')
  const frame = () => new Promise(requestAnimationFrame)
  head.querySelector('button').click()
  while (!head.hasAttribute('aria-sort')) await frame()
  await frame()
  const before = first()
  const begun = performance.now()
  head.querySelector('button').click()
  while (first() === before) await frame()
  const took = performance.now() - begun
  while (head.hasAttribute('aria-sort')) {
    head.querySelector('button').click()
    await frame()
    await frame()
  }
  return took
})()`
