import { Group, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { useNow } from '../../parts/time.tsx'
import { useLanguage } from '../../words/words.ts'
import classes from './months.module.css'
import { dayOf, type Retirement } from './retirements.tsx'
import { useWords } from './words.ts'

const shownMonths = 18

/** The next year and a half, month by month, with how many deployments change in each. A click shows only those. */
export function Months({
  retirements,
  chosen,
  onChoose,
}: {
  readonly retirements: readonly Retirement[]
  readonly chosen: string | undefined
  readonly onChoose: (month: string | undefined) => void
}) {
  const words = useWords()
  const language = useLanguage()
  const now = new Date(useNow(300_000))
  const byMonth = new Map<string, { moved: number; refused: number }>()
  for (const each of retirements) {
    const day = dayOf(each)
    if (day === null) continue
    const counts = byMonth.get(monthOf(day)) ?? { moved: 0, refused: 0 }
    counts[each.next?.action === 'upgrade' ? 'moved' : 'refused'] += 1
    byMonth.set(monthOf(day), counts)
  }
  const months = Array.from({ length: shownMonths }, (_, at) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + at, 1))
  const short = new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' })
  const long = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  return (
    <section className={classes['months']} aria-label={words.months}>
      {months.map((first, at) => {
        const month = monthOf(first)
        const { moved = 0, refused = 0 } = byMonth.get(month) ?? {}
        const isJanuary = new Date(first).getUTCMonth() === 0
        return (
          <UnstyledButton
            key={month}
            className={classes['month'] ?? ''}
            aria-pressed={chosen === month}
            disabled={moved + refused === 0 && chosen !== month}
            onClick={() => onChoose(chosen === month ? undefined : month)}
          >
            <VisuallyHidden>{words.inMonth(long.format(first), moved, refused)}</VisuallyHidden>
            <Text size="xs" c="dimmed" aria-hidden="true">
              {short.format(first)}
            </Text>
            <Group gap={4} h={22} justify="center" aria-hidden="true">
              {refused > 0 && (
                <span className={classes['count']} data-tone="failed">
                  {refused}
                </span>
              )}
              {moved > 0 && (
                <span className={classes['count']} data-tone="busy">
                  {moved}
                </span>
              )}
              {moved + refused === 0 && <span className={classes['none']} />}
            </Group>
            <Text size="xs" c="dimmed" h={18} aria-hidden="true">
              {isJanuary || at === 0 ? new Date(first).getUTCFullYear() : ''}
            </Text>
          </UnstyledButton>
        )
      })}
    </section>
  )
}

/** `2027-02`, by UTC as retirement days are. */
export const monthOf = (time: number): string => new Date(time).toISOString().slice(0, 7)
