import { Badge, Group, Text } from '@mantine/core'
import type { Lifecycle } from '../../../../src/decide/model-version.ts'
import { Figure } from '../../parts/figure.tsx'
import { Money } from '../../parts/money.tsx'
import { formatNumber } from '../../parts/numbers.ts'
import { sentence } from '../../parts/sentence.tsx'
import { Mark, type Tone } from '../../parts/status.tsx'
import { Moment } from '../../parts/time.tsx'
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
  const { retirementDate, retirementNotBefore } = version
  return (
    <Text size="sm" component="span">
      {retirementDate ? (
        <Moment at={retirementDate} day />
      ) : retirementNotBefore ? (
        sentence(words.notBefore, <Moment at={retirementNotBefore} day />)
      ) : (
        words.none
      )}
    </Text>
  )
}

/** What a million tokens cost; a dash where that is not known. */
export function PerMillion({ price, part }: { readonly price: Price | null; readonly part: 'input' | 'output' | 'cachedInput' }) {
  const words = useWords()
  const nano = price?.[part]
  return price && nano !== null && nano !== undefined ? <Money nano={nano} currency={price.currency} /> : words.none
}

/** 128,000 → 128K, as people know context lengths. */
export function Tokens({ value }: { readonly value: number | null }) {
  const language = useLanguage()
  return (
    <Figure value={value} unit="tokens">
      {tokensText(value ?? 0, language)}
    </Figure>
  )
}

export function tokensText(tokens: number, language: Language): string {
  if (tokens < 1_000) return formatNumber(tokens, language)
  if (tokens < 1_000_000) return `${formatNumber(tokens / 1_000, language, tokens < 100_000 ? 1 : 0)}K`
  return `${formatNumber(tokens / 1_000_000, language, 1)}M`
}
