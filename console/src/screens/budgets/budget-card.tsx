import { Button, Group, Paper, Text } from '@mantine/core'
import { Figure } from '../../parts/figure.tsx'
import { Meter } from '../../parts/meter.tsx'
import { ScopeText, useScopeLine } from '../../parts/scope-text.tsx'
import { joined, sentence } from '../../parts/sentence.tsx'
import { Mark } from '../../parts/status.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { useCommonWords } from '../../words/common.ts'
import { type Budget, shareOf } from './budget-list.tsx'
import { useWords } from './words.ts'

/** One budget: what it counts, what is spent of it, and what happens at its end. */
export function BudgetCard({
  budget,
  onEdit,
  onRemove,
}: {
  readonly budget: Budget
  readonly onEdit?: () => void
  readonly onRemove?: () => void
}) {
  const words = useWords()
  const common = useCommonWords()
  const name = useScopeLine()(budget.scope)
  const money = (amount: string) => <Figure value={amount} unit={{ currency: budget.currency }} />
  const percents = (all: readonly number[]) =>
    all.length === 0
      ? ''
      : joined(
          all.map((each) => <Figure key={each} value={each} unit="percent" />),
          ', ',
        )
  const share = shareOf(budget)
  const used = share >= 1
  return (
    <Paper withBorder p="md" component="li">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <ScopeText scope={budget.scope} />
        <Group gap={6} wrap="nowrap">
          <Button size="compact-xs" variant="default" disabled={!onEdit} aria-label={`${common.edit} ${name}`} onClick={onEdit}>
            {common.edit}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={!onRemove}
            aria-label={`${common.remove} ${name}`}
            onClick={onRemove}
          >
            {common.remove}
          </Button>
        </Group>
      </Group>
      <Meter
        label={words.spentOf(name)}
        used={budget.spentNano}
        limit={budget.amountNano}
        marks={budget.thresholds}
        text={
          <>
            <Text span fw={650} fz="md" c="var(--mantine-color-text)">
              {money(budget.spent)}
            </Text>{' '}
            {joined([
              sentence(words.of, money(budget.amount)),
              words.periods[budget.period],
              <Figure key="share" value={share * 100} unit="percent" />,
            ])}
          </>
        }
        after={
          budget.remainingNano >= 0
            ? sentence(words.left, money(budget.remaining))
            : sentence(words.over, money(budget.remaining.replace('-', '')))
        }
      />
      <Group gap="sm" mt={6} justify="space-between">
        <Group gap="sm">
          {used ? (
            <Mark tone={budget.block ? 'failed' : 'warning'} text={budget.block ? words.blocksNow : words.usedUp} />
          ) : (
            <Text size="xs">{budget.block ? words.blocks : words.onlyReports}</Text>
          )}
          <Text size="xs" c="dimmed">
            {budget.thresholds.length === 0
              ? words.noThreshold
              : sentence(words.thresholds, percents(budget.thresholds), percents(budget.reachedThresholds))}
          </Text>
        </Group>
        <Text size="xs" c="dimmed" component="div">
          {budget.periodEnd === null ? (
            words.once
          ) : (
            <span title={budget.timezone}>
              {words.startsAnew} <RelativeTime at={budget.periodEnd} />
            </span>
          )}
        </Text>
      </Group>
    </Paper>
  )
}
