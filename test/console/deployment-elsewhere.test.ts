import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenaiUpstream, startOpenaiUpstream } from '../openai-upstream.ts'
import { browserPath, type ConsoleUnderTest, openConsole } from './harness.ts'

const dayFrom = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

describe.skipIf(browserPath === null)('the page of a deployment of a model elsewhere', () => {
  let under: ConsoleUnderTest
  let upstream: OpenaiUpstream
  const ids: Record<string, string> = {}
  const at = (tab = ''): string => `/deployments/${ids['talk']}${tab === '' ? '' : `?tab=${tab}`}`
  const read = async () => (await under.platform.call('GET', `/v2/lm/deployments/${ids['talk']}`)).body
  beforeAll(async () => {
    upstream = await startOpenaiUpstream()
    under = await openConsole({ allowPrivate: true })
    const { call, until } = under.platform
    const connection = {
      name: 'openai',
      provider: 'openai',
      baseUrl: `${upstream.address}/v1`,
      credential: { apiKey: 'sk-test' },
    }
    expect((await call('POST', '/v2/admin/connections', connection)).status).toBe(201)
    const prices = [{ currency: 'USD', input: 1_000_000_000, output: 2_000_000_000 }]
    await call('PUT', '/v2/admin/catalog/openai/talker', {
      versions: [
        { name: 'v1', latestFrom: '2026-01-01', retirementDate: dayFrom(30), providerModelId: 'talker-v1', prices },
        { name: 'v2', latestFrom: dayFrom(10), retirementDate: dayFrom(900), providerModelId: 'talker-v2', prices },
      ],
    })
    for (const name of ['talk', 'talk-spare']) {
      const order = { model: 'talker', executableId: 'openai', name, deploymentType: 'serverless' }
      const made = await call('POST', '/v2/lm/models/deploy', { ...order, upgradePolicy: 'OnceCurrentVersionExpired' })
      expect(made.status, JSON.stringify(made.body)).toBe(202)
      ids[name] = made.body.id
      await until(made.body.id, 'RUNNING')
    }
  })
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]()
    await upstream?.[Symbol.asyncDispose]()
  })

  it('says until when its model answers, and what it moves to by itself', async () => {
    await using view = await under.visit()
    await view.go(at())
    const facts = view.page.getByRole('region', { name: 'What it is', exact: true })
    await facts.getByText('talker v1').waitFor()
    await facts.getByText(/Moves to v2 on/).waitFor()
    await facts.getByText('Moves on when the version retires').waitFor()
    await facts.getByText('Serverless: by tokens, no pool').waitFor()
  })

  it('has neither logs nor instances here, and says where they are', async () => {
    await using view = await under.visit()
    await view.go(at('logs'))
    await view.page.getByText('It has no instances here').waitFor()
    await view.go(at('scaling'))
    await view.page.getByText('Its model runs at a provider, which scales it').waitFor()
    await view.go(at('requests'))
    await view.page.getByText('No call in this time').waitFor()
  })

  it('changes its terms and its rules, and what it is refused is said beside it', async () => {
    await using view = await under.visit()
    await view.go(at('settings'))
    const { page } = view
    const terms = page.getByRole('region', { name: 'Type, capacity and upgrades' })
    await terms.getByRole('combobox', { name: 'Upgrades of the model' }).click()
    await page.getByRole('option', { name: 'Never moves on by itself' }).click()
    await terms.getByRole('button', { name: 'Save' }).click()
    await expect.poll(async () => (await read()).upgradePolicy).toBe('NoAutoUpgrade')
    const rules = page.getByRole('region', { name: 'Parameter rules' })
    await rules.getByRole('combobox', { name: 'Add a rule for' }).click()
    await page.getByRole('option', { name: 'max_tokens' }).click()
    await rules.getByRole('textbox', { name: 'Most' }).fill('50')
    await rules.getByRole('combobox', { name: 'Add a rule for' }).click()
    await page.getByRole('option', { name: 'tools' }).click()
    await rules.getByRole('button', { name: 'Save' }).click()
    await expect
      .poll(async () => (await read()).parameterRules)
      .toEqual({ max_tokens: { maximum: 50 }, tools: { allowed: false } })
    const body = { model: 'talk', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 51 }
    expect((await under.platform.call('POST', '/v1/chat/completions', body)).status).toBe(400)
    await terms.getByRole('combobox', { name: 'Spillover' }).click()
    await page.getByRole('option', { name: 'talk-spare' }).click()
    await terms.getByRole('button', { name: 'Save' }).click()
    await terms
      .getByRole('alert')
      .getByText(/spillover/)
      .waitFor()
    await terms.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => terms.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  })

  it('goes to its places by keys: l to its log, e to edit, y copies its URL', async () => {
    await using view = await under.visit()
    await view.go(at())
    const { page } = view
    await page.keyboard.press('y')
    await page.getByText('Copied').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      `${under.platform.url}/v2/inference/deployments/${ids['talk']}`,
    )
    await page.keyboard.press('l')
    await page.waitForURL(/tab=logs/)
    await page.keyboard.press('e')
    await page.waitForURL(/\/edit/)
  })

  it('looks good in both themes', () => under.inBothThemes(at(), 'deployment-elsewhere'), 60_000)
})
