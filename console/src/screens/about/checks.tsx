import { Button, Group, Paper, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { read } from '../../api/client.ts'
import { Failed } from '../../parts/failed.tsx'
import { SkeletonRows } from '../../parts/skeleton-rows.tsx'
import { Mark } from '../../parts/status.tsx'
import classes from './about.module.css'
import { useWords } from './words.ts'

const tones = { ok: 'ok', warning: 'warning', failed: 'failed' } as const

/** What the server finds when it looks at itself, each with what to do about it. */
export function Checks() {
  const words = useWords()
  const [all, setAll] = useState(false)
  const { data, error, refetch } = read.useQuery('get', '/v2/admin/about/checks', {})
  const bad = data?.resources.filter(({ state }) => state !== 'ok') ?? []
  const shown = all ? (data?.resources ?? []) : bad
  return (
    <Paper withBorder p="md" component="section" aria-label={words.checks}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {words.checks}
        </Title>
        {data && (
          <Button size="xs" variant="default" onClick={() => setAll(!all)}>
            {all ? words.showBad : words.showAll}
          </Button>
        )}
      </Group>
      {error && <Failed error={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={3} />}
      {data && shown.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.allWell(data.count)}
        </Text>
      )}
      <ul className={classes['list']}>
        {shown.map(({ name, state, message, next }) => (
          <li key={name} className={classes['check']}>
            <Mark tone={tones[state]} text={words[state]} />
            <div>
              <Text size="sm" fw={600} span>
                {name}
              </Text>
              <Text size="sm">{message}</Text>
              {next && (
                <Text size="sm" c="dimmed">
                  → {next}
                </Text>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Paper>
  )
}
