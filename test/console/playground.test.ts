import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

describe.skipIf(browserPath === null)('chats of the playground', () => {
  let under: ConsoleUnderTest
  let upstream: OpenaiUpstream
  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    under = await openConsole({ demo: true, allowPrivate: true })
    const { call, until } = under.platform
    const connection = { name: 'elsewhere', provider: 'openai-compatible', baseUrl: `${upstream.address}/v1`, credential: {} }
    await call('POST', '/v2/admin/connections', connection)
    const parameterBindings = [
      { key: 'modelName', value: 'small-model' },
      { key: 'connection', value: 'elsewhere' },
    ]
    const made = await call('POST', '/v2/lm/deployments', {
      name: 'helper',
      configuration: { name: 'helper', scenarioId: 'foundation-models', executableId: 'openai-compatible', parameterBindings },
    })
    await until(made.body.id, 'RUNNING')
    const { body } = await call('GET', '/v2/lm/deployments')
    for (const { id } of body.resources) await until(id, 'RUNNING')
  }, 60_000)
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    await upstream?.[Symbol.asyncDispose]()
  })

  const ask = async (page: Page, text: string): Promise<void> => {
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill(text)
    await page.keyboard.press('Control+Enter')
  }
  const logOf = (page: Page, name: string) => page.getByRole('log', { name: `Conversation with ${name}` })
  const lastSent = () => upstream.received.findLast(({ url }) => url.includes('chat'))?.json as Record<string, never> | undefined

  it('streams an answer, says what it took and cost, keeps it over a reload, and asks again', async () => {
    await using view = await under.visit()
    await view.go('/playground?deployment=demo')
    const { page } = view
    await page.getByLabel('Most tokens').fill('40')
    await ask(page, 'Hello')
    const log = logOf(page, 'demo')
    await log
      .getByText(/lectern-mini/)
      .first()
      .waitFor()
    await log.getByText(/→ \d+ tokens/).waitFor()
    await log.getByText('no cost by tokens').waitFor()
    await log.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('Edited message').fill('Hello again')
    await page.getByRole('button', { name: 'Ask again' }).click()
    await log.getByText('Hello again').waitFor()
    await expect.poll(() => log.getByText('Hello', { exact: true }).count()).toBe(0)
    // An answer that comes at once has no pace to tell.
    await log.getByText(/→ \d+ tokens/).waitFor()
    await page.waitForTimeout(400)
    await page.reload()
    await log.getByText('Hello again').waitFor()
    await expect.poll(() => page.getByLabel('Most tokens').inputValue()).toBe('40')
    await page.keyboard.press('Shift+Escape')
    await page.keyboard.press('ArrowUp')
    expect(await page.getByRole('textbox', { name: 'Message', exact: true }).inputValue()).toBe('Hello again')
    await log.getByRole('button', { name: 'Raw JSON' }).click()
    await page.getByRole('dialog').getByText('"max_tokens"').first().waitFor()
  })

  it('stops what comes slowly, by Escape', async () => {
    upstream.behaviour.chunkMs = 300
    upstream.behaviour.words = Array.from({ length: 200 }, (_, at) => ` word${at}`)
    await using view = await under.visit()
    await view.go('/playground?deployment=helper')
    const { page } = view
    await ask(page, 'Tell me all')
    await logOf(page, 'helper').getByText(/word1/).waitFor()
    await page.keyboard.press('Escape')
    await logOf(page, 'helper').getByText('Stopped').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Send' }).count()).toBe(1)
    upstream.reset()
  })

  it('compares two with one prompt, by its address', async () => {
    await using view = await under.visit()
    await view.go('/playground?deployment=demo')
    const { page } = view
    await page.getByRole('button', { name: 'Compare' }).click()
    await page.getByRole('menuitem', { name: 'helper' }).click()
    await page.waitForURL(/with=helper/)
    await ask(page, 'Hello')
    await logOf(page, 'demo')
      .getByText(/lectern-mini/)
      .first()
      .waitFor()
    await logOf(page, 'helper').getByText('Hello there!').waitFor()
    await page.getByRole('button', { name: 'Take demo away' }).click()
    await page.waitForURL(/deployment=helper/)
    await expect.poll(() => logOf(page, 'demo').count()).toBe(0)
  })

  it('sends what is set, calls tools whose results are typed in, and shows it as code', async () => {
    await using view = await under.visit()
    await view.go('/playground?deployment=helper')
    const { page } = view
    await page.getByLabel('System prompt').fill('You are brief')
    await page.getByLabel('Temperature').fill('0.3')
    await page.getByRole('button', { name: 'Edit: Tools' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Put in an example' }).click()
    await dialog.getByRole('button', { name: 'Save' }).click()
    upstream.behaviour.answer = { status: 200, headers: { 'content-type': 'text/event-stream' }, body: toolCall }
    await ask(page, 'How is the weather?')
    const log = logOf(page, 'helper')
    await log.getByText('Calls weather').waitFor()
    await log.getByText('{"place":"Kiel"}').waitFor()
    await log.getByRole('button', { name: 'Reasoning' }).click()
    await log.getByText('thinks of Kiel').waitFor()
    await page.getByText('A model waits for the results of its tools').waitFor()
    upstream.reset()
    await log.getByLabel('Result of weather').fill('{"sky":"grey"}')
    await log.getByRole('button', { name: 'Send results' }).click()
    await log.getByText('Hello there!').waitFor()
    expect(lastSent()).toMatchObject({
      temperature: 0.3,
      tools: [{ function: { name: 'weather' } }],
      messages: [
        { role: 'system', content: 'You are brief' },
        { role: 'user', content: 'How is the weather?' },
        { role: 'assistant', tool_calls: [{ id: 'call_1', function: { name: 'weather', arguments: '{"place":"Kiel"}' } }] },
        { role: 'tool', tool_call_id: 'call_1', content: '{"sky":"grey"}' },
      ],
    })
    await page.getByRole('button', { name: 'View code' }).click()
    await page.getByRole('tab', { name: 'Python' }).click()
    await expect
      .poll(() => page.getByRole('dialog').getByRole('tabpanel').innerText())
      .toMatch(/os\.environ\["LECTERN_API_KEY"\][\s\S]*temperature=0\.3/)
  })

  it('asks for JSON by a schema', async () => {
    await using view = await under.visit()
    await view.go('/playground?deployment=helper')
    const { page } = view
    await page.getByRole('combobox', { name: 'Answer as' }).click()
    await page.getByRole('option', { name: 'JSON by a schema' }).click()
    await page.getByRole('button', { name: 'Edit: Schema' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Put in an example' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await ask(page, 'A city')
    await logOf(page, 'helper').getByText('Hello there!').waitFor()
    expect(lastSent()).toMatchObject({ response_format: { type: 'json_schema', json_schema: { strict: true } } })
  })

  it('says in words why there is no answer, and what to do', async () => {
    const answer = { error: { message: 'too many requests', type: 'requests', code: 'rate_limit_exceeded' } }
    upstream.behaviour.answer = { status: 429, headers: { 'retry-after': '7' }, body: JSON.stringify(answer) }
    await using view = await under.visit()
    await view.go('/playground?deployment=helper')
    const { page } = view
    await ask(page, 'Hello')
    await page.getByText('A limit is reached').waitFor({ timeout: 60_000 })
    upstream.reset()
    await page.getByRole('button', { name: 'Try again' }).click()
    await logOf(page, 'helper').getByText('Hello there!').waitFor()
  })

  it('speaks German, and says what is not there', async () => {
    await using view = await under.visit({ language: 'de' })
    await view.go('/playground?deployment=nobody')
    await view.page.getByText('Diese Ressourcengruppe hat kein Deployment nobody').waitFor()
    await view.page.getByRole('button', { name: 'Ein anderes nehmen' }).click()
    await view.page.getByRole('textbox', { name: 'Nachricht', exact: true }).waitFor()
  })

  it('looks good in both themes', () =>
    under.inBothThemes('/playground?deployment=demo&with=helper', 'playground-compare', async (page) => {
      await ask(page, 'Say hello')
      await logOf(page, 'helper').getByText(/whole/).waitFor()
      await logOf(page, 'demo').getByText('no cost by tokens').waitFor()
    }))

  it('shows its code in both themes', () => under.inBothThemes('/playground?deployment=helper&show=code', 'playground-code'))
})

const event = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
const toolCall = [
  event({ role: 'assistant', reasoning_content: 'thinks of Kiel' }),
  event({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"pla' } }] }),
  event({ tool_calls: [{ index: 0, function: { arguments: 'ce":"Kiel"}' } }] }),
  event({}, 'tool_calls'),
  'data: [DONE]\n\n',
].join('')
