import { Text, UnstyledButton } from '@mantine/core'
import { useLanguage } from '../words/words.ts'
import classes from './facet-chip.module.css'
import { formatNumber } from './numbers.ts'

/** One value that a list can be filtered by, with how many have it. */
export function FacetChip({
  label,
  on,
  onToggle,
  count,
}: {
  readonly label: string
  readonly on: boolean
  readonly onToggle: () => void
  readonly count?: number | undefined
}) {
  const language = useLanguage()
  return (
    <UnstyledButton className={classes['chip'] ?? ''} aria-pressed={on} onClick={onToggle}>
      {label}
      {count !== undefined && (
        <Text span inherit className="number" ml={5} opacity={0.85}>
          {formatNumber(count, language)}
        </Text>
      )}
    </UnstyledButton>
  )
}
