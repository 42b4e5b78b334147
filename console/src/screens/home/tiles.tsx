import { Paper, SimpleGrid, Skeleton, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useDeployments } from '../../api/deployments.ts'
import { Figure } from '../../parts/figure.tsx'
import { Costs } from '../../parts/money.tsx'
import { sentence } from '../../parts/sentence.tsx'
import { useToday, useTroubles } from './facts.ts'
import classes from './home.module.css'
import { useWords } from './words.ts'

/** The four numbers of the day, each a way to where it comes from. */
export function Tiles() {
  const words = useWords()
  const { deployments } = useDeployments()
  const { ready, troubles } = useTroubles()
  const today = useToday()
  const running = deployments?.filter(({ status }) => status === 'RUNNING').length
  const byHour = today.byHour.map((calls, hour) => (calls > 0 ? `${hour}: ${calls}` : '')).filter(Boolean)
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
      <Tile
        to="/deployments"
        name={words.running}
        value={running === undefined ? null : <Figure value={running} />}
        note={sentence(words.ofAll, deployments?.length ?? 0, <Figure value={deployments?.length ?? 0} />)}
      />
      <Tile
        to="/deployments"
        name={words.wrong}
        value={ready ? <Figure value={troubles.length} /> : null}
        note={troubles.length === 0 ? words.wrongNone : words.wrongSome}
        color={troubles.length === 0 ? undefined : 'var(--lectern-failed)'}
      />
      <Tile
        to="/usage"
        name={words.spend}
        value={today.ready ? <Costs costs={today.spentToday} none={<Figure value={0} />} /> : null}
        note={
          today.spentThisMonth.length === 0
            ? words.noPrice
            : sentence(words.spendMonth, <Costs costs={today.spentThisMonth} none="" />)
        }
      />
      <Tile
        to="/usage"
        name={words.calls}
        value={today.ready ? <Figure value={today.calls} /> : null}
        note={sentence(words.tokens, <Figure value={today.tokens} unit="compact" />)}
      >
        <Bars values={today.byHour} label={words.callsByHour(byHour.join(', ') || '0')} />
      </Tile>
    </SimpleGrid>
  )
}

function Tile({
  to,
  name,
  value,
  note,
  color,
  children,
}: {
  readonly to: string
  readonly name: string
  /** null: not read yet. */
  readonly value: ReactNode | null
  readonly note: ReactNode
  readonly color?: string | undefined
  readonly children?: ReactNode
}) {
  return (
    <Paper withBorder p="md" role="group" aria-label={name} className={classes['tile'] ?? ''}>
      <Link to={to} className={classes['way'] ?? ''}>
        {name}
      </Link>
      {value === null ? (
        <Skeleton height={34} width={90} />
      ) : (
        <Text fz={26} lh="34px" fw={650} {...(color ? { c: color } : {})}>
          {value}
        </Text>
      )}
      <Text size="xs" c="dimmed" mih={18}>
        {value === null ? '' : note}
      </Text>
      {children}
    </Paper>
  )
}

function Bars({ values, label }: { readonly values: readonly number[]; readonly label: string }) {
  const most = Math.max(1, ...values)
  return (
    <svg role="img" aria-label={label} viewBox="0 0 24 8" preserveAspectRatio="none" className={classes['bars']}>
      {values.map((value, hour) => {
        const height = value === 0 ? 0.3 : Math.max(0.8, (value / most) * 8)
        return <rect key={hour} x={hour + 0.1} width={0.8} y={8 - height} height={height} />
      })}
    </svg>
  )
}
