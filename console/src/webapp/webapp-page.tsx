import { Button, Center, Group, Loader, Stack, Text, Title } from '@mantine/core'
import { IconMessageOff, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import { useSession } from '../api/session.ts'
import { Offline } from '../app/offline.tsx'
import { Chat } from '../screens/playground/chat/chat.tsx'
import { keptConversation, nothingSaid, useConversation } from '../screens/playground/chat/conversation.ts'
import type { Send } from '../screens/playground/chat/stream.ts'
import { SignIn } from '../screens/sign-in/sign-in.tsx'
import { type App, appName, askOwnApp, askPublicApp, askSession } from './app.ts'
import classes from './webapp.module.css'
import { useWebappWords } from './words.ts'

/** The app that everybody may use, or the one of who is signed in. */
export function WebappPage() {
  const { data, error } = useQuery({ queryKey: ['webapp', 'public'], queryFn: askPublicApp, staleTime: Number.POSITIVE_INFINITY })
  if (error) return <Offline />
  if (data === undefined) return <Waiting />
  return data ? <Talk app={data.app} send={data.send} /> : <Own />
}

function Own() {
  const session = useSession()
  const person = session.kind === 'signedIn' ? session.person.id : null
  useEffect(() => void askSession(), [])
  const { data, error } = useQuery({
    queryKey: ['webapp', 'own', person],
    queryFn: askOwnApp,
    enabled: person !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (session.kind === 'unreachable') return <Offline />
  if (session.kind === 'signedOut') return <SignIn methods={session.methods} />
  if (error instanceof Problem && error.status < 500) return <NotHere />
  if (error) return <Offline />
  return data ? <Talk app={data} send={call} /> : <Waiting />
}

function Talk({ app, send }: { readonly app: App; readonly send: Send }) {
  const words = useWebappWords()
  const kept = keptConversation(`webapp.${appName()}`)
  const { lanes } = useConversation(kept)
  const { title, greeting, deployment } = app
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <main className={classes['page']}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Title>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={Object.keys(lanes).length === 0}
          onClick={() => kept.change(() => nothingSaid)}
        >
          {words.anew}
        </Button>
      </Group>
      {greeting !== '' && (
        <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
          {greeting}
        </Text>
      )}
      <Chat
        kept={kept}
        send={send}
        targets={[{ id: deployment.id, name: deployment.name, shown: title, starting: false }]}
        details={false}
        enterSends
      />
      <Text size="xs" c="dimmed" ta="center">
        {words.note}
      </Text>
    </main>
  )
}

function NotHere() {
  const words = useWebappWords()
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack align="center" gap="xs" maw={460} ta="center">
        <Text c="dimmed" component="div">
          <IconMessageOff size={36} stroke={1.4} />
        </Text>
        <Title order={1} size="h3">
          {words.notFound}
        </Title>
        <Text c="dimmed" size="sm">
          {words.notFoundText}
        </Text>
      </Stack>
    </Center>
  )
}

function Waiting() {
  return (
    <Center component="main" h="100dvh">
      <Loader aria-label="Lectern" />
    </Center>
  )
}
