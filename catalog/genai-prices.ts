import { readFileSync } from 'node:fs'
import { calcPrice, type ModelInfo, type ModelPrice } from '@pydantic/genai-prices'
import type { Price } from '../src/domain/catalog.ts'
import { nano } from './nano.ts'

export type Known = {
  /** `azure/gpt-4o`: provider and entry that matched. */
  readonly id: string
  readonly contextLength: number | null
  readonly deprecated: boolean
  readonly prices: Price[]
  /** Rates of other kinds (audio, images, requests): known to the package, not carried by the catalog. */
  readonly notCarried: readonly string[]
}

/** The first of `<provider>/<id>` that the package knows. It matches by patterns: what it found is in `id`, for people to check. */
export const known = (ids: readonly string[]): Known | null => {
  for (const id of ids) {
    const slash = id.indexOf('/')
    const found = calcPrice({}, id.slice(slash + 1), { providerId: id.slice(0, slash) })
    if (found) return describe(`${found.provider.id}/${found.model.id}`, found.model)
  }
  return null
}

export const packageName = '@pydantic/genai-prices'
const manifest = new URL(`../node_modules/${packageName}/package.json`, import.meta.url)
export const packageVersion: string = JSON.parse(readFileSync(manifest, 'utf8')).version

const carried = new Set(['input_mtok', 'cache_read_mtok', 'cache_write_mtok', 'output_mtok'])

const describe = (id: string, model: ModelInfo): Known => {
  const rows = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }]
  return {
    id,
    contextLength: model.context_window ?? null,
    deprecated: model.deprecated ?? false,
    prices: rows.flatMap(({ prices, constraint }) => {
      if (constraint?.type === 'time_of_date') throw new Error(`${id} is priced by the time of day, which the catalog cannot say`)
      return priceOf(prices, constraint?.start_date ?? '1970-01-01', `${packageName} ${packageVersion} (${id})`)
    }),
    notCarried: [...new Set(rows.flatMap(({ prices }) => Object.keys(prices)))].filter((rate) => !carried.has(rate)),
  }
}

type Rate = ModelPrice[string]

const priceOf = (prices: ModelPrice, validFrom: string, source: string): Price[] => {
  if (prices['input_mtok'] === undefined) return []
  const rates = (of: (rate: Rate) => number | null) => ({
    input: of(prices['input_mtok']) ?? 0,
    cachedInput: of(prices['cache_read_mtok']),
    cacheWrite: of(prices['cache_write_mtok']),
    output: of(prices['output_mtok']),
  })
  const moreThan = stepOf(prices['input_mtok'])
  const step = moreThan === null ? {} : { longPrompt: { moreThan, ...rates(longRate) } }
  return [{ validFrom, currency: 'USD', ...rates(baseRate), ...step, source }]
}

const stepOf = (rate: Rate): number | null => {
  if (typeof rate !== 'object') return null
  if (rate.tiers.length > 1) throw new Error('the catalog carries one step for long prompts')
  return rate.tiers[0]?.start ?? null
}

const baseRate = (rate: Rate): number | null => (rate === undefined ? null : nano(typeof rate === 'object' ? rate.base : rate))

const longRate = (rate: Rate): number | null =>
  typeof rate === 'object' ? nano(rate.tiers[0]?.price ?? rate.base) : baseRate(rate)
