import { Anchor, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { read } from '../../api/client.ts'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark, type Tone } from '../../parts/status.tsx'
import { Moment, RelativeTime, relativeTime, useNow } from '../../parts/time.tsx'
import { useLanguage } from '../../words/words.ts'
import classes from './home.module.css'
import { useWords } from './words.ts'

const halfYearMs = 183 * 86_400_000
const monthMs = 30 * 86_400_000

/** Models in use that retire within half a year, the next first, with what happens then. */
export function Retirements() {
  const words = useWords()
  const language = useLanguage()
  const now = useNow()
  const { data } = read.useQuery('get', '/v2/lm/retirements', {})
  if (!data) return <SkeletonRows rows={3} height={44} />
  const soon = data.resources
    .flatMap((each) => (each.retirementDate === null ? [] : [{ ...each, at: Date.parse(each.retirementDate) }]))
    .filter(({ at }) => at - now < halfYearMs)
    .toSorted((one, other) => one.at - other.at)
  if (soon.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {words.noRetirement}
      </Text>
    )
  return (
    <ul className={classes['list']}>
      {soon.slice(0, 5).map(({ deployment, model, modelVersion, at, next, suggestedReplacements: [replacement] }) => (
        <li key={deployment.id}>
          <Group justify="space-between" gap="xs" wrap="nowrap">
            <Anchor
              renderRoot={(props) => <Link to="/deployments/$deploymentId" params={{ deploymentId: deployment.id }} {...props} />}
              fw={600}
              size="sm"
            >
              {deployment.name}
            </Anchor>
            <Mark tone={at - now < monthMs ? 'failed' : 'warning'} text={<Moment at={at} day />} />
          </Group>
          <Text size="xs" c="dimmed">
            {`${model} ${modelVersion}, ${relativeTime(at, now, language)}: ${
              next?.action === 'upgrade' && next.to
                ? words.upgradesTo(next.to)
                : replacement
                  ? words.replacement(replacement)
                  : words.refusedFrom
            }`}
          </Text>
        </li>
      ))}
    </ul>
  )
}

const tones: Readonly<Record<string, Tone>> = { info: 'busy', warning: 'warning', critical: 'failed' }

/** What happened last that somebody should know. */
export function Events() {
  const words = useWords()
  const { data } = read.useQuery('get', '/v2/admin/events', {})
  if (!data) return <SkeletonRows rows={3} height={44} />
  if (data.resources.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {words.noEvent}
      </Text>
    )
  return (
    <ul className={classes['list']}>
      {data.resources.slice(0, 5).map(({ id, at, kind, message, severity }) => (
        <li key={id}>
          <Group justify="space-between" gap="xs" wrap="nowrap">
            <Mark tone={tones[severity] ?? 'off'} text={kind} />
            <Text size="xs" c="dimmed" component="span">
              <RelativeTime at={at} />
            </Text>
          </Group>
          <Text size="sm" lineClamp={2}>
            {message}
          </Text>
        </li>
      ))}
    </ul>
  )
}
