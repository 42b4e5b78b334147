import { Anchor, Group, Paper, SimpleGrid, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Page } from '../../parts/page.tsx'
import { Events, Retirements } from './coming.tsx'
import { FirstSteps } from './first-steps.tsx'
import { Tiles } from './tiles.tsx'
import { Troubles } from './troubles.tsx'
import { useWords } from './words.ts'

/** What runs, what is wrong, what it costs, what is coming, and what to do first. */
export function Home() {
  const words = useWords()
  return (
    <Page title={words.title}>
      <Tiles />
      <FirstSteps />
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="sm">
        <Block title={words.whatIsWrong}>
          <Troubles />
        </Block>
        <Block title={words.retirements} more={{ to: '/retirements', text: words.allRetirements }}>
          <Retirements />
        </Block>
        <Block title={words.events} more={{ to: '/events', text: words.allEvents }}>
          <Events />
        </Block>
      </SimpleGrid>
    </Page>
  )
}

function Block({
  title,
  more,
  children,
}: {
  readonly title: string
  readonly more?: { readonly to: string; readonly text: string }
  readonly children: ReactNode
}) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Title order={2} size="h3">
          {title}
        </Title>
        {more && (
          <Anchor renderRoot={(props) => <Link to={more.to} {...props} />} size="sm">
            {more.text}
          </Anchor>
        )}
      </Group>
      {children}
    </Paper>
  )
}
