import type { LedgerIntent, LedgerSettlement } from '../../src/domain/ledger.ts'
import { usageOf } from '../../src/domain/usage.ts'

/** A month of seeded traffic, and what it costs by a reckoning that shares nothing with the product's. */

export type Call = { readonly intent: LedgerIntent; readonly settlement: LedgerSettlement }

const models = ['small', 'large', 'cached', 'unpriced', 'corrected'] as const
const groups = ['default', 'team-a', 'team-b'] as const
const types = [null, 'standard', 'batch', 'provisioned', 'standard'] as const

const start = Date.parse('2026-11-30T12:00:00Z')
const end = Date.parse('2027-01-01T12:00:00Z')

/** Numbers in [0, 1) that are the same each time. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** In the order of time. Calls come in bursts: one minute of ten has some. */
export function* traffic(count: number, seed = 7): Generator<Call> {
  const random = seeded(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const bursts = Math.floor((end - start) / 600_000)
  for (let seq = 1; seq <= count; seq += 1) {
    const burst = start + Math.floor((seq * bursts) / (count + 1)) * 600_000
    const at = burst + Math.floor(random() * 60_000)
    const place = Math.floor(random() * 5)
    const isBatch = types[place] === 'batch'
    const input = Math.floor(random() ** 3 * (isBatch ? 4_000 : 300_000))
    const cached = random() < 0.3 ? Math.floor(random() * input) : 0
    const left = random() > 0.01
    const intent: LedgerIntent = {
      seq,
      at,
      requestId: `r${seq}`,
      credential: pick(['key-1', 'key-2']),
      dialect: 'openai',
      resourceGroup: groups[place % groups.length] as string,
      deploymentId: `d00000000000000${place}`,
      deploymentName: `deployment-${place}`,
      executableId: place === 4 ? 'openai' : 'openai-compatible',
      model: pick(models),
      version: '1',
      wire: 'openai',
      target: 'remote:1',
      estimatedInput: 100,
      deploymentType: types[place] ?? null,
      residency: place === 1 ? 'data-zone' : place === 0 ? null : 'global',
      serviceTier: place === 1 && random() < 0.2 ? 'priority' : null,
    }
    const tokens = {
      inputTokens: input,
      cachedInputTokens: cached,
      outputTokens: Math.floor(random() * 2_000),
      reasoningTokens: 3,
    }
    const usage = usageOf(left ? tokens : null, { requests: left ? 1 : 0 })
    const settlement = {
      seq,
      endedAt: at + 900,
      state: 'settled',
      status: 200,
      source: 'reported',
      usage,
      firstByteMs: 90,
    } as const
    yield { intent, settlement }
  }
}

type Figures = { readonly input: bigint; readonly cached: bigint | null; readonly output: bigint; readonly half: boolean }

/** The price list of the test, written down by hand: null is unknown, `free` is paid otherwise. */
export function figuresOf({ intent }: Call, input: number, corrected: boolean): Figures | 'free' | null {
  const { model, at, deploymentType, serviceTier, executableId } = intent
  const batch = deploymentType === 'batch'
  const day = new Date(at).toISOString().slice(0, 10)
  // Paid by units.
  if (deploymentType === 'provisioned') return 'free'
  switch (model) {
    case 'small': {
      // A card for the tier, and one from the tenth on; else the catalog's. A card for batches has its own figures.
      if (serviceTier === 'priority') return { input: 600_000_001n, cached: 300_000_000n, output: 2_400_000_007n, half: false }
      if (batch && day >= '2026-12-05') return { input: 111_111_111n, cached: 55_555_555n, output: 333_333_333n, half: false }
      if (day >= '2026-12-10') return { input: 200_000_003n, cached: 90_000_001n, output: 800_000_009n, half: batch }
      return { input: 150_000_001n, cached: 75_000_000n, output: 600_000_001n, half: batch }
    }
    case 'large':
      if (executableId === 'openai' && day >= '2026-12-24' && day < '2026-12-27')
        return { input: 1_000_000_000n, cached: null, output: 4_000_000_000n, half: false }
      if (input > 200_000) return { input: 5_000_000_003n, cached: 2_500_000_001n, output: 20_000_000_011n, half: batch }
      return { input: 2_500_000_001n, cached: 1_250_000_000n, output: 10_000_000_003n, half: batch }
    case 'cached':
      return { input: 1_000_000_007n, cached: null, output: 3_000_000_017n, half: batch }
    case 'corrected':
      if (day < '2026-12-03') return null
      return corrected
        ? { input: 777_777_777n, cached: 77_777_777n, output: 7_777_777_777n, half: batch }
        : { input: 999_999_999n, cached: 99_999_999n, output: 9_999_999_999n, half: batch }
    default:
      return null
  }
}

/** Nano-units, or null where nobody knows. */
export function costByHand(call: Call, corrected: boolean): bigint | null {
  const { usage } = call.settlement
  if (usage.requests === 0) return 0n
  const all = usage.uncachedInput + usage.cacheRead
  const figures = figuresOf(call, all, corrected)
  if (figures === 'free') return 0n
  if (!figures) return null
  const made = BigInt(usage.output) + BigInt(usage.reasoning)
  const millionths =
    BigInt(usage.uncachedInput) * figures.input +
    BigInt(usage.cacheRead) * (figures.cached ?? figures.input) +
    made * figures.output
  const by = figures.half ? 2_000_000n : 1_000_000n
  const [whole, rest] = [millionths / by, (millionths % by) * 2n]
  return rest > by || (rest === by && whole % 2n === 1n) ? whole + 1n : whole
}

const price = (figures: object) => ({ validFrom: '1970-01-01', currency: 'USD', cacheWrite: null, source: 'test', ...figures })

/** What the catalog says; all of one version of two executables. */
export const catalogEntries = ['openai-compatible', 'openai'].flatMap((executableId) => [
  entry(executableId, 'small', price({ input: 150_000_001, cachedInput: 75_000_000, output: 600_000_001 })),
  entry(
    executableId,
    'large',
    price({
      input: 2_500_000_001,
      cachedInput: 1_250_000_000,
      output: 10_000_000_003,
      longPrompt: {
        moreThan: 200_000,
        input: 5_000_000_003,
        cachedInput: 2_500_000_001,
        cacheWrite: null,
        output: 20_000_000_011,
      },
    }),
  ),
  entry(executableId, 'cached', price({ input: 1_000_000_007, cachedInput: null, output: 3_000_000_017 })),
])

function entry(executableId: string, model: string, ...prices: object[]) {
  return { executableId, model, versions: [{ name: '1', latestFrom: '1970-01-01', prices }] }
}

const tokens = (input: number, cachedInput: number | null, output: number) => ({ input, cachedInput, cacheWrite: null, output })

/** What rate cards say. */
export const cards = [
  { kind: 'tokens', model: 'small', validFrom: '2026-12-10', tokens: tokens(200_000_003, 90_000_001, 800_000_009) },
  {
    kind: 'tokens',
    model: 'small',
    serviceTier: 'priority',
    validFrom: '2026-11-01',
    tokens: tokens(600_000_001, 300_000_000, 2_400_000_007),
  },
  {
    kind: 'tokens',
    model: 'small',
    deploymentType: 'batch',
    validFrom: '2026-12-05',
    tokens: tokens(111_111_111, 55_555_555, 333_333_333),
  },
  {
    kind: 'tokens',
    model: 'large',
    executableId: 'openai',
    validFrom: '2026-12-24',
    validUntil: '2026-12-27',
    tokens: tokens(1_000_000_000, null, 4_000_000_000),
  },
  // Less telling than every other one: never used.
  { kind: 'tokens', deploymentType: 'developer', validFrom: '2026-11-01', tokens: tokens(1, 1, 1) },
]
export const wrongCard = {
  kind: 'tokens',
  model: 'corrected',
  validFrom: '2026-12-03',
  tokens: tokens(999_999_999, 99_999_999, 9_999_999_999),
}
export const rightFigures = tokens(777_777_777, 77_777_777, 7_777_777_777)
