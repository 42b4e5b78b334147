import { Anchor, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Figure } from '../../parts/figure.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { DeploymentStatus, Mark } from '../../parts/status.tsx'
import { relativeTime, useNow } from '../../parts/time.tsx'
import { useLanguage } from '../../words/words.ts'
import { type Trouble, useTroubles } from './facts.ts'
import classes from './home.module.css'
import { useWords } from './words.ts'

/** Everything that wants a look, with the reason and where to look. */
export function Troubles() {
  const words = useWords()
  const { ready, troubles } = useTroubles()
  if (!ready) return <SkeletonRows rows={3} height={44} />
  if (troubles.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {words.nothingWrong}
      </Text>
    )
  return (
    <ul className={classes['list']}>
      {troubles.slice(0, 8).map((trouble) => (
        <li key={JSON.stringify(trouble.kind === 'deployment' ? trouble.deployment.id : trouble)}>
          <Line trouble={trouble} />
        </li>
      ))}
    </ul>
  )
}

function Line({ trouble }: { readonly trouble: Trouble }) {
  const words = useWords()
  const language = useLanguage()
  const now = useNow()
  if (trouble.kind === 'deployment') {
    const { id, name, status, statusMessage, modifiedAt } = trouble.deployment
    const waiting = words.starting(relativeTime(Date.parse(modifiedAt), now, language))
    return (
      <Row
        name={
          <Anchor
            renderRoot={(props) => <Link to="/deployments/$deploymentId" params={{ deploymentId: id }} {...props} />}
            fw={600}
            size="sm"
          >
            {name}
          </Anchor>
        }
        mark={<DeploymentStatus status={status} />}
        text={statusMessage || (status === 'DEAD' ? words.noReason : waiting)}
      />
    )
  }
  if (trouble.kind === 'budget')
    return (
      <Row
        name={
          <Anchor renderRoot={(props) => <Link to="/budgets" {...props} />} fw={600} size="sm">
            {words.budget(trouble.scope, trouble.percent)}
          </Anchor>
        }
        mark={
          <Mark
            tone={trouble.percent >= 100 ? 'failed' : 'warning'}
            text={<Figure value={trouble.exact} unit="percent">{`${trouble.percent} %`}</Figure>}
          />
        }
        text=""
      />
    )
  return (
    <Row
      name={
        <Anchor renderRoot={(props) => <Link to="/about" {...props} />} fw={600} size="sm">
          {words.check(trouble.name)}
        </Anchor>
      }
      mark={<Mark tone={trouble.failed ? 'failed' : 'warning'} text={trouble.name} />}
      text={[trouble.message, trouble.next].filter(Boolean).join('. ')}
    />
  )
}

function Row({ name, mark, text }: { readonly name: ReactNode; readonly mark: ReactNode; readonly text: string }) {
  return (
    <>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        {name}
        {mark}
      </Group>
      {text && (
        <Text size="xs" c="dimmed" lineClamp={2}>
          {text}
        </Text>
      )}
    </>
  )
}
