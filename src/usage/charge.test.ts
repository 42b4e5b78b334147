import { expect, it } from 'vitest'
import { anIntent } from '../../test/ledger/samples.ts'
import { tokenPrices } from '../decide/rates.ts'
import type { LedgerIntent, LedgerSettlement } from '../domain/ledger.ts'
import { usageOf } from '../domain/usage.ts'
import { makeCharge } from './charge.ts'

const settlement: LedgerSettlement = {
  seq: 1,
  endedAt: Date.parse('2026-11-20T12:00:01Z'),
  state: 'settled',
  status: 200,
  source: 'reported',
  usage: usageOf({ inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0 }, { requests: 1 }),
  firstByteMs: 20,
}
const { entry } = makeCharge((executableId, model, modelVersion, charged) =>
  tokenPrices([], [], { ...charged, executableId, model, modelVersion }),
)
const charge = (more: Partial<LedgerIntent>) => entry('b', anIntent({ deploymentType: null, ...more }), settlement)

it.each([
  { name: 'an instance here with a model', call: { model: 'own', target: 'd1-1' }, is: { cost: 0, pricing: 'priced' } },
  { name: 'an instance here without one', call: { model: null, target: 'd1-1' }, is: { cost: 0, pricing: 'priced' } },
  { name: 'a provider', call: { model: 'own', target: 'remote:x' }, is: { cost: null, pricing: 'unpriced' } },
  { name: 'a provider, of whatever', call: { model: null, target: 'remote:x' }, is: { cost: null, pricing: 'unpriced' } },
])('tokens of $name, of which nobody said what they cost', ({ call, is }) => {
  expect(charge(call)).toMatchObject(is)
})
