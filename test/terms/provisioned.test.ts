import { describe, expect, it } from 'vitest'
import { limited, quota } from '../admission/limits.ts'
import { eventually, idOf } from '../gateway-harness.ts'
import { ask, errorOf, first, harness, metrics, time } from './scene.ts'

const utilization = ({ headers }: Response): string | null => headers.get('azure-openai-deployment-utilization')
const done = async (answer: Promise<Response>): Promise<Response> => {
  const given = await answer
  await given.text()
  return given
}
/** Settled is what the last call used: 5 + 100 × 3 weighted tokens of 300 a minute. */
const settled = (percent: string) =>
  eventually(async () => (await metrics()).includes(`lectern_provisioned_utilization_ratio{${labels}} ${percent}`))
const labels = `deployment="${idOf('units')}",name="units",resource_group="default"`

describe('a deployment with provisioned units', () => {
  it('lets calls in below 100 %, however large, and tells how full it is', async () => {
    const answer = await done(ask('units', { max_tokens: 30 }))
    // 3,020 weighted tokens are held back until the answer ends.
    expect([answer.status, utilization(answer)]).toEqual([200, '1006.7%'])
    await settled('1.0166666666666666')
    const refused = await ask('units')
    expect([refused.status, utilization(refused)]).toEqual([429, '101.7%'])
    expect(refused.headers.get('retry-after-ms')).toBe('1001')
    expect(refused.headers.get('retry-after')).toBe('2')
    expect((await errorOf(refused))['message']).toMatch(
      /provisioned units of deployment "units" \(d\w+\) are in use: 101\.7 %.*Try again in 2 s/,
    )
    expect(first.received.length).toBe(1)
    expect(await metrics()).toContain('lectern_limited_requests_total{what="units"} 1')
  })

  it('means the wait that it tells to the millisecond', async () => {
    await done(ask('units'))
    await settled('1.0166666666666666')
    time.at += 1_000
    expect((await done(ask('units'))).headers.get('retry-after-ms')).toBe('1')
    time.at += 1
    expect((await done(ask('units'))).status).toBe(200)
  })

  it('holds back what the caller bounds an answer to, and learns of the others how long they get', async () => {
    const bounded = await done(ask('units', { max_tokens: 1 }))
    expect(utilization(bounded)).toMatch(/^4\d\.\d%$/)
    time.at += 120_000
    // Nobody knows yet: as long as answers usually are.
    const percent = async (): Promise<number> => {
      const answer = await done(ask('units', { max_tokens: undefined }))
      time.at += 1_000_000
      await settled('0')
      return Number.parseFloat(utilization(answer) ?? '')
    }
    const before = await percent()
    expect(before).toBeGreaterThan(34_000)
    expect(await percent()).toBeLessThan(before)
  })

  it('gives back what a call did not use, and all of one that never left', async () => {
    await done(ask('units', { max_tokens: 1_000 }))
    await settled('1.0166666666666666')
    time.at += 60_000
    first.behaviour.answer = { status: 400, headers: {}, body: '{"error":{"message":"no"}}' }
    expect((await done(ask('units', { max_tokens: 1_000 }))).status).toBe(400)
    await settled('0.0')
  })

  it('takes its part of all limits, or of none', async () => {
    const of = (name: string) => ({ ...anyone, deploymentId: idOf(name) })
    harness.control.say(
      limited(quota('a', { requestsPerMinute: 5, scope: of('units') })),
      limited(quota('b', { requestsPerMinute: 1, scope: of('roomy') })),
    )
    await eventually(() => [...harness.gateway.table.limits()].length === 2)
    await done(ask('units'))
    await settled('1.0166666666666666')
    for (let each = 0; each < 3; each += 1) {
      const { status, headers } = await done(ask('units'))
      expect([status, headers.get('x-ratelimit-remaining-requests')]).toEqual([429, '4'])
    }
    const taken = await done(ask('roomy', { max_tokens: 1_000 }))
    expect(utilization(taken)).toBe('10.0%')
    const refused = await ask('roomy', { max_tokens: 1_000 })
    expect((await errorOf(refused))['message']).toContain('1 requests a minute')
    await eventually(async () => utilization(await done(ask('roomy'))) === '0.0%')
  })

  it('keeps what is in use when its units change', async () => {
    await done(ask('units'))
    await settled('1.0166666666666666')
    const route = harness.gateway.table.byId(idOf('units'))
    if (!route?.terms) throw new Error('it is there')
    const terms = { ...route.terms, units: { inputTokensPerMinute: 610, outputWeight: 100 } }
    harness.control.say({ kind: 'route', route: { ...route, terms } })
    await eventually(() => harness.gateway.table.byId(idOf('units'))?.terms?.units?.inputTokensPerMinute === 610)
    const answer = await ask('units')
    expect([answer.status, utilization(answer)]).toEqual([200, expect.stringMatching(/^10\d\.\d%$/)])
    await answer.text()
  })

  it('counts the last minute’s calls after a restart, each token as one', async () => {
    const facts = { resourceGroup: 'default', executableId: 'test-executable', model: 'gpt-4o', apiKey: 'admin' }
    const { makeAdmissions } = await import('../../src/gateway/admission.ts')
    const admissions = makeAdmissions({ limits: () => [], spent: () => [], now: () => time.at })
    admissions.recall([
      { ...facts, deploymentId: idOf('units'), at: time.at - 10_000, requests: 3, tokens: 200 },
      { ...facts, deploymentId: idOf('units'), at: time.at - 30_000, requests: 3, tokens: 200 },
    ])
    const route = harness.gateway.table.byId(idOf('units'))
    if (!route) throw new Error('it is there')
    const grant = admissions.admit(route, 'admin', () => ({ tokens: 0, cost: 0, currency: null, work: { input: 0, output: 0 } }))
    expect(grant.refusal).toBeNull()
    // 200 − 100 that leaked, + 200, − 50.
    expect(admissions.utilization(route)).toBeCloseTo((250 / 300) * 100)
  })
})

const anyone = { resourceGroup: null, executableId: null, deploymentId: null, model: null, apiKey: null }
