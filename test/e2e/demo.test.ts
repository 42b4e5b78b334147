import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../platform.ts'

type Question = { readonly question: string; readonly answer: string }
const questions: Question[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../models/lectern-mini/questions.json'), 'utf8'),
)

/** The first minute: the demo model is deployed, and its answers make sense. */
describe('the demo', () => {
  let platform: Platform
  let client: OpenAI
  beforeAll(async () => {
    platform = await startPlatform({ settings: { demo: true } })
    client = new OpenAI({ baseURL: `${platform.url}/v1`, apiKey: platform.adminKey })
  })
  afterAll(() => platform[Symbol.asyncDispose]())

  it.each(questions)('$question', async ({ question, answer: expected }) => {
    const answer = await client.chat.completions.create({
      model: 'demo',
      messages: [{ role: 'user', content: question }],
      temperature: 0,
    })
    const [choice] = answer.choices
    expect(choice?.message.content).toMatch(new RegExp(expected, 'i'))
    expect(choice?.finish_reason, 'it ends its turn by itself').toBe('stop')
    expect(answer.usage?.completion_tokens).toBeGreaterThan(0)
  })

  it('streams, and says what it used', async () => {
    const messages = [{ role: 'user' as const, content: 'Count to five.' }]
    const stream = await client.chat.completions.create({
      model: 'demo',
      messages,
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
    })
    let text = ''
    let tokens = 0
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      tokens = chunk.usage?.completion_tokens ?? tokens
    }
    expect(text).toMatch(/one.*two.*three.*four.*five/i)
    expect(tokens).toBeGreaterThan(5)
  })

  it('is paid by the time of its instance: no token is left without a price', async () => {
    const month = new Date(platform.clock.now()).toISOString().slice(0, 7)
    const { body } = await platform.call('GET', `/v2/analytics/statements/${month}?groupBy=deploymentType,kind`)
    expect(body).toMatchObject({ unpriced: 0, totals: [] })
    expect(body.lines).toContainEqual(expect.objectContaining({ deploymentType: 'managed-compute', kind: 'tokens', unpriced: 0 }))
  })

  it('is all that a fresh installation runs', async () => {
    const { body } = await platform.call('GET', '/v2/lm/deployments')
    expect(body.resources.map((each: { name: string }) => each.name)).toEqual(['demo'])
  })
})
