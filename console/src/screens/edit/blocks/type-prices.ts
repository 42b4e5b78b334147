import { useQueries } from '@tanstack/react-query'
import { api } from '../../../api/client.ts'
import { formatMoney } from '../../../parts/numbers.ts'
import { useLanguage } from '../../../words/words.ts'
import { type Estimate, perHour, tokenPrice, usualWorkload } from '../estimate.ts'
import type { Trial } from '../trial.ts'
import { useAdvancedWords } from '../words-advanced.ts'
import type { DeploymentType } from './types-of.ts'

/** What each type costs in a few words: by the hour, or by a million tokens in and out. Types of which nobody knows it are left out. */
export function useTypePrices(trial: Trial | null, types: readonly DeploymentType[]): Partial<Record<DeploymentType, string>> {
  const words = useAdvancedWords()
  const language = useLanguage()
  const found = useQueries({
    queries: types.map((type) => {
      const body = {
        model: trial?.model?.name ?? trial?.executableId ?? '',
        executableId: trial?.executableId ?? null,
        version: trial?.modelVersion ?? null,
        type,
        residency: trial?.residency ?? ('global' as const),
        serviceTier: 'default' as const,
        workload: { ...usualWorkload, cachedInputTokens: 0, hoursPerMonth: 730 },
      }
      return {
        queryKey: ['estimate', body],
        queryFn: async () => (await api.POST('/v2/analytics/estimate', { body })).data ?? null,
        enabled: trial !== null,
        retry: false,
      }
    }),
  })
  const textOf = (estimate: Estimate): string | null => {
    const hour = perHour(estimate)
    if (hour) return words.anHour(formatMoney(hour.nano / 1e9, hour.currency, language))
    const price = tokenPrice(estimate)
    if (!price || price.share === 'none') return null
    const half = price.share === 'half' ? 0.5 : 1
    const money = (nano: number): string => formatMoney((nano * half) / 1e9, price.currency, language)
    return words.perMillion(money(price.input), price.output === null ? null : money(price.output))
  }
  return Object.fromEntries(
    types.flatMap((type, at) => {
      const estimate = found[at]?.data
      const text = estimate ? textOf(estimate) : null
      return text === null ? [] : [[type, text]]
    }),
  )
}
