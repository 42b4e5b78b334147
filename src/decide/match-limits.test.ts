import { describe, expect, it } from 'vitest'
import type { LimitScope, QuotaEntry } from '../domain/limits.ts'
import { type CallFacts, indexLimits } from './match-limits.ts'

const quota = (id: string, scope: Partial<LimitScope>, exceptGroups: readonly string[] = []): QuotaEntry => ({
  kind: 'quota',
  id,
  scope: { resourceGroup: null, executableId: null, deploymentId: null, model: null, apiKey: null, ...scope },
  exceptGroups,
  requestsPerMinute: 1,
  tokensPerMinute: null,
  concurrent: null,
})
const call: CallFacts = { resourceGroup: 'red', executableId: 'openai', deploymentId: 'd1', model: 'gpt-5', apiKey: 'k1' }

describe('limits that count a call', () => {
  const find = indexLimits([
    quota('all', {}),
    quota('red', { resourceGroup: 'red' }),
    quota('blue', { resourceGroup: 'blue' }),
    quota('red gpt-5', { resourceGroup: 'red', model: 'gpt-5' }),
    quota('red gpt-4', { resourceGroup: 'red', model: 'gpt-4' }),
    quota('gpt-5 but not in red', { model: 'gpt-5' }, ['red']),
    quota('k1', { apiKey: 'k1' }),
    quota('k1 too', { apiKey: 'k1' }),
    quota('k2', { apiKey: 'k2' }),
    quota('everything said', { ...call }),
  ])
  it.each<{ name: string; call: CallFacts; found: string[] }>([
    { name: 'all fields agree', call, found: ['all', 'red', 'red gpt-5', 'k1', 'k1 too', 'everything said'] },
    {
      name: 'another group',
      call: { ...call, resourceGroup: 'blue' },
      found: ['all', 'blue', 'gpt-5 but not in red', 'k1', 'k1 too'],
    },
    { name: 'no model', call: { ...call, model: null }, found: ['all', 'red', 'k1', 'k1 too'] },
    {
      name: 'fields that run into each other',
      call: { ...call, resourceGroup: 'red\nmodel=gpt-5', model: null, apiKey: 'x' },
      found: ['all'],
    },
  ])('$name', ({ call, found }) => {
    expect(
      find(call)
        .map((limit) => limit.id)
        .sort(),
    ).toEqual([...found].sort())
  })
})
