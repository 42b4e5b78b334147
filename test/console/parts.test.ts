import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'
import { within } from './within.ts'

describe.skipIf(browserPath === null)('shared parts of the console, used', () => {
  let under: ConsoleUnderTest
  beforeAll(async () => {
    under = await openConsole()
  })
  afterAll(() => under?.[Symbol.asyncDispose]())

  /** What a legend says of a series beside the button that hides it. */
  const reading = (chart: Locator, toggle: string): Promise<string | null> =>
    chart.getByRole('button', { name: toggle }).locator('xpath=..').textContent()

  it('a chart is read by keys, as a table, and zooms into the address', async () => {
    await using view = await under.visit()
    await view.go('/gallery?part=charts')
    const { page } = view
    const latency = page.getByRole('region', { name: 'Latency' })
    const drawing = latency.getByRole('img', { name: /Latency: p50, p95, p99/ })
    await drawing.locator('canvas').waitFor()
    await drawing.focus()
    await page.keyboard.press('End')
    await expect.poll(() => reading(latency, 'Show p50')).toMatch(/p50\d+ ms/)
    // The crosshair of the page's other charts is at the same time.
    const tokens = page.getByRole('region', { name: 'Tokens' })
    await expect.poll(() => reading(tokens, 'Show Prompt')).toMatch(/Prompt\d/)
    await latency.getByRole('button', { name: 'Show as table' }).click()
    expect(await latency.getByRole('row').count()).toBe(122)
    await latency.getByRole('button', { name: 'Show as chart' }).click()
    const box = await drawing.boundingBox()
    if (!box) throw new Error('the chart is nowhere')
    await page.mouse.move(box.x + box.width * 0.4, box.y + 80)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + 80, { steps: 5 })
    await page.mouse.up()
    await page.waitForURL(/from=.*to=/)
    const length = (): number => {
      const { searchParams } = new URL(page.url())
      return Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? '')
    }
    const zoomed = length()
    expect(zoomed).toBeLessThan(3_600_000 / 2)
    await page.locator('h1').click()
    await page.keyboard.press('t')
    await page.keyboard.press('z')
    await expect.poll(length).toBe(zoomed * 2)
    await page.getByRole('button', { name: /Time range/ }).click()
    await page.getByRole('button', { name: 'Last 6 hours' }).click()
    await page.waitForURL(/range=6h/)
  })

  it('draws 3 × 10,000 readings at once', async () => {
    await using view = await under.visit()
    const { page } = view
    await within(200, '3 × 10,000 readings', async () => {
      await view.go('/gallery?part=charts')
      await page.locator('canvas').first().waitFor()
      return timed(page, 'Draw 3 × 10,000', `document.querySelector('section[aria-label=Many] canvas')`)
    })
  })

  it('a log follows its end until somebody scrolls up, and opens and filters 100,000 lines', async () => {
    await using view = await under.visit()
    await view.go('/gallery?part=log')
    const { page } = view
    const log = page.getByRole('log')
    await log.getByText('request 399').waitFor()
    await page.getByRole('button', { name: 'Write a line' }).click()
    await log.getByText('number 1', { exact: false }).waitFor()
    await log.hover()
    await page.mouse.wheel(0, -2_000)
    await page.getByRole('button', { name: 'Jump to the newest' }).waitFor()
    await page.getByRole('button', { name: 'Write a line' }).click()
    await page.getByRole('button', { name: 'Jump to the newest (1 new)' }).click()
    await log.getByText('number 2', { exact: false }).waitFor()
    expect(await log.locator('b').count()).toBe(0)

    const ready = `[...document.querySelectorAll('[role=log] [data-index]')].some((row) => row.textContent.includes('request 99999'))`
    await within(1_000, '100,000 lines', async () => {
      await view.go('/gallery?part=log')
      await log.getByText('request 399').waitFor()
      return timed(page, 'Show 100,000 lines', ready)
    })
    await page.getByLabel('Filter lines').fill('failed: upstream')
    await page.getByText('1,031 of 100,000 lines').waitFor()
    expect(await log.locator('mark').first().textContent()).toBe('failed: upstream')
    await page.getByRole('button', { name: 'Regular expression' }).click()
    await page.getByLabel('Filter lines').fill('request 9999\\d (failed|waits)')
    await page.getByText(/^\d of 100,000 lines$/).waitFor()
    await page.getByLabel('Filter lines').fill('(')
    await page.getByText('This is no regular expression').waitFor()
    await page.getByLabel('Filter lines').fill('')
    await page.getByRole('button', { name: 'Error', exact: true }).click()
    await page.getByText('1,031 of 100,000 lines').waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()])
    expect(download.suggestedFilename()).toBe('gallery.log')
  })

  it('the editor takes Tab, gives it back after Esc, and sends by ⌘Enter', async () => {
    await using view = await under.visit()
    await view.go('/gallery?part=code')
    const { page } = view
    const editor = page.getByRole('textbox', { name: 'predictor.py' })
    await editor.click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Tab')
    await page
      .getByText(/404 characters/)
      .or(page.getByText(/sent 0/))
      .first()
      .waitFor()
    expect(await editor.textContent()).toMatch(/^ {4}from pathlib/)
    await page.keyboard.press('Control+Enter')
    await page.getByText(/sent 1 times/).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(`document.activeElement.getAttribute('aria-label')`)).not.toBe('predictor.py')
  })

  it('a form says what is wrong, takes nested values, and is the same as JSON', async () => {
    await using view = await under.visit()
    await view.go('/gallery?part=form')
    const { page } = view
    await page.getByText('There is no model of this name').waitFor()
    await page.getByRole('textbox', { name: 'Model' }).fill('gpt-4o')
    await page.getByText('There is no model of this name').waitFor({ state: 'detached' })
    const size = page.getByLabel('Context size')
    await size.focus()
    await page.keyboard.press('Tab')
    await page.getByText('Has to be filled in').waitFor()
    await size.fill('100')
    await expect.poll(() => page.getByText('Has to be filled in').count()).toBe(0)
    await page.getByRole('region', { name: 'Value (does not fit)' }).first().waitFor()
    await size.fill('8192')
    await page.getByLabel('Memory').fill('512')
    await page.getByRole('button', { name: 'Add to Stop words' }).click()
    await page.getByRole('textbox', { name: 'Stop words 2' }).fill('END')
    await page.getByRole('region', { name: 'Value (fits)' }).first().waitFor()
    await page.getByText('JSON', { exact: true }).click()
    const json = page.getByRole('textbox', { name: 'Parameters' })
    await expect.poll(() => json.textContent()).toMatch(/"memory": 512/)
    expect(await json.textContent()).toMatch(/"END"/)
  })

  it('Markdown runs no HTML and loads no picture; JSON is searched and folded', async () => {
    await using view = await under.visit()
    await view.go('/gallery?part=texts')
    const { page } = view
    await page.getByRole('link', { name: 'a picture' }).waitFor()
    await page.getByLabel('Search: Answer').fill('reasoning')
    await page.getByText('1 hit').waitFor()
    await page.getByRole('button', { name: 'Open or fold usage' }).click()
    await page.getByRole('tab', { name: 'Python' }).click()
    await page.getByText('os.environ').waitFor()
    await page.getByRole('button', { name: 'Copy Call it: Python' }).click()
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain('LECTERN_API_KEY')
  })

  it('instances and flows are walked by keys', async () => {
    await using view = await under.visit()
    await view.go('/gallery?part=graphs')
    const { page } = view
    await page.getByRole('img', { name: /predictor 2: Installing/ }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.getByText('out of memory').waitFor()
    await page.getByRole('button', { name: 'Show as table: Instances' }).click()
    expect(await page.getByRole('row').count()).toBe(11)
    await page.locator('.react-flow__node[data-id=stable]').focus()
    await page.keyboard.press('Enter')
    await page.getByText('Opened: stable').waitFor()
  })

  it('files go to the registry, and filters to the address', async () => {
    await using view = await under.visit()
    await view.go('/gallery?part=controls')
    const { page } = view
    // One chunk gets lost and is sent again.
    let lost = 0
    await page.route('**/v2/lm/registry/uploads/*', async (route) => {
      if (route.request().method() !== 'PUT' || lost > 0) return route.fallback()
      lost += 1
      await route.fulfill({ status: 429, json: { error: { message: 'not now' } } })
    })
    await page
      .getByLabel('Model files')
      .last()
      .setInputFiles([
        { name: 'model.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(9_000_000, 7) },
        { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
      ])
    await page.getByText(/ready: model.bin 9000000, empty.txt 0/).waitFor()
    const { body } = await under.platform.call('GET', '/v2/lm/registry/uploads')
    expect(lost).toBe(1)
    expect(body.resources).toMatchObject([{ state: 'complete' }, { state: 'complete' }])
    await page.getByRole('button', { name: 'Remove model.bin' }).click()
    await page.getByText(/ready: empty.txt 0/).waitFor()
    await page.keyboard.press('f')
    await page.keyboard.type('chat')
    await page.getByRole('button', { name: /Stopped/ }).click()
    await page.waitForURL(/q=chat.*stopped/)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect.poll(() => page.url()).not.toContain('q=')
    await page.getByLabel('Tokens a minute').last().fill('90000')
    await page.getByRole('alert').getByText('Only 80,000').waitFor()
  })
})

/** Milliseconds in the page from a click on a button until `ready` holds and a frame was shown. */
const timed = (page: Page, button: string, ready: string): Promise<number> =>
  page.evaluate(`new Promise((resolve, reject) => {
    const button = [...document.querySelectorAll('button')].find((each) => each.textContent === ${JSON.stringify(button)})
    const from = performance.now()
    button.click()
    const look = () => {
      if (performance.now() - from > 20_000) reject(new Error('it never came'))
      else if (${ready}) requestAnimationFrame(() => resolve(performance.now() - from))
      else requestAnimationFrame(look)
    }
    look()
  })`)
