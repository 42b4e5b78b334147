import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCharge } from '../../src/usage/charge.ts'
import { type ControlUnderTest, openControl } from '../control-harness.ts'
import { type Call, cards, catalogEntries, costByHand, rightFigures, traffic, wrongCard } from './month.ts'

const calls = 1_000_000
const berlin = { start: Date.parse('2026-11-30T23:00:00Z'), end: Date.parse('2026-12-31T23:00:00Z') }
const kolkata = { start: Date.parse('2026-11-30T18:30:00Z'), end: Date.parse('2026-12-31T18:30:00Z') }

type Line = { calls: number; unpriced: number; nano: bigint; input: number }
type Span = { readonly start: number; readonly end: number }

/** By group, deployment, model, key; all that was reckoned by hand. */
const add = (lines: Map<string, Line>, { start, end }: Span, { intent, settlement }: Call, nano: bigint | null): void => {
  if (intent.at < start || intent.at >= end) return
  const key = [intent.resourceGroup, intent.deploymentId, intent.model, intent.credential, 'tokens'].join(' ')
  const line = lines.get(key) ?? { calls: 0, unpriced: 0, nano: 0n, input: 0 }
  line.calls += 1
  line.unpriced += nano === null ? 1 : 0
  line.nano += nano ?? 0n
  line.input += settlement.usage.uncachedInput + settlement.usage.cacheRead
  lines.set(key, line)
}

describe('a month of a million calls', () => {
  let control: ControlUnderTest
  let cardId = ''
  const hand = { berlin: new Map(), kolkata: new Map(), corrected: new Map() } satisfies Record<string, Map<string, Line>>

  beforeAll(async () => {
    control = await openControl()
    const { store, call, catalog, rates } = control
    for (const entry of catalogEntries) {
      const { executableId, model, ...body } = entry
      expect((await call('PUT', `/v2/admin/catalog/${executableId}/${model}`, body)).status).toBeLessThan(300)
    }
    await catalog.refresh()
    for (const card of [...cards, wrongCard]) {
      const { status, body } = await call('POST', '/v2/admin/rates', card)
      expect(status, JSON.stringify(body)).toBe(201)
      cardId = body.id
    }
    let from = await store.ledger.boot('boot-1', 1)
    const charge = makeCharge(rates.pricesOf)
    const write = async (part: readonly Call[]): Promise<void> => {
      const ended = part.map(({ intent, settlement }) => charge.entry('boot-1', intent, settlement))
      const to = { number: 1, bytes: from.bytes + part.length }
      const batch = { from, to, ended, withdrawn: [], opened: [], closed: [], rates: charge.rates() }
      expect(await store.ledger.apply(batch)).toBe(true)
      from = { ...from, ...to }
    }
    const part: Call[] = []
    for (const each of traffic(calls)) {
      const nano = costByHand(each, false)
      add(hand.berlin, berlin, each, nano)
      add(hand.kolkata, kolkata, each, nano)
      add(hand.corrected, berlin, each, costByHand(each, true))
      part.push(each)
      if (part.length === 10_000) await write(part.splice(0))
    }
    await write(part)
    await control.clock.travelTo('2027-01-05T00:00:00Z')
  }, 240_000)
  afterAll(() => control[Symbol.asyncDispose]())

  const statement = async (timezone: string): Promise<{ lines: Map<string, Line>; total: bigint; unpriced: number }> => {
    const { status, body } = await control.call('GET', `/v2/analytics/statements/2026-12?timezone=${timezone}`)
    expect(status, JSON.stringify(body)).toBe(200)
    const lines = new Map<string, Line>()
    for (const line of body.lines) {
      const nano = BigInt(line.costs.find(({ currency }: { currency: string }) => currency === 'USD')?.nano ?? 0)
      lines.set([line.resourceGroup, line.deployment, line.model, line.apiKey, line.kind].join(' '), {
        calls: line.calls,
        unpriced: line.unpriced,
        nano,
        input: line.inputTokens,
      })
    }
    return { lines, total: BigInt(body.totals[0].nano), unpriced: body.unpriced }
  }
  const sum = (lines: Map<string, Line>): bigint => [...lines.values()].reduce((all, { nano }) => all + nano, 0n)

  it.each([
    { timezone: 'Europe/Berlin', lines: hand.berlin },
    { timezone: 'Asia/Kolkata', lines: hand.kolkata },
  ])(
    'costs what it costs by hand, to the last nano-unit, where clocks are those of $timezone',
    async ({ timezone, lines: expected }) => {
      const found = await statement(timezone)
      expect(Object.fromEntries(found.lines)).toEqual(Object.fromEntries(expected))
      expect(found.total).toBe(sum(expected))
      expect(found.unpriced).toBe([...expected.values()].reduce((all, { unpriced }) => all + unpriced, 0))
    },
    120_000,
  )

  it('is charged again to the last nano-unit when a rate was wrong', async () => {
    const body = { from: '2026-11-30T00:00:00Z', to: '2027-01-02T00:00:00Z', filter: { model: 'corrected' } }
    const right = await control.call('PATCH', `/v2/admin/rates/${cardId}`, { tokens: rightFigures })
    expect(right.status).toBe(200)
    const again = async (more: object) => {
      const { status, body: begun } = await control.call('POST', '/v2/admin/rates/rerate', { ...body, ...more })
      expect(status, JSON.stringify(begun)).toBe(202)
      const url = `/v2/admin/rerates/${begun.id}`
      await expect.poll(async () => (await control.call('GET', url)).body.state, { timeout: 100_000 }).toBe('COMPLETED')
      return (await control.call('GET', url)).body
    }
    const told = await again({ dryRun: true })
    expect(sum((await statement('Europe/Berlin')).lines)).toBe(sum(hand.berlin))
    const done = await again({})
    expect({ ...done, id: '', dryRun: true, createdAt: '' }).toEqual({ ...told, id: '', createdAt: '' })
    const expected = hand.corrected
    const found = await statement('Europe/Berlin')
    expect(Object.fromEntries(found.lines)).toEqual(Object.fromEntries(expected))
    expect(found.total).toBe(sum(expected))
    // Rows say the same as their sums: charged once more, nothing changes.
    expect(await again({ dryRun: true })).toMatchObject({ changed: 0, before: done.after, after: done.after })
  }, 240_000)
})
