import { Badge, Group, Text } from '@mantine/core'
import type { Lifecycle } from '../../../../src/decide/model-version.ts'
import { formatMoney, formatNumber } from '../../parts/numbers.ts'
import { Mark, type Tone } from '../../parts/status.tsx'
import { absoluteDate } from '../../parts/time.tsx'
import { type Language, useLanguage } from '../../words/words.ts'
import type { Ability, CatalogVersion, Price } from './entries.ts'
import { useWords } from './words.ts'

const tones: Readonly<Record<Lifecycle, Tone>> = {
  Preview: 'busy',
  GenerallyAvailable: 'ok',
  Deprecated: 'warning',
  Retired: 'failed',
}

export function StageMark({ stage }: { readonly stage: Lifecycle }) {
  const words = useWords()
  return <Mark tone={tones[stage]} text={words.stage[stage]} />
}

export function Abilities({ can }: { readonly can: readonly Ability[] }) {
  const words = useWords()
  return (
    <Group gap={4}>
      {can.map((each) => (
        <Badge
          key={each}
          variant="outline"
          size="sm"
          radius="sm"
          color="gray"
          style={{ textTransform: 'none', color: 'var(--mantine-color-dimmed)', borderColor: 'var(--lectern-line)' }}
        >
          {words.can[each]}
        </Badge>
      ))}
    </Group>
  )
}

/** When it ends, as far as that is known. */
export function Retires({ version }: { readonly version: CatalogVersion }) {
  const words = useWords()
  const language = useLanguage()
  const day = (text: string): string => absoluteDate(Date.parse(text), language)
  const { retirementDate, retirementNotBefore } = version
  return (
    <Text size="sm" className="number" component="span">
      {retirementDate ? day(retirementDate) : retirementNotBefore ? words.notBefore(day(retirementNotBefore)) : words.none}
    </Text>
  )
}

/** Of a million tokens; null: not known. */
export const perMillion = (price: Price | null, part: 'input' | 'output' | 'cachedInput', language: Language): string | null => {
  const nano = price?.[part]
  return price && nano !== null && nano !== undefined ? formatMoney(nano / 1e9, price.currency, language) : null
}

/** 128,000 → 128K, as people know context lengths. */
export const tokensText = (tokens: number | null, language: Language): string | null => {
  if (tokens === null) return null
  if (tokens < 1_000) return formatNumber(tokens, language)
  if (tokens < 1_000_000) return `${formatNumber(tokens / 1_000, language, tokens < 100_000 ? 1 : 0)}K`
  return `${formatNumber(tokens / 1_000_000, language, 1)}M`
}
