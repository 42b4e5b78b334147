import { describe, expect, it } from 'vitest'
import type { CatalogModel, CatalogVersion } from '../domain/catalog.ts'
import { nextUpgrade, type UpgradeFacts, upgradeNow } from './upgrade.ts'

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const day = 86_400_000

const version = (name: string, latestFrom: string | null, retirementDate: string | null): CatalogVersion => ({
  name,
  latestFrom,
  deprecatedFrom: null,
  retirementDate,
  retirementNotBefore: null,
  suggestedReplacements: [],
  contextLength: null,
  maxOutputTokens: null,
  inputTypes: [],
  capabilities: [],
  streamingSupported: true,
  providerModelId: null,
  prices: [],
})
const model: CatalogModel = {
  model: 'm',
  executableId: 'openai',
  provider: 'P',
  displayName: 'M',
  description: '',
  accessType: 'Remote',
  source: 'test',
  versions: [
    version('1', '2025-01-01', '2026-06-01'),
    version('2', '2026-01-01', '2027-01-01'),
    version('next', null, null),
    version('3', '2026-12-01', '2028-01-01'),
  ],
}
const facts = (more: Partial<UpgradeFacts>): UpgradeFacts => ({
  policy: 'OnceNewDefaultVersionAvailable',
  type: 'standard',
  model,
  wanted: '1',
  since: at('2025-03-01'),
  left: [],
  deploymentId: 'd1',
  windowMs: 0,
  ...more,
})
const stay = { kind: 'stay' }
const disable = { kind: 'disable' }
const to = (name: string, why: string) => ({ kind: 'upgrade', to: name, why })

describe('an upgrade policy', () => {
  it.each([
    ['follows a new default on its day', {}, '2026-01-01', to('2', 'default')],
    ['waits for it', {}, '2025-12-31', stay],
    ['does not follow a default that was there before', { since: at('2026-02-01') }, '2026-03-01', stay],
    ['does not follow one that was left, until its version ends', { left: ['2'] }, '2026-03-01', stay],
    ['goes to what was left when its version ends', { left: ['2'] }, '2026-06-01', to('2', 'retirement')],
    [
      'of a version that is no default follows the next one',
      { wanted: 'next', since: at('2026-02-01') },
      '2026-12-01',
      to('3', 'default'),
    ],
    ['is no use where nothing follows', { wanted: '3' }, '2028-01-01', disable],
    ['stays until its version ends', { policy: 'OnceCurrentVersionExpired' }, '2026-05-31', stay],
    ['goes to the default of that day', { policy: 'OnceCurrentVersionExpired' }, '2026-06-01', to('2', 'retirement')],
    ['goes to the default of a later day, too', { policy: 'OnceCurrentVersionExpired' }, '2026-12-24', to('3', 'retirement')],
    ['may forbid it', { policy: 'NoAutoUpgrade' }, '2026-05-31', stay],
    ['may forbid it to the end', { policy: 'NoAutoUpgrade' }, '2026-06-01', disable],
    ['that is none leaves it as it is', { policy: null }, '2026-03-01', stay],
    ['that is none lets it end', { policy: null }, '2026-06-01', disable],
    ['moves nothing that is provisioned', { type: 'provisioned' }, '2026-03-01', stay],
    ['lets end what is provisioned', { type: 'provisioned' }, '2026-06-01', disable],
    ['moves what is serverless', { type: 'serverless' }, '2026-01-01', to('2', 'default')],
    ['leaves alone what follows the catalog', { wanted: 'latest' }, '2026-03-01', stay],
    ['pins what follows the catalog', { wanted: 'latest', policy: 'OnceCurrentVersionExpired' }, '2026-03-01', to('2', 'pin')],
    ['pins it for good', { wanted: '', policy: 'NoAutoUpgrade' }, '2026-03-01', to('2', 'pin')],
    ['says nothing of a version nobody knows', { wanted: 'gone' }, '2026-03-01', stay],
  ] as const)('%s', (_, more, on, expected) => {
    expect(upgradeNow(facts(more as Partial<UpgradeFacts>), at(on))).toEqual(expected)
  })

  it('spreads deployments over its window, each at its own time, and is through with all at its end', () => {
    const ids = Array.from({ length: 500 }, (_, index) => `d${index}`)
    const moved = (ms: number): number =>
      ids.filter(
        (deploymentId) => upgradeNow(facts({ deploymentId, windowMs: 14 * day }), at('2026-01-01') + ms).kind === 'upgrade',
      ).length
    const byDay = Array.from({ length: 15 }, (_, index) => moved(index * day))
    expect(byDay[0]).toBeLessThan(5)
    expect(byDay[14]).toBe(500)
    // Never fewer the day after, and no day has most of them.
    for (const [index, count] of byDay.entries()) {
      expect(count - (byDay[index - 1] ?? 0)).toBeGreaterThanOrEqual(0)
      expect(count - (byDay[index - 1] ?? 0)).toBeLessThan(80)
    }
  })

  it('does not let a window reach past the end of a version', () => {
    const late = model.versions.map((each) => (each.name === '1' ? { ...each, retirementDate: '2026-01-03' } : each))
    const soon = facts({ model: { ...model, versions: late }, windowMs: 14 * day })
    for (let index = 0; index < 50; index += 1)
      expect(upgradeNow({ ...soon, deploymentId: `d${index}` }, at('2026-01-03')).kind).toBe('upgrade')
  })

  it('tells what comes next', () => {
    const now = at('2025-06-01')
    expect(nextUpgrade(facts({}), now)).toEqual({ at: at('2026-01-01'), step: to('2', 'default') })
    expect(nextUpgrade(facts({ policy: 'OnceCurrentVersionExpired' }), now)).toEqual({
      at: at('2026-06-01'),
      step: to('2', 'retirement'),
    })
    expect(nextUpgrade(facts({ policy: 'NoAutoUpgrade' }), now)).toEqual({ at: at('2026-06-01'), step: disable })
    expect(nextUpgrade(facts({ policy: null, wanted: 'latest' }), now)).toEqual({
      at: at('2026-01-01'),
      step: to('2', 'default'),
    })
    expect(nextUpgrade(facts({ wanted: 'next', policy: 'NoAutoUpgrade' }), now)).toBeNull()
  })

  it('tells the very moment at which it happens, whatever the window', () => {
    for (let index = 0; index < 100; index += 1) {
      const each = facts({ deploymentId: `d${index}`, windowMs: 9 * day })
      const next = nextUpgrade(each, at('2025-06-01'))
      if (!next) throw new Error('nothing comes')
      expect(upgradeNow(each, next.at)).toEqual(next.step)
      expect(upgradeNow(each, next.at - 1)).toEqual(stay)
    }
  })

  it('goes through years of versions without a day on which calls are refused', () => {
    let wanted = '1'
    let since = at('2025-03-01')
    const seen: string[] = []
    for (let now = since; now < at('2027-12-31'); now += day) {
      const step = upgradeNow(facts({ wanted, since, policy: 'OnceCurrentVersionExpired' }), now)
      if (step.kind === 'upgrade') [wanted, since] = [step.to, now]
      if (seen.at(-1) !== wanted) seen.push(wanted)
      expect(step.kind).not.toBe('disable')
    }
    expect(seen).toEqual(['1', '2', '3'])
  })
})
